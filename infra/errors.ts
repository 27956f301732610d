/** Every operating error has one of these codes; a new one is added here, with what a person does about it. */
export const ERROR_CODES = [
  'config-invalid', // a flag or setting is wrong: the message names it and what it may be
  'platform-unsupported', // neither glibc Linux nor macOS
  'data-dir-in-use', // another process owns the folder
  'data-dir-incompatible', // written by another format version or topology
  'data-dir-corrupt', // a file does not read back
  'disk-full', // free space, then start again: nothing acknowledged is lost
  'position-lost', // the log no longer has what a consumer asks for: begin anew, ingest what it missed again
  'log-full', // the log's bound is reached and consumers lag: sources wait
  'log-unavailable', // no broker answers: retried with back-off
  'log-corrupt', // the log gave back other bytes than were written
  'task-fenced', // another process has taken the task over: stop it here
  'map-full', // the state's address space is used up: raise LANDBRIDGE_MAP_SIZE
  'record-too-large', // a key or value beyond its maximum
  'commit-failed', // the task's memory is dropped and read again
  'topics-refused', // Kafka does not take a topic or a setting: the message says why
  'service-unavailable', // a broker or registry that was to be started is not there: the message says what to install
  'registry-unavailable', // the schema registry does not answer
  'schema-unknown', // a schema of ours is not in the registry: `landbridge topics apply`
  'schema-incompatible', // the registry holds versions that the new schema cannot read: make it compatible
  'registry-changed', // the registry gives other ids than before: it is another one, or was made anew
  'warehouse-unavailable', // retried with back-off
  'warehouse-rejected', // the statement or its rows are wrong
  'schema-mismatch', // a table does not fit its topic: a migration is missing
  'query-refused', // SQL that the query command does not run
  'not-found', // no such id, topic, report
  'input-unreadable', // a file or stream that cannot be read
  'output-lost', // standard output takes nothing more: what came out is not whole
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** An operating error: what we were doing, why it failed and what to do next. */
export class PipelineError extends Error {
  override name = 'PipelineError';
  readonly code: ErrorCode;
  /** Whether the same call may succeed later. */
  readonly retriable: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: { retriable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.retriable = options.retriable ?? false;
  }
}

/** Why a record was set aside: the closed list of dead-letter codes. */
export const LETTER_CODES = [
  'malformed', // cannot be read at all
  'unsupported-version', // a version of the format that is not read
  'unsupported-type', // a message or event type that is not read
  'segment-count', // an EDIFACT message that is not whole
  'missing-field', // a mandatory field is not there
  'bad-id', // an identity of the wrong form
  'bad-time', // a time that does not parse
  'bad-value', // a value outside its domain
  'no-key', // nothing to key the record by
  'unknown-topic', // a line for a topic that does not exist or is not from outside
  'too-old', // before 2000
  'future', // more than 15 minutes ahead of the log
  'late', // behind its topic's allowed lateness
  'late-behind-bound', // accepted by its input, but the processor has let that time go
  'late-overload', // behind the part of a timeline that was cut at its maximum
  'unprocessable', // a reducer threw
  'duplicate', // reserved for reports: duplicates are counted, never set aside
  'conflict', // reserved for reports: two contents under one revision are counted
] as const;

export type LetterCode = (typeof LETTER_CODES)[number];

/** A programmer's error: stops the process. */
export function assert(condition: unknown, why: string): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${why}`);
}
