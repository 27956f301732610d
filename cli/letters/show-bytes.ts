import { isUtf8 } from 'node:buffer';
import { type DeadLetter, topics } from '@landbridge/schemas';
import { printable } from '../format/width.ts';

const LINES_MAX = 40;
const BYTES_A_LINE = 16;

/** What a letter carries, for a person: a record of the log decoded, text as text, anything else in hexadecimal. */
export function bytesLines(letter: Pick<DeadLetter, 'topic' | 'bytes'>): string[] {
  const bytes = Buffer.from(letter.bytes);
  const lines = decoded(letter.topic, bytes) ?? textLines(bytes) ?? hexLines(bytes);
  const more = lines.length - LINES_MAX;
  return more > 0 ? [...lines.slice(0, LINES_MAX), `… and ${more} more lines`] : lines;
}

function decoded(name: string | null, bytes: Buffer): string[] | undefined {
  const topic = topics.find((known) => known.name === name || known.received?.name === name);
  try {
    if (topic === undefined || !topic.codec.isWhole(bytes, 0, bytes.length)) return undefined;
    const event: object = topic.codec.decode(bytes, 0, bytes.length);
    return Object.entries(event)
      .filter(([, value]) => value !== null)
      .map(([field, value]) => `${field}: ${printable(JSON.stringify(value))}`);
  } catch {
    // Not a record of the topic: shown as it is.
    return undefined;
  }
}

function textLines(bytes: Buffer): string[] | undefined {
  if (!isUtf8(bytes) || bytes.includes(0)) return undefined;
  return bytes.toString('utf8').trimEnd().split(/\r?\n/).map(printable);
}

function hexLines(bytes: Buffer): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += BYTES_A_LINE) {
    const part = bytes.subarray(at, at + BYTES_A_LINE);
    const hex = part
      .toString('hex')
      .replaceAll(/(..)/g, '$1 ')
      .padEnd(BYTES_A_LINE * 3);
    const text = part.toString('latin1').replaceAll(/[^ -~]/g, '.');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex} ${text}`);
  }
  return lines;
}
