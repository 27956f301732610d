import { PipelineError } from '@landbridge/infra';
import { sources } from '../catalog.ts';
import type { Source } from '../source.ts';
import type { Origin } from './delivery.ts';

/** Bytes of a document that are looked at to find its format. */
export const HEAD_BYTES = 1 << 16;

/** The source for a document: the one that is named, else the one that recognises it; undefined where none does. */
export function sourceFor(
  document: { name: string; head: Buffer },
  origin: Origin,
): Source | undefined {
  if (origin.source !== undefined) return namedSource(origin.source, origin);
  const head = document.head.subarray(0, HEAD_BYTES);
  const found = sources.find((source) => source.recognises(head));
  if (found !== undefined) return found;
  // A delivery with a topic is made of lines that name none, where it is of no other format.
  const isLines = origin.topic !== undefined || /\.(jsonl|ndjson)$/i.test(document.name);
  return isLines ? namedSource(LINES, origin) : undefined;
}

/** The source whose lines may leave out their topic and coordinate system. */
const LINES = 'jsonl';

function namedSource(name: string, { topic, crs }: Origin): Source {
  const source = sources.find((candidate) => candidate.name === name);
  if (source !== undefined && name !== LINES && (topic ?? crs) !== undefined) {
    const what = topic === undefined ? 'a coordinate system' : 'a topic';
    throw new PipelineError(
      'config-invalid',
      `Reading ${name}: ${what} is for lines that name none (${LINES}). Leave it out, or the source.`,
    );
  }
  if (source !== undefined) return source;
  const known = sources.map((candidate) => candidate.name).join(', ');
  throw new PipelineError('config-invalid', `There is no source ${name}. There are ${known}.`);
}

/** Beginnings of what a person may take for text. */
const PACKED: readonly (readonly [begins: readonly number[], is: string])[] = [
  [[0x1f, 0x8b], 'gzip: unpack it first'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive: unpack it first'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd: unpack it first'],
  [[0xff, 0xfe], 'UTF-16: save it as UTF-8'],
  [[0xfe, 0xff], 'UTF-16: save it as UTF-8'],
];

/** Why a document that no source recognises was set aside. */
export function unrecognised(head: Buffer): string {
  if (head.length === 0) return 'It is empty.';
  const packed = PACKED.find(([begins]) => begins.every((byte, at) => head[at] === byte));
  if (packed !== undefined) return `No source recognises this: it is ${packed[1]}.`;
  return `No source recognises this: it begins like none of ${sources
    .map(({ name }) => name)
    .join(', ')}. Name the source, or the topic of lines that name none.`;
}
