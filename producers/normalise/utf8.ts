import { isUtf8 } from 'node:buffer';
import type { Span } from '../source.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Plates that differ in letters that were lost alone would become one. */
const NOT_UTF8 = refuse(
  'malformed',
  'These bytes are not UTF-8, so some of the letters cannot be read. Are they GBK or Latin-1? Convert them and send them again.',
);

/** Refuses bytes that are not UTF-8; they are looked at again only where decoding them to `text` may have replaced something. */
export function checkUtf8(text: string, bytes: Buffer, { from, to }: Span): Refusal | undefined {
  const isWhole = !text.includes('\ufffd') || isUtf8(bytes.subarray(from, to));
  return isWhole ? undefined : NOT_UTF8;
}
