import type { Clock, Reference } from '@landbridge/infra';
import { deadLetters, partitionOf } from '@landbridge/schemas';
import type { DecodeContext, Decoded, Reject, Source, SourceFact } from '../source.ts';
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
  /** The same, one decoded item at each step, so that what is full can be emptied in between. */
  steps(piece: Piece, target: Target): Iterable<void>;
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

  type Taking = { piece: Piece; tally: ReturnType<typeof eventTally>; target: Target };

  function takeOne(decoded: Decoded, { piece, tally, target }: Taking): void {
    const { source, report, address } = piece;
    const serial = tally.event(decoded.event);
    const reject = decoded.kind === 'reject' ? decoded : refusalOf(decoded, piece);
    if (reject === undefined) {
      target.fact(encoder, serial);
      tally.record();
      return;
    }
    tally.reject(reject.code);
    const fact = decoded.kind === 'fact' ? decoded : undefined;
    setAside(reject, { source, report, address, ...(fact === undefined ? {} : { fact }) }, target);
  }

  return {
    reference,
    piece(piece, target) {
      const tally = eventTally(origins, piece.report);
      for (const decoded of decodedOf(piece)) takeOne(decoded, { piece, tally, target });
      tally.close();
    },
    *steps(piece, target) {
      const tally = eventTally(origins, piece.report);
      for (const decoded of decodedOf(piece)) {
        takeOne(decoded, { piece, tally, target });
        yield;
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

/**
 * What a source makes of a piece. It never throws, by its contract; should it throw all the same, that costs the rest of
 * the piece and not the process, which would meet the same bytes again at each start.
 */
function decodedOf({ source, bytes, context }: Piece): Iterable<Decoded> {
  try {
    const decoded = source.decode(bytes, context);
    // A list is whole already: lines are the hot path, and need no second look at each.
    return Array.isArray(decoded) ? decoded : guarded(decoded, bytes);
  } catch (error) {
    return [brokenOff(error, { last: undefined, bytes })];
  }
}

function* guarded(all: Iterable<Decoded>, bytes: Buffer): Iterable<Decoded> {
  let last: Decoded | undefined;
  try {
    for (const decoded of all) {
      last = decoded;
      yield decoded;
    }
  } catch (error) {
    yield brokenOff(error, { last, bytes });
  }
}

/** What stands behind the last event that was read, as one reject. */
function brokenOff(error: unknown, at: { last: Decoded | undefined; bytes: Buffer }): Reject {
  const { last, bytes } = at;
  const from = last === undefined ? 0 : endOf(last, bytes);
  return {
    kind: 'reject',
    event: last === undefined ? 0 : last.event + 1,
    code: 'malformed',
    reason: `Reading stopped here: ${(error as Error).message}. What follows was not read: cut the document there, and take in the rest.`,
    address: `byte ${from}`,
    bytes: bytes.subarray(from),
  };
}

/** Place behind an event; the beginning where it does not say, so that no byte is missing. */
function endOf(decoded: Decoded, bytes: Buffer): number {
  if (decoded.kind === 'fact') return decoded.span?.to ?? 0;
  const { buffer, byteOffset, length } = decoded.bytes;
  const from = byteOffset - bytes.byteOffset;
  return buffer === bytes.buffer && from >= 0 ? from + length : 0;
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
