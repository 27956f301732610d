import type { Table, Transaction } from './environment.ts';
import { type Places, prefixed } from './places.ts';

/**
 * The lowest offsets that consumers still need. They are written with the next transaction that comes along: one that is
 * lost was lower than the truth, and keeps records longer.
 */
export class Protections {
  readonly #places: Places;
  readonly #meta: Table;
  readonly #unwritten = new Map<string, number>();

  constructor(places: Places, meta: Table) {
    this.#places = places;
    this.#meta = meta;
    for (const { key, value } of meta.getRange(prefixed('protect/'))) {
      const [, topic = '', partition, consumer = ''] = Buffer.from(key).toString().split('/');
      const offset = Buffer.from(value).readDoubleLE(0);
      places.of(topic, Number(partition)).protections.set(consumer, offset);
    }
  }

  set(consumer: string, at: { topic: string; partition: number; offset: number }): void {
    const { protections } = this.#places.of(at.topic, at.partition);
    if (protections.get(consumer) === at.offset) return;
    if (at.offset === Number.POSITIVE_INFINITY) protections.delete(consumer);
    else protections.set(consumer, at.offset);
    this.#unwritten.set(`protect/${at.topic}/${at.partition}/${consumer}`, at.offset);
  }

  /** Writes what changed since the last transaction. */
  store(transaction: Transaction): void {
    for (const [name, offset] of this.#unwritten) {
      if (offset === Number.POSITIVE_INFINITY) {
        transaction.remove(this.#meta, Buffer.from(name));
        continue;
      }
      const value = Buffer.alloc(8);
      value.writeDoubleLE(offset);
      transaction.put(this.#meta, Buffer.from(name), value);
    }
    this.#unwritten.clear();
  }
}
