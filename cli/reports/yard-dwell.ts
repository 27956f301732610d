import { containerEvents, DAY_MS, gateTransactions, HOUR_MS } from '@landbridge/schemas';
import { COUNTED, dayAndHour, INFERRED, millis, type Report, weekAndQuarter } from './report.ts';

const LADEN_HORIZON_MS = 30 * DAY_MS;
const EMPTY_HORIZON_MS = 90 * DAY_MS;
/** An open stay older than this is censored: default, laden and empty boxes. */
export const STAY_HORIZON_MS = `if(dwellClass = 'EMPTY', ${EMPTY_HORIZON_MS}, ${LADEN_HORIZON_MS})`;

const left = dayAndHour('endMs');

export const yardDwell: Report = {
  name: 'yard-dwell',
  about: 'How long boxes stay in the yard, by terminal and class.',
  notes: [
    'Dwell is over the boxes that left in the period. Open stays are those at the as-of time; past 30 days (empties: 90) they are censored.',
    'Before: the median of the period of the same length just before, so that seven days show this week against last.',
    'With open: percentiles in which an open stay counts for as long as it has lasted, as a lower bound (Kaplan-Meier); a dash where too many are open to tell.',
    'A stay without a start is counted and in no mean; nor is a rejected one.',
  ],
  facts: [containerEvents, gateTransactions],
  dimensions: [
    { name: 'terminal', sql: 'facility' },
    { name: 'group', sql: 'facilityGroup' },
    { name: 'class', sql: 'dwellClass' },
    { name: 'week', sql: `if(ended, ${weekAndQuarter('endMs').week}, NULL)` },
    { name: 'day', sql: `if(ended, ${left.day}, NULL)` },
    { name: 'hour', sql: `if(ended, ${left.hour}, NULL)` },
  ],
  defaultBy: ['terminal', 'class'],
  apart: [],
  rows: ({ fromMs, toMs, asOfMs }) => `
    SELECT facility, facilityGroup, dwellClass, dwellMs, quality,
      ${millis('startAt')} AS startMs, ${millis('coalesce(endAt, eventTime)')} AS shownMs, ${millis('endAt')} AS endMs,
      ifNull(shownMs >= ${fromMs} AND shownMs < ${toMs} AND shownMs <= ${asOfMs}, 0) AS inPeriod,
      inPeriod AND endMs IS NOT NULL AS ended,
      ifNull(${COUNTED} AND endMs >= ${2 * fromMs - toMs} AND endMs < ${fromMs} AND endMs <= ${asOfMs}, 0) AS before,
      ifNull(${COUNTED} AND startMs <= ${asOfMs} AND (endMs IS NULL OR endMs > ${asOfMs}), 0) AS open,
      ${asOfMs} - startMs AS ageMs,
      ${STAY_HORIZON_MS} AS horizonMs
    FROM mart_yard_dwells
    WHERE ended OR open OR before OR (inPeriod AND quality = 'REJECTED')`,
  figures: [
    { name: 'left', title: 'left', sql: `countIf(ended AND ${COUNTED})`, form: 'count' },
    {
      name: 'inferredShare',
      title: 'inferred',
      sql: `countIf(ended AND ${INFERRED}) / nullIf(countIf(ended AND ${COUNTED}), 0)`,
      form: 'share',
    },
    {
      name: 'beforeMedianHours',
      title: 'before',
      sql: `quantileExactInclusiveOrNullIf(0.5)(assumeNotNull(dwellMs), before AND dwellMs IS NOT NULL) / ${HOUR_MS}`,
      form: { digits: 1 },
    },
    { name: 'open', title: 'open', sql: 'countIf(open)', form: 'count' },
    {
      name: 'censored',
      title: 'censored',
      sql: 'countIf(open AND ageMs >= horizonMs)',
      form: 'count',
      rare: true,
    },
    {
      name: 'openAgeMedianDays',
      title: 'open age d',
      sql: `quantileExactInclusiveOrNullIf(0.5)(assumeNotNull(ageMs), open) / ${DAY_MS}`,
      form: { digits: 1 },
    },
    ...[0.5, 0.9].map((level) => ({
      name: level === 0.5 ? 'survivalMedianDays' : 'survivalP90Days',
      title: level === 0.5 ? 'with open d' : 'P90 d',
      sql: `${survivalMs(level)} / ${DAY_MS}`,
      form: { digits: 1 },
    })),
    {
      name: 'noStart',
      title: 'no start',
      sql: "countIf(ended AND quality = 'NO_START')",
      form: 'count',
      rare: true,
    },
    {
      name: 'rejected',
      title: 'rejected',
      sql: "countIf(inPeriod AND quality = 'REJECTED')",
      form: 'count',
      rare: true,
    },
  ],
  measures: [
    { name: 'dwell', title: 'dwell', unit: 'hours', sql: 'dwellMs', when: `ended AND ${COUNTED}` },
  ],
  open: 'open',
};

/**
 * The time by which a share of the boxes has left, open stays counted as long as they have lasted: the share that stays
 * shrinks with each that leaves, by one of those that are known to have stayed so long.
 */
function survivalMs(level: number): string {
  const ended = `groupArrayIf((assumeNotNull(dwellMs), true), ended AND ${COUNTED} AND dwellMs IS NOT NULL)`;
  const staying = 'groupArrayIf((assumeNotNull(ageMs), false), open)';
  const shares = `arrayMap(x -> exp(x), arrayCumSum(arrayMap((x, i) -> if(x.2, log(1 - 1 / (length(stays) - i + 1)), 0), stays, arrayEnumerate(stays))))`;
  // A share of exactly a half is one, whatever the logarithms leave of it.
  return `arrayMap(stays -> arrayFirstOrNull((ms, share) -> share <= ${1 - level} + 1e-9, arrayMap(x -> x.1, stays), ${shares}),
    [arraySort(x -> (x.1, NOT x.2), arrayConcat(${ended}, ${staying}))])[1]`;
}
