import { type Clock, type Log, type Pause, type Reference, systemPause } from '@landbridge/infra';
import type { Source } from '../source.ts';
import { type Appender, appender } from './appender.ts';
import {
  assertOrigin,
  contextOf,
  type Delivery,
  type DeliveryReport,
  newReport,
} from './delivery.ts';
import { type IngestFiles, type IngestOptions, ingestFiles } from './ingest-files.ts';
import { type Intake, intake, type Target } from './intake.ts';
import { BLOCK_BYTES } from './line-blocks.ts';
import { origins, type Verdict } from './origins.ts';
import { sourceFor, unrecognised } from './recognise.ts';

export type IngestionOptions = {
  /** Where records go. Where it is not contiguous, nobody knows beforehand where they will stand. */
  readonly log: Pick<Log, 'append' | 'contiguous' | 'extent' | 'partitions'>;
  readonly reference: Reference;
  readonly clock: Clock;
  /** How to wait while the log is full or away. */
  readonly pause?: Pause;
  /** Ends the waiting: what was not taken in rejects with what it waited for the end of, such as `log-full`. */
  readonly signal?: AbortSignal;
  /** Records of ingested files held in memory before they are sorted on disk, bytes. */
  readonly sortBytesMax?: number;
  /** Folder for what is sorted on disk; default: the machine's. */
  readonly sortFolder?: string;
};

/** Counts over all deliveries, in source events. */
export type IngestionCounts = {
  accepted: number;
  duplicates: number;
  deadLettered: number;
  reasons: Record<string, number>;
};

/** The way from the outside onto the log. Deliveries are taken one after another: a full log makes all of them wait. */
export type Ingestion = {
  /**
   * Decodes a delivery and appends its facts and dead letters; they are durable when it resolves, so that only then the
   * outside is answered. A crash before repeats the delivery, which changes nothing: ids and revisions come from the
   * records. Facts go in the order of the delivery.
   */
  take(delivery: Delivery): Promise<DeliveryReport>;
  /** Takes several deliveries with as few appends as they fill: many small ones cost one sync, not one each. */
  takeAll(deliveries: Iterable<Delivery>): Promise<readonly DeliveryReport[]>;
  /** Takes files or a stream as one body: sorted by event time before anything is appended. */
  ingestFiles(files: IngestFiles, options?: IngestOptions): Promise<readonly DeliveryReport[]>;
  /** Tells what the engine found about a record, so that duplicates are counted in the reports. */
  verdict(verdict: Verdict): void;
  /** Resolves when everything that was taken so far is durable. */
  flush(): Promise<void>;
  readonly counts: IngestionCounts;
};

/** What taking needs, shared by deliveries and files. */
export type Ingesting = {
  readonly options: IngestionOptions;
  readonly intake: Intake;
  readonly appender: Appender;
  /** Makes a report that counts towards the total. */
  report(name: string): DeliveryReport;
};

/** Opens the way onto a log, for every source of the catalog. It takes in and waits, but holds nothing to be closed. */
export function openIngestion(options: IngestionOptions): Ingestion {
  const { log, reference, clock } = options;
  const known = origins();
  const finished: IngestionCounts = { accepted: 0, duplicates: 0, deadLettered: 0, reasons: {} };
  const reports: DeliveryReport[] = [];
  const ingesting: Ingesting = {
    options,
    intake: intake({ reference, clock, origins: known, partitions: log.partitions }),
    appender: appender({
      log,
      origins: known,
      pause: options.pause ?? systemPause,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    }),
    report(name) {
      const report = newReport(name);
      reports.push(report);
      if (reports.length > REPORTS_MAX) addUp(finished, reports.shift());
      return report;
    },
  };
  let last: Promise<unknown> = Promise.resolve();
  /** One at a time: batches and their origins belong together. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };

  return {
    take: (delivery) => inTurn(() => durably(() => take(delivery, ingesting), ingesting)),
    takeAll: (deliveries) =>
      inTurn(() =>
        durably(async () => {
          const taken: DeliveryReport[] = [];
          for (const delivery of deliveries) taken.push(await take(delivery, ingesting));
          return taken;
        }, ingesting),
      ),
    ingestFiles: (files, ingestOptions) =>
      inTurn(() => ingestFiles(files, ingestOptions ?? {}, ingesting)),
    verdict: known.verdict,
    flush: () => inTurn(() => ingesting.appender.flush()),
    get counts() {
      const total = { ...finished, reasons: { ...finished.reasons } };
      for (const report of reports) addUp(total, report);
      return total;
    },
  };
}

/** Reports that verdicts still reach; older ones are only in the total. */
const REPORTS_MAX = 10_000;

async function take(delivery: Delivery, ingesting: Ingesting): Promise<DeliveryReport> {
  assertOrigin(delivery);
  const { intake: taking, appender: batches } = ingesting;
  const { name, bytes, address } = delivery;
  const source = sourceFor({ name, head: bytes }, delivery);
  const report = ingesting.report(name);
  const target = appendingTo(batches);
  if (source === undefined) {
    const unknown = { code: 'malformed', reason: unrecognised(bytes), address: '', bytes } as const;
    taking.refuse(unknown, { report, address }, target);
  } else {
    report.format = source.name;
    const context = contextOf(delivery, source, taking.reference);
    for (const { block, firstLine } of blocksOf(source, bytes, delivery.firstLine ?? 1)) {
      const piece = { source, bytes: block, context: { ...context, firstLine }, report, address };
      taking.piece(piece, target);
      if (batches.isFull()) await batches.flush();
    }
  }
  return report;
}

/** Answers only when all that was taken is in the log. */
async function durably<T>(work: () => Promise<T>, { appender: batches }: Ingesting): Promise<T> {
  const result = await work();
  await batches.flush();
  return result;
}

/** Facts and letters straight into batches. */
export function appendingTo(batches: Appender): Target {
  return { fact: batches.addFact, letter: batches.add };
}

const LINE_FEED = 0x0a;

/** A document whole, lines in bounded blocks. */
function* blocksOf(source: Source, bytes: Buffer, firstLine: number) {
  let line = firstLine;
  let from = 0;
  while (source.framing === 'lines' && bytes.length - from > BLOCK_BYTES) {
    const end = bytes.indexOf(LINE_FEED, from + BLOCK_BYTES - 1) + 1;
    if (end === 0) break;
    const block = bytes.subarray(from, end);
    yield { block, firstLine: line };
    for (const byte of block) if (byte === LINE_FEED) line++;
    from = end;
  }
  if (from < bytes.length || from === 0) yield { block: bytes.subarray(from), firstLine: line };
}

function addUp(total: IngestionCounts, report: DeliveryReport | undefined): void {
  if (report === undefined) return;
  total.accepted += report.accepted;
  total.duplicates += report.duplicates;
  total.deadLettered += report.deadLettered;
  for (const [code, count] of Object.entries(report.reasons)) {
    total.reasons[code] = (total.reasons[code] ?? 0) + count;
  }
}
