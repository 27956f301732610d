import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { nextTurn } from '@landbridge/infra';
import type { Source } from '../source.ts';
import { assertOrigin, contextOf, type DeliveryReport, type Origin } from './delivery.ts';
import type { Ingesting } from './ingestion.ts';
import type { Target } from './intake.ts';
import { lineBlocks } from './line-blocks.ts';
import { HEAD_BYTES, sourceFor, unrecognised } from './recognise.ts';
import { openSpool, type Spool } from './spool.ts';

/** Paths of files; `-` is the stream. */
export type IngestFiles = readonly string[];

export type IngestOptions = Origin & {
  /** What `-` reads, such as the standard input. */
  readonly stdin?: AsyncIterable<Buffer>;
  readonly onProgress?: (progress: IngestProgress) => void;
  /**
   * Who has files tried again: where one cannot be read now but perhaps later, no fact of the body is appended and its
   * report says `left`. Default: it is a dead letter.
   */
  readonly leavesUnread?: boolean;
  /**
   * Who has nobody to tell: waits out whatever passes by itself, such as a Kafka that is away, until the signal of the
   * ingestion says stop. Default: only a full log is waited for.
   */
  readonly waitsUntilStopped?: boolean;
};

export type IngestProgress = {
  /** `read`: bytes of this file were decoded; `append`: records were made durable. */
  readonly phase: 'read' | 'append';
  readonly path: string;
  readonly done: number;
  /** Null where the end is not known, as of a stream. */
  readonly total: number | null;
};

/** A document that is not lines is read whole. */
export const DOCUMENT_BYTES_MAX = 256 << 20;

/** Reasons that do not pass by themselves: the next try would meet the same. */
const LASTING: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'EISDIR',
  'ENOTDIR',
  'ELOOP',
  'ENAMETOOLONG',
]);

/**
 * Takes files as one body: everything is decoded and sorted by event time, on disk where it is large, and only then
 * appended. So history of any length is never late against itself, and order between files does not matter. A file
 * that cannot be read or recognised is one dead letter; the others go on.
 */
export async function ingestFiles(
  files: IngestFiles,
  options: IngestOptions,
  ingestion: Ingesting,
): Promise<readonly DeliveryReport[]> {
  assertOrigin(options);
  const ingesting = patient(ingestion, options);
  const { sortBytesMax, sortFolder } = ingesting.options;
  using spool = openSpool({
    ...(sortBytesMax === undefined ? {} : { bytesMax: sortBytesMax }),
    ...(sortFolder === undefined ? {} : { folder: sortFolder }),
  });
  const target: Target = { fact: spool.add, letter: ingesting.appender.add };
  const reports: DeliveryReport[] = [];
  for (const path of files) {
    const report = ingesting.report(path);
    reports.push(report);
    await readFile({ path, options, ingesting, target, report });
    await ingesting.appender.flush();
    if (report.unread === 'left') return leftAlone(reports);
  }
  await appendSorted(spool, options, ingesting);
  return reports;
}

function patient(ingesting: Ingesting, { waitsUntilStopped }: IngestOptions): Ingesting {
  if (waitsUntilStopped !== true) return ingesting;
  const { appender } = ingesting;
  const flush = () => appender.flush({ waitsUntilStopped });
  return { ...ingesting, appender: { ...appender, flush } };
}

/**
 * What was read goes with the spool: half a file now would make the other half late. Letters may be in the log already;
 * the next try makes the same ones, and counts them.
 */
function leftAlone(reports: readonly DeliveryReport[]): readonly DeliveryReport[] {
  for (const report of reports) {
    report.accepted = 0;
    report.deadLettered = 0;
    for (const code of Object.keys(report.reasons)) delete report.reasons[code];
  }
  return reports;
}

type Reading = {
  path: string;
  options: IngestOptions;
  ingesting: Ingesting;
  target: Target;
  report: DeliveryReport;
};

