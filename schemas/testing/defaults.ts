import { MINUTE_MS } from '../durations.ts';

/** What builders fill in where a test sets nothing: one box, one truck, one terminal of the Ningbo reference data. */
export const CONTAINER = 'CSQU3054383';
export const PLATE = '浙B12345-2';
export const FACILITY = 'BLTCT';
export const IMO = '9074729';

const GROUPS = new Map([
  ['BLCT1', 'Beilun'],
  ['BLCT2', 'Beilun'],
  ['BLCT3', 'Chuanshan'],
  ['BLCT4', 'Chuanshan'],
  ['BLTCT', 'Chuanshan'],
  ['BLCT5', 'Daxie'],
  ['BLCT6', 'Meishan'],
  ['YZCT7', 'Jintang'],
]);

const TEU_BY_LENGTH = new Map([
  ['1', 0.5],
  ['2', 1],
  ['3', 1.5],
  ['4', 2],
  ['L', 2.25],
]);

/** Roll-up group of a terminal; a facility that stands alone is its own group. */
export function groupOf(facility: string | null): string | null {
  return facility === null ? null : (GROUPS.get(facility) ?? facility);
}

/** TEU of an ISO size and type code by its length digit; null where the size is unknown. */
export function teuOf(sizeType: string | null): number | null {
  return TEU_BY_LENGTH.get(sizeType?.[0] ?? '') ?? null;
}

/** What the plate of a plate key looked like when it was received. */
export function plateTextOf(plate: string | null): string | null {
  return plate === null ? null : plate.replace(/-\d$/, '');
}

/** The difference of two moments, where both are known. */
export function between(from: number | null, until: number | null): number | null {
  return from === null || until === null ? null : until - from;
}

/** Fields every fact carries: stated when it happened, taken in a minute later. */
export function stamps(fact: { source?: string; eventTime: number; recordedAt?: number }) {
  const recordedAt = fact.recordedAt ?? fact.eventTime;
  return {
    revision: 1,
    retracted: false,
    eventTime: fact.eventTime,
    source: fact.source ?? 'jsonl',
    recordedAt,
    ingestedAt: recordedAt + MINUTE_MS,
    timeText: null,
    tzSource: 'EXPLICIT' as const,
    precision: 'SECOND' as const,
  };
}

/** Header of a result row. */
export function resultHeader(eventTime: number) {
  return { revision: 1, retracted: false, eventTime };
}
