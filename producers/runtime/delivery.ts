import { PipelineError } from '@landbridge/infra';
import { topics } from '@landbridge/schemas';
import { isZone } from '../normalise/zone.ts';
import type { DecodeContext, Source } from '../source.ts';

/** What the outside handed over: some bytes under a name, and what is known of who sent them. */
export type Delivery = Origin & {
  /** Name for reports and addresses, such as a file's. */
  readonly name: string;
  readonly bytes: Buffer;
  /** Number of the first line in its document, from 1. */
  readonly firstLine?: number;
  /** Where the record stood when it came, for letters; default: the name and the place in the bytes. */
  readonly address?: string;
};

/** How to read what comes from somewhere. */
export type Origin = {
  /** Name of the feed, written into facts and their ids; default: the source's name. */
  readonly feed?: string;
  /** Name of the source; default: found from the content. */
  readonly source?: string;
  /** Zone of times without one where the place is unknown. */
  readonly zone?: string;
  /** JT/T colour number of plates without one; default 2, the yellow of heavy trucks. */
  readonly plateColour?: number;
  /** Topic of lines that name none. */
  readonly topic?: string;
  /** Coordinate system of positions that name none. */
  readonly crs?: string;
  /** The feed marks local times with `Z`. */
  readonly zIsLocal?: boolean;
};

/**
 * What became of a delivery, in source events (a DCSA event, an EDIFACT container, a line). The object lives on:
 * verdicts of the engine turn accepted events into duplicates.
 */
export type DeliveryReport = {
  readonly name: string;
  /** Name of the source; null where nobody recognised the content. */
  format: string | null;
  /** Durable, and not known to be there before. */
  accepted: number;
  duplicates: number;
  deadLettered: number;
  /** How many events were set aside, by code. */
  readonly reasons: Record<string, number>;
  /**
   * Of a file that could not be read to its end: `left` where nothing of it was taken in, so that it can be tried again;
   * `told` where a dead letter says so.
   */
  unread?: 'left' | 'told';
};

export const PLATE_COLOUR = 2;
/** Topics that a line may be for. */
const OUTSIDE: readonly string[] = topics
  .filter(({ kind }) => kind === 'fact' || kind === 'settled')
  .map(({ name }) => name);
const FEED = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export function newReport(name: string): DeliveryReport {
  return { name, format: null, accepted: 0, duplicates: 0, deadLettered: 0, reasons: {} };
}

/** Checks an origin before anything is read. */
export function assertOrigin({ feed, zone, topic }: Origin): void {
  if (feed !== undefined && !FEED.test(feed)) {
    throw new PipelineError(
      'config-invalid',
      `The feed is named ${JSON.stringify(feed)}. A name has letters, digits, dots and hyphens, at most 64.`,
    );
  }
  if (zone !== undefined && !isZone(zone)) {
    throw new PipelineError(
      'config-invalid',
      `The zone is ${JSON.stringify(zone)}, which the IANA database does not have. Take one such as Asia/Shanghai.`,
    );
  }
  if (topic !== undefined && !OUTSIDE.includes(topic)) {
    throw new PipelineError(
      'config-invalid',
      `The topic is ${JSON.stringify(topic)}, which is none from outside. There are ${OUTSIDE.join(', ')}.`,
    );
  }
}

export function contextOf(
  origin: Origin,
  source: Source,
  reference: DecodeContext['reference'],
): DecodeContext {
  return {
    reference,
    feed: origin.feed ?? source.name,
    zone: origin.zone ?? null,
    plateColour: origin.plateColour ?? PLATE_COLOUR,
    topic: origin.topic ?? null,
    firstLine: 1,
    ...(origin.crs === undefined ? {} : { crs: origin.crs }),
    ...(origin.zIsLocal === undefined ? {} : { zIsLocal: origin.zIsLocal }),
  };
}
