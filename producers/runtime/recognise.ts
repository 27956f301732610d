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
  if (origin.source !== undefined) return namedSource(origin.source);
  // A delivery with a topic is made of lines that name none.
  if (origin.topic !== undefined) return namedSource('jsonl');
  const head = document.head.subarray(0, HEAD_BYTES);
  const found = sources.find((source) => source.recognises(head));
  if (found !== undefined) return found;
  return /\.(jsonl|ndjson)$/i.test(document.name) ? namedSource('jsonl') : undefined;
}

function namedSource(name: string): Source {
  const source = sources.find((candidate) => candidate.name === name);
  if (source !== undefined) return source;
  const known = sources.map((candidate) => candidate.name).join(', ');
  throw new PipelineError('config-invalid', `There is no source ${name}. There are ${known}.`);
}

/** Why a document that no source recognises was set aside. */
export const UNRECOGNISED = `No source recognises this: it begins like none of ${sources
  .map(({ name }) => name)
  .join(', ')}. Name the source, or the topic of lines that name none.`;
