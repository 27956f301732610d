import type { Processor } from '../processor.ts';

/** Indices of processors, each behind those whose rows it reads. */
export function foldOrder(processors: readonly Processor[]): number[] {
  const order: number[] = [];
  const visit = (index: number): void => {
    if (order.includes(index)) return;
    for (const { topic } of processors[index]?.inputs ?? []) {
      const writer = processors.findIndex(({ outputs }) =>
        outputs.some((output) => output.topic.name === topic.name),
      );
      if (writer >= 0) visit(writer);
    }
    order.push(index);
  };
  for (let index = 0; index < processors.length; index++) visit(index);
  return order;
}
