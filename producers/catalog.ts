import { dcsa } from './dcsa/dcsa.ts';
import { edifact } from './edifact/edifact.ts';
import { jsonl } from './jsonl/jsonl.ts';
import type { Source } from './source.ts';

/** Every source, one line each: the only registration. A document is given to the first that recognises it. */
export const sources: readonly Source[] = [dcsa, edifact, jsonl];
