import { PipelineError } from '../errors.ts';

/**
 * What to do about an error of the engine.
 * - `retry`: the same statement may succeed later.
 * - `bytes`: the body is not what its format says; nothing of this block was written.
 * - `row`: a value does not fit its column.
 * - `schema`: table and records do not fit: a migration is missing.
 * - `other`: the statement itself is wrong.
 */
export type EngineErrorClass = 'retry' | 'bytes' | 'row' | 'schema' | 'other';

// Time-outs, too many queries, network, memory, read-only, too many parts, quorum, unknown status, coordination.
const RETRIABLE = new Set([159, 202, 209, 210, 236, 241, 242, 252, 285, 286, 319, 999]);
// No space to reserve for a part, and a write that failed, as on a disk that is full: both pass once there is space.
const DISK = new Set([75, 243]);
// Unknown user, wrong or missing password, no permission, who cannot be told apart.
const ACCESS = new Set([192, 193, 194, 497, 516]);
// The way to the server: the engine's own code for a network that failed.
const NETWORK = 210;
const ROW = new Set([6, 26, 27, 33, 38, 41, 53, 72, 117, 131]);
const SCHEMA = new Set([16, 47, 60, 81]);

export function engineErrorClass(code: number | undefined, message: string): EngineErrorClass {
  if (message.includes('while reading header')) return 'schema';
  if (code === undefined) return 'other';
  if (RETRIABLE.has(code) || DISK.has(code)) return 'retry';
  if (code === 1001) return 'bytes';
  if (SCHEMA.has(code)) return 'schema';
  if (ROW.has(code)) return 'row';
  return 'other';
}

/** The engine's error as one of ours; its class is the answer to give. */
export class EngineError extends PipelineError {
  readonly engineCode: number | undefined;
  readonly engineClass: EngineErrorClass;
  /** What went wrong, without the advice to whoever lands records. */
  readonly fault: string;

  constructor(doing: string, cause: unknown, redact: (text: string) => string = (text) => text) {
    const raw = cause instanceof Error ? cause.message : String(cause);
    const code = codeOf(cause, raw);
    const engineClass = engineErrorClass(code, raw);
    const next = adviceOn(code ?? 0) ?? NEXT[engineClass];
    const fault = `${doing}: ${redact(shortened(raw))}`;
    super(
      engineClass === 'retry' ? 'warehouse-unavailable' : 'warehouse-rejected',
      `${fault} ${next}`,
      { retriable: engineClass === 'retry' },
    );
    this.engineCode = code;
    this.engineClass = engineClass;
    this.fault = fault;
  }
}

const NEXT: Record<EngineErrorClass, string> = {
  retry: 'It is tried again.',
  bytes: 'Nothing of the batch was written; its records are examined one by one.',
  row: 'A value does not fit its column; the batch is examined record by record.',
  schema: 'There is no such table or column: is a migration missing?',
  other: 'Correct the statement.',
};

function adviceOn(code: number): string | undefined {
  if (DISK.has(code)) return 'Free space on its disk; it is tried again.';
  if (ACCESS.has(code))
    return 'Check LANDBRIDGE_CLICKHOUSE_USERNAME and _PASSWORD, and what that user may do.';
  if (code === NETWORK)
    return 'Check that the server runs and that LANDBRIDGE_CLICKHOUSE_URL names it; whatever lands records tries again.';
  return undefined;
}

function codeOf(cause: unknown, message: string): number | undefined {
  const given = (cause as { clickhouseCode?: unknown } | null)?.clickhouseCode;
  if (typeof given === 'number') return given;
  const found = /Code: (\d+)/.exec(message)?.[1];
  return found === undefined ? undefined : Number(found);
}

function shortened(message: string): string {
  const plain = message
    .replace(/^(Code: \d+\. DB::Exception: )+/, '')
    .replace(/ \(version [^)]*\)/g, '')
    .trim();
  const text = plain.length > 600 ? `${plain.slice(0, 600)}…` : plain;
  return /[.!?)…]$/.test(text) ? text : `${text}.`;
}
