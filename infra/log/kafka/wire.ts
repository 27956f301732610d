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

  /** Lengths of newer messages: seven bits a byte, the lowest first, one too high, since nought stands for none. */
  compactLength(length: number): this {
    let rest = length + 1;
    for (; rest >= 0x80; rest >>>= 7) this.#byte((rest & 0x7f) | 0x80);
    return this.#byte(rest);
  }

  compactString(value: string): this {
    const length = Buffer.byteLength(value);
    this.compactLength(length).#reserve(length);
    this.#at += this.#bytes.write(value, this.#at);
    return this;
  }

  /** Fields that newer versions may add behind each part of newer messages: none. */
  tags(): this {
    return this.#byte(0);
  }

  /** The request, under the names kafkajs asks for. */
  done(): { buf: Buffer; buffer: Buffer } {
    const buffer = this.#bytes.subarray(0, this.#at);
    return { buf: buffer, buffer };
  }

  #byte(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
    return this;
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

  compactLength(): number {
    return this.#varint() - 1;
  }

  compactString(): string {
    const length = Math.max(0, this.compactLength());
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }

  /** Passes over fields that newer versions added. */
  tags(): void {
    for (let left = this.#varint(); left > 0; left--) {
      this.#varint();
      const length = this.#varint();
      this.#at += length;
    }
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  /** A view into the response. */
  bytes(): Buffer {
    const length = Math.max(0, this.int32());
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
