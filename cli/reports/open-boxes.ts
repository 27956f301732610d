import { containerEvents, DAY_MS, gateTransactions } from '@landbridge/schemas';
import { atMs, millis, minuteText, type Report } from './report.ts';

const PAST_DAYS = [3, 7, 14] as const;

export const openBoxes: Report = {
  name: 'open-boxes',
  about: 'Boxes that still stand in a yard at the as-of time, the longest first.',
  notes: [
    'Age is not dwell: dwell is over the boxes that left. Past 30 days (empties: 90) a stay is censored.',
    'The period says nothing here: what stands there at the as-of time counts, whenever it came.',
  ],
  facts: [containerEvents, gateTransactions],
  dimensions: [
    { name: 'container', sql: 'container' },
    { name: 'terminal', sql: 'terminal' },
    { name: 'group', sql: 'terminalGroup' },
    { name: 'class', sql: 'dwellClass' },
    { name: 'since', sql: minuteText('startMs') },
  ],
  defaultBy: ['container', 'terminal', 'class', 'since'],
  apart: [],
  rows: ({ asOfMs }) => `
    SELECT container, terminal, terminalGroup, dwellClass, ageMs, censored, ${millis('assumeNotNull(startAt)')} AS startMs
    FROM at_open_stays(asOf = ${atMs(asOfMs)})`,
  figures: [
    { name: 'open', title: 'open', sql: 'count()', form: 'count' },
    ...PAST_DAYS.map((days) => ({
      name: `past${days}Days`,
      title: `past ${days} d`,
      sql: `countIf(ageMs >= ${days * DAY_MS})`,
      form: 'count' as const,
    })),
    { name: 'censored', title: 'censored', sql: 'countIf(censored)', form: 'count', rare: true },
    ...[0.5, 0.9].map((level) => ({
      name: level === 0.5 ? 'medianDays' : 'p90Days',
      title: level === 0.5 ? 'median d' : 'P90 d',
      sql: `quantileExactInclusive(${level})(ageMs) / ${DAY_MS}`,
      form: { digits: 1 },
    })),
    {
      name: 'oldestDays',
      title: 'oldest d',
      sql: `max(ageMs) / ${DAY_MS}`,
      form: { digits: 1 },
    },
  ],
  measures: [],
  orderBy: 'oldestDays DESC',
  drawn: 'oldestDays',
  open: 'open',
};
