import type { Append } from './log.ts';

const BYTES_FIRST = 1 << 14;
const RECORDS_FIRST = 256;

/** Collects records for one topic partition in one growing buffer; reused after `seal`. */
export class BatchBuilder {
  readonly topic: string;
  readonly partition: number;
  count = 0;
  size = 0;
  #bytes = Buffer.allocUnsafeSlow(BYTES_FIRST);
  #starts = new Int32Array(RECORDS_FIRST + 1);
  #values = new Int32Array(RECORDS_FIRST);

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  /**
   * Room for a record of at most so many bytes. Write the key from `at` on, then the value, then call `add`.
   * The buffer is valid until the next call.
   */
  reserve(bytesMax: number): { bytes: Buffer; at: number } {
    if (this.size + bytesMax > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.size + bytesMax));
      this.#bytes.copy(larger, 0, 0, this.size);
      this.#bytes = larger;
    }
    return { bytes: this.#bytes, at: this.size };
  }

  /** Adds the record just written: its value begins at `valueStart` and it ends at `end`. */
  add(valueStart: number, end: number): void {
    if (this.count === this.#values.length) this.#grow();
    this.#values[this.count++] = valueStart;
    this.#starts[this.count] = end;
    this.size = end;
  }

  /** Adds a record by copying its key and value. */
  push(key: Uint8Array, value: Uint8Array): void {
    const { bytes, at } = this.reserve(key.length + value.length);
    bytes.set(key, at);
    bytes.set(value, at + key.length);
    this.add(at + key.length, at + key.length + value.length);
  }

  /** The records so far, as views into the builder: valid until `clear`. */
  seal(): Append {
    return {
      topic: this.topic,
      partition: this.partition,
      count: this.count,
      bytes: this.#bytes.subarray(0, this.size),
      starts: this.#starts.subarray(0, this.count + 1),
      values: this.#values.subarray(0, this.count),
    };
  }

  clear(): void {
    this.count = 0;
    this.size = 0;
  }

  #grow(): void {
    const starts = new Int32Array(this.#values.length * 2 + 1);
    starts.set(this.#starts);
    this.#starts = starts;
    const values = new Int32Array(this.#values.length * 2);
    values.set(this.#values);
    this.#values = values;
  }
}
