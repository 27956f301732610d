import type { Reference } from '@landbridge/infra';
import { avroType, type Header } from '@landbridge/schemas';
import type { Processor } from '../../processor.ts';
import { madeReference } from './made-reference.ts';

type Rows = Record<string, (Header & Record<string, unknown>)[]>;

/**
 * Folds the events of one key as the engine does at its worst: the state goes through its Avro schema after every
 * event and is deeply frozen, and rows must survive the codec of their topic. Rows come back sorted by id.
 */
export function foldKeepingBytes(
  processor: Processor,
  events: Readonly<Record<string, readonly Header[]>>,
  reference: Reference = madeReference(),
): Rows {
  const type = avroType(processor.state);
  const rows = new Map<string, Map<string, Header & Record<string, unknown>>>();
  const emit = Object.fromEntries(
    processor.outputs.map(({ name, topic }) => {
      const ofOutput = new Map<string, Header & Record<string, unknown>>();
      rows.set(name, ofOutput);
      const take = (row: Header & Record<string, unknown>) => {
        topic.codec.toBytes({ ...row, revision: 0, retracted: false });
        ofOutput.set(row.id, row);
      };
      return [name, Object.assign(take, { withdraw: (id: string) => ofOutput.delete(id) })];
    }),
  );
  const queue = processor.inputs
    .flatMap((input, order) => (events[input.name] ?? []).map((event) => ({ input, order, event })))
    .sort((a, b) => a.event.eventTime - b.event.eventTime || a.order - b.order);
  let state = deepFreeze(processor.initial());
  for (const { input, event } of queue) {
    const next = input.on(state, deepFreeze(event), emit, { reference });
    state = deepFreeze(type.fromBuffer(type.toBuffer(next)));
  }
  return Object.fromEntries(
    [...rows].map(([name, ofOutput]) => [
      name,
      [...ofOutput.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    ]),
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
