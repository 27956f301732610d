import type { Reference } from '@landbridge/infra';
import { processors } from '@landbridge/processors';
import { naiveFold } from '@landbridge/processors/testing';
import type { Header } from '@landbridge/schemas';

export type FoldedRow = Header & Record<string, unknown>;

/** Rows of processors by output topic, folded one after the other from facts: a whole run without a log. */
export function foldAll(
  names: readonly string[],
  facts: ReadonlyMap<string, readonly Header[]>,
  reference: Reference,
): ReadonlyMap<string, readonly FoldedRow[]> {
  const known = new Map(facts);
  for (const name of names) {
    const processor = processors.find((each) => each.name === name);
    if (processor === undefined) throw new Error(`There is no processor ${name} in the catalog.`);
    const events = processor.inputs.flatMap(({ name: input, topic }) =>
      (known.get(topic.name) ?? []).map((event) => ({ input, event })),
    );
    const rows = naiveFold(processor, events, { reference });
    for (const { name: output, topic } of processor.outputs) {
      const mine = rows.filter((each) => each.output === output).map(({ row }) => row);
      known.set(
        topic.name,
        mine.map((row) => ({ ...row, revision: 0, retracted: false }) as FoldedRow),
      );
    }
  }
  return known as ReadonlyMap<string, readonly FoldedRow[]>;
}
