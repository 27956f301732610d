import { containerEvents, DAY_MS, gateTransactions } from '@landbridge/schemas';
import { COUNTED, dayAndHour, INFERRED, millis, type Report, weekAndQuarter } from './report.ts';

/** An open return older than this is censored: default. */
const HORIZON_MS = 90 * DAY_MS;
/** Calendar days that are usually free: default. */
const FREE_MS = 4 * DAY_MS;
const RETURNED = `ended AND outcome = 'RETURNED' AND ${COUNTED}`;
const ended = { ...dayAndHour('endMs'), ...weekAndQuarter('endMs') };

export const emptyReturn: Report = {
  name: 'empty-return',
  about: 'How long import boxes take to come back empty, and how many go straight to an exporter.',
  notes: [
    'Return: laden gate-out to empty gate-in. Empty: stripped to empty gate-in. Over the boxes back in the period; a street turn is counted and in no mean.',
    'Street turn share: street turns by all boxes that were used again or came back. Open ones are out at the as-of time; past 90 days they are censored.',
  ],
  facts: [containerEvents, gateTransactions],
  dimensions: [
    { name: 'terminal', sql: 'facility' },
    { name: 'group', sql: 'facilityGroup' },
    { name: 'depot', sql: 'if(ended, depot, NULL)' },
    { name: 'depotGroup', sql: 'if(ended, depotGroup, NULL)' },
    { name: 'outcome', sql: 'if(ended, outcome, NULL)' },
    { name: 'week', sql: `if(ended, ${ended.week}, NULL)` },
    { name: 'day', sql: `if(ended, ${ended.day}, NULL)` },
  ],
  defaultBy: ['group'],
  apart: [],
  rows: ({ fromMs, toMs, asOfMs }) => `
    SELECT back.*, ${millis('eventTime')} AS outMs, ${millis('coalesce(returnedAt, used.eventTime)')} AS endMs,
      ifNull(endMs >= ${fromMs} AND endMs < ${toMs} AND endMs <= ${asOfMs}, 0) AS ended,
      outMs <= ${asOfMs} AND if(outcome IS NULL, 1, ifNull(endMs > ${asOfMs}, 0)) AND ${COUNTED} AS open,
      ${asOfMs} - outMs AS ageMs
    FROM mart_empty_returns AS back
    LEFT ANY JOIN (SELECT id, eventTime FROM mart_container_moves) AS used ON used.id = back.endEventId
    WHERE ended OR open`,
  figures: [
    { name: 'returned', title: 'returned', sql: `countIf(${RETURNED})`, form: 'count' },
    {
      name: 'streetTurns',
      title: 'street turns',
      sql: 'countIf(ended AND streetTurn)',
      form: 'count',
    },
    {
      name: 'streetTurnShare',
      title: 'share',
      sql: `countIf(ended AND streetTurn) / nullIf(countIf(ended AND streetTurn) + countIf(${RETURNED}), 0)`,
      form: 'share',
    },
    {
      name: 'pastFreeShare',
      title: 'past 4 d',
      sql: `countIf(${RETURNED} AND returnMs > ${FREE_MS}) / nullIf(countIf(${RETURNED}), 0)`,
      form: 'share',
    },
    {
      name: 'inferredShare',
      title: 'inferred',
      sql: `countIf(${RETURNED} AND ${INFERRED}) / nullIf(countIf(${RETURNED}), 0)`,
      form: 'share',
    },
    {
      name: 'wrongDepot',
      title: 'wrong depot',
      sql: 'countIf(ended AND wrongDepot)',
      form: 'count',
      rare: true,
    },
    { name: 'open', title: 'open', sql: 'countIf(open)', form: 'count' },
    {
      name: 'censored',
      title: 'censored',
      sql: `countIf(open AND ageMs >= ${HORIZON_MS})`,
      form: 'count',
      rare: true,
    },
    {
      name: 'rejected',
      title: 'rejected',
      sql: "countIf(ended AND quality = 'REJECTED')",
      form: 'count',
      rare: true,
    },
  ],
  measures: [
    {
      name: 'return',
      title: 'return',
      unit: 'days',
      sql: 'returnMs',
      when: `${RETURNED} AND NOT streetTurn`,
    },
    {
      name: 'empty',
      title: 'empty',
      unit: 'days',
      sql: 'emptyMs',
      when: `${RETURNED} AND NOT streetTurn`,
    },
  ],
  open: 'open',
};
