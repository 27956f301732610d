import { readInt64, writeInt64 } from './record-batch.ts';
import { giveRoomBack, takeRoom } from './send-memory.ts';

/** Kept free before a request: kafkajs puts its kind, its number, our name and its length there. */
const FRONT_BYTES = 320;

/** A request as kafkajs takes it. What goes in front of it is written there, where others are copied. */
export class WrittenRequest {
  /** The memory it lies in, under the name kafkajs asks for. */
  readonly buf: Buffer;
  readonly #end: number;
  #from = FRONT_BYTES;

  constructor(buf: Buffer, end: number) {
    this.buf = buf;
    this.#end = end;
  }

  get buffer(): Buffer {
    return this.buf.subarray(this.#from, this.#end);
  }

  size(): number {
    return this.#end - this.#from;
  }

  /** Puts bytes in front; false, with nothing done, where there is no room for them. */
  putBefore(head: Buffer): boolean {
    if (head.length > this.#from) return false;
    this.#from -= head.length;
    head.copy(this.buf, this.#from);
    return true;
  }

  /** It was answered: nobody sends it again. */
  release(): void {
    giveRoomBack(this.buf);
  }
}

/** Writes a request of Kafka's protocol, big-endian, into a buffer that grows. */
export class RequestWriter {
  #bytes: Buffer;
  #at = FRONT_BYTES;

  constructor(size: number) {
    this.#bytes = takeRoom(FRONT_BYTES + size);
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

  done(): WrittenRequest {
    return new WrittenRequest(this.#bytes, this.#at);
  }

  #byte(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
    return this;
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const larger = takeRoom(Math.max(this.#bytes.length * 2, this.#at + size));
    this.#bytes.copy(larger, 0, 0, this.#at);
    giveRoomBack(this.#bytes);
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