async function readFile(reading: Reading): Promise<void> {
  const { path, options, report } = reading;
  try {
    if (path === '-' && options.stdin !== undefined) {
      await readStream(reading, options.stdin, null);
      return;
    }
    const { size } = await stat(path);
    await readStream(reading, createReadStream(path, { highWaterMark: 1 << 20 }), size);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // Errors of our own have other codes: those end the whole.
    if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) throw error;
    report.unread = options.leavesUnread === true && !LASTING.has(code) ? 'left' : 'told';
    if (report.unread === 'left') return;
    const reason = `The file cannot be read: ${(error as Error).message}.`;
    refuse(reading, { reason, bytes: Buffer.from(path) });
  }
}

async function readStream(
  reading: Reading,
  chunks: AsyncIterable<Buffer>,
  total: number | null,
): Promise<void> {
  const { path, options, report } = reading;
  const iterator = chunks[Symbol.asyncIterator]();
  const head = await headOf(iterator);
  const source = sourceFor({ name: path, head }, options);
  const all = counted(joined(head, iterator), (done) =>
    options.onProgress?.({ phase: 'read', path, done, total }),
  );
  if (source === undefined) {
    // Read to its end all the same: whoever writes into the stream must not be left hanging.
    for await (const _ of all);
    refuse(reading, { reason: unrecognised(head), bytes: head });
    return;
  }
  report.format = source.name;
  if (source.framing === 'lines') await readLines(reading, source, all);
  else await readDocument(reading, source, all);
}

async function readLines(
  { ingesting, options, target, report }: Reading,
  source: Source,
  chunks: AsyncIterable<Buffer>,
): Promise<void> {
  const { intake, appender } = ingesting;
  const context = contextOf(options, source, intake.reference);
  for await (const { bytes, firstLine, isTooLong } of lineBlocks(chunks)) {
    if (isTooLong) {
      const reason = `The line is longer than ${bytes.length} bytes. Are its line ends missing?`;
      const address = `line ${firstLine}`;
      intake.refuse({ code: 'malformed', reason, address, bytes }, { report }, target);
    } else {
      intake.piece({ source, bytes, context: { ...context, firstLine }, report }, target);
    }
    if (appender.isFull()) await appender.flush();
    await nextTurn();
  }
}

async function readDocument(
  reading: Reading,
  source: Source,
  chunks: AsyncIterable<Buffer>,
): Promise<void> {
  const { ingesting, options, target, report } = reading;
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size <= DOCUMENT_BYTES_MAX) parts.push(chunk);
  }
  if (size > DOCUMENT_BYTES_MAX) {
    const reason = `The document has ${size} bytes; ${DOCUMENT_BYTES_MAX} are read at once. Cut it into pages.`;
    refuse(reading, { reason, bytes: parts[0] ?? Buffer.alloc(0) });
    return;
  }
  const { intake, appender } = ingesting;
  const context = contextOf(options, source, intake.reference);
  const piece = { source, bytes: Buffer.concat(parts), context, report };
  // Facts go to the spool, which has a bound of its own; letters wait in the appender.
  for (const _ of intake.steps(piece, target)) if (appender.isFull()) await appender.flush();
}

function refuse(
  { ingesting, report, target }: Reading,
  { reason, bytes }: { reason: string; bytes: Buffer },
): void {
  ingesting.intake.refuse({ code: 'malformed', reason, address: '', bytes }, { report }, target);
}

async function appendSorted(
  spool: Spool,
  options: IngestOptions,
  { appender }: Ingesting,
): Promise<void> {
  let done = 0;
  const tell = () =>
    options.onProgress?.({ phase: 'append', path: 'all', done, total: spool.count });
  for (const record of spool.sorted()) {
    appender.add(record);
    done++;
    if (!appender.isFull()) continue;
    await appender.flush();
    tell();
  }
  await appender.flush();
  tell();
}

/** The beginning of a stream, as much as is looked at to find the format. */
async function headOf(iterator: AsyncIterator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    const chunk = Buffer.from(next.value);
    parts.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(parts);
}

async function* joined(head: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    yield Buffer.from(next.value);
  }
}

async function* counted(
  chunks: AsyncIterable<Buffer>,
  tell: (done: number) => void,
): AsyncGenerator<Buffer> {
  let done = 0;
  for await (const chunk of chunks) {
    yield chunk;
    done += chunk.length;
    tell(done);
  }
}
