import type { DeadLetter } from '../dead-letters/dead-letters.ts';
import { at } from './at.ts';
import { resultHeader } from './defaults.ts';

/** A line that was not JSON, set aside at 08:00. */
export function aDeadLetter(set: Partial<DeadLetter> = {}): DeadLetter {
  const stage = set.stage ?? 'source:jsonl';
  return {
    ...resultHeader(at('08:00')),
    id: `${stage}/letter-1`,
    stage,
    code: 'malformed',
    reason: 'Line 1 is not JSON. Was the file cut?',
    topic: null,
    factId: null,
    factRevision: null,
    address: 'line 1',
    bytes: Buffer.from('{"topic":'),
    ingestedAt: at('08:00'),
    ...set,
  };
}
