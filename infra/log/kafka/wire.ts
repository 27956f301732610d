import { readInt64, writeInt64 } from './record-batch.ts';

/** Writes a request of Kafka's protocol, big-endian, into a buffer that grows. */
export class RequestWriter {
  #bytes: Buffer;
  #at = 0;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  int8(value: number): this {
    this.#reserve(1);
    this.#bytes.writeInt8(value, this.#at);
    this.#at += 1;
    return this;
  }

  int16(value: number): this {
    this.#reserve(2);
    this.#bytes.writeInt16BE(value, this.#at);
    this.#at += 2;
    return this;
  }

  int32(value: number): this {
    this.#reserve(4);
    this.#bytes.writeInt32BE(value, this.#at);
    this.#at += 4;
    return this;
  }

  int64(value: number): this {
    this.#reserve(8);
    writeInt64(this.#bytes, this.#at, value);
    this.#at += 8;
    return this;
  }

  string(value: string | undefined): this {
    if (value === undefined) return this.int16(-1);
    const length = Buffer.byteLength(value);
    this.int16(length).#reserve(length);
    this.#at += this.#bytes.write(value, this.#at);
    return this;
  }

  bytes(value: Buffer): this {
    this.int32(value.length).#reserve(value.length);
    value.copy(this.#bytes, this.#at);
    this.#at += value.length;
    return this;
  }

  /** The request, under the names kafkajs asks for. */
  done(): { buf: Buffer; buffer: Buffer } {
    const buffer = this.#bytes.subarray(0, this.#at);
    return { buf: buffer, buffer };
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + size));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

/** Reads a response of Kafka's protocol. */
export class ResponseReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int16(): number {
    const value = this.#bytes.readInt16BE(this.#at);
    this.#at += 2;
    return value;
  }

  int32(): number {
    const value = this.#bytes.readInt32BE(this.#at);
    this.#at += 4;
    return value;
  }

  int64(): number {
    const value = readInt64(this.#bytes, this.#at);
    this.#at += 8;
    return value;
  }

  string(): string {
    const length = Math.max(0, this.int16());
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }

  /** A view into the response. */
  bytes(): Buffer {
    const length = Math.max(0, this.int32());
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
