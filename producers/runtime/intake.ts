import type { Clock, Reference } from '@landbridge/infra';
import { deadLetters, partitionOf } from '@landbridge/schemas';
import type { DecodeContext, Reject, Source, SourceFact } from '../source.ts';
import { timeRefusal } from './admit.ts';
import type { ReadyRecord } from './appender.ts';
import type { DeliveryReport } from './delivery.ts';
import { type FactEncoder, factEncoder } from './fact-encoder.ts';
import { encodeLetter, letterOf, type Refused, refusedFact } from './letters.ts';
import type { Origins } from './origins.ts';

/** Where an intake puts what it made: straight into batches, or to be sorted first. */
export type Target = {
  /** Takes the fact that the encoder holds. */
  fact(encoder: FactEncoder, serial: number): void;
  letter(record: ReadyRecord): void;
};

/** A document, or a block of its lines, on its way in. */
export type Piece = {
  readonly source: Source;
  readonly bytes: Buffer;
  readonly context: DecodeContext;
  readonly report: DeliveryReport;
  /** Where the record stood, if that is known from before. */
  readonly address?: string | undefined;
};

/** Decodes, admits and encodes; counts source events. Pure but for the clock. */
export type Intake = {
  readonly reference: Reference;
  piece(piece: Piece, target: Target): void;
  /** Sets aside what no source could read. */
  refuse(refused: Refused, from: Pick<Piece, 'report' | 'address'>, target: Target): void;
};

export function intake(options: {
  reference: Reference;
  clock: Clock;
  origins: Origins;
  partitions: number;
}): Intake {
  const { reference, clock, origins, partitions } = options;
  const encoder = factEncoder(partitions);
  const from = { decoderVersion: 0, ingestedAt: 0 };

  function setAside(
    refused: Refused,
    from: Pick<Piece, 'report' | 'address'> & { source: Source | undefined; fact?: SourceFact },
    target: Target,
  ): void {
    const { source, report, address, fact } = from;
    const ingestedAt = clock.nowMs();
    const letter = letterOf(refused, {
      source,
      document: report.name,
      address,
      ingestedAt,
      ...(fact === undefined ? {} : { fact }),
    });
    const { key, value } = encodeLetter(letter);
    const partition = partitionOf(key, 0, key.length, partitions);
    target.letter({ topic: deadLetters.name, partition, serial: 0, key, value });
  }

  /** The reject of a fact that may not or cannot be a record; undefined where the encoder holds the record. */
  function refusalOf(stated: SourceFact, { source, bytes }: Piece): Reject | undefined {
    const ingestedAt = clock.nowMs();
    from.decoderVersion = source.decoderVersion;
    from.ingestedAt = ingestedAt;
    const refusal = timeRefusal(stated, ingestedAt) ?? encoder.encode(stated, from);
    return refusal && refusedFact(stated, refusal, { source, bytes });
  }

  return {
    reference,
    piece(piece, target) {
      const { source, bytes, context, report, address } = piece;
      const tally = eventTally(origins, report);
      for (const decoded of source.decode(bytes, context)) {
        const serial = tally.event(decoded.event);
        const reject = decoded.kind === 'reject' ? decoded : refusalOf(decoded, piece);
        if (reject === undefined) {
          target.fact(encoder, serial);
          tally.record();
          continue;
        }
        tally.reject(reject.code);
        const fact = decoded.kind === 'fact' ? decoded : undefined;
        const from = { source, report, address, ...(fact === undefined ? {} : { fact }) };
        setAside(reject, from, target);
      }
      tally.close();
    },
    refuse(refused, { report, address }, target) {
      report.deadLettered++;
      report.reasons[refused.code] = (report.reasons[refused.code] ?? 0) + 1;
      setAside(refused, { source: undefined, report, address }, target);
    },
  };
}

/** Counts events, not records: facts and rejects of one event stand together and count once. */
function eventTally(origins: Origins, report: DeliveryReport) {
  let event = -1;
  let serial = 0;
  let records = 0;
  let codes: string[] = [];

  function close(): void {
    if (event < 0) return;
    const isWhole = codes.length === 0;
    if (isWhole) report.accepted++;
    else {
      report.deadLettered++;
      for (const code of new Set(codes)) report.reasons[code] = (report.reasons[code] ?? 0) + 1;
      codes = [];
    }
    if (records > 0) origins.end(serial, records, isWhole);
  }

  return {
    /** Serial of the event that a decoded item belongs to. */
    event(ordinal: number): number {
      if (ordinal === event) return serial;
      close();
      event = ordinal;
      serial = origins.begin(report);
      records = 0;
      return serial;
    },
    record: () => {
      records++;
    },
    reject: (code: string) => {
      codes.push(code);
    },
    close,
  };
}
