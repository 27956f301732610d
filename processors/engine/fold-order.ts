import type { Processor } from '../processor.ts';

/** How many processors stand one behind the other at most. */
export function longestChain(processors: readonly Processor[]): number {
  const length = (processor: Processor): number => {
    const writers = processors.filter(({ outputs }) =>
      outputs.some(({ topic }) =>
        processor.inputs.some((input) => input.topic.name === topic.name),
      ),
    );
    return 1 + Math.max(0, ...writers.map(length));
  };
  return Math.max(0, ...processors.map(length));
}

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
