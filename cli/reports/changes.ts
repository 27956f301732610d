import { literal } from '@landbridge/infra';
import {
  appointmentOutcomes,
  containerMoves,
  emptyReturns,
  exportLeads,
  hinterlandDeliveries,
  incidentExposures,
  quayMoves,
  supplyRisks,
  topics,
  traversalDelays,
  tripDelays,
  tripEmissions,
  truckVisits,
  yardDwells,
} from '@landbridge/schemas';
import { type Table, tables } from '@landbridge/sinks';
import { atMs, type Report, type Scope } from './report.ts';

/** Where a row lies, which version it is and which events it names say nothing of what it tells. */
const PASSING = [
  ...['_landedAt', '_part', '_off', '_version', 'revision', 'retracted', 'causes', 'causeCount'],
];
/** What reports tell of. */
const TOLD = new Set<string>(
  [
    ...[containerMoves, quayMoves, yardDwells, truckVisits, appointmentOutcomes, tripDelays],
    ...[traversalDelays, incidentExposures, tripEmissions, hinterlandDeliveries, exportLeads],
    ...[emptyReturns, supplyRisks],
  ].map(({ name }) => name),
);
const kept = tables.filter(({ topic, revisions }) => revisions && TOLD.has(topic.name));
/** Tables whose ids have a plate in them: shown as the marts show them. */
const hidden = kept.filter((table) => table.pseudonymised.includes('id')).map(({ name }) => name);

export const changes: Report = {
  name: 'changes',
  about: 'What has changed in the rows of a period since it was first published, by table.',
  notes: [
    'First published: when the first row of a later day landed, that is when the period had been told; of the last days, when their last row landed.',
    'Rows then and now; changed: the same row tells something else; `--by table,change,id` names the rows, `explain ID` says which events changed each.',
    'Versions are kept for 90 days. Where those of a table are gone, what it said then is not known: a dash.',
  ],
  facts: topics.filter(({ kind }) => kind === 'fact' || kind === 'settled'),
  dimensions: [
    { name: 'table', sql: 'ofTable' },
    { name: 'group', sql: 'facilityGroup' },
    { name: 'change', sql: 'change' },
    { name: 'id', sql: 'id' },
  ],
  defaultBy: ['table'],
  apart: [],
  rows: (scope) => `
    WITH (${publishedSql(scope)}) AS publishedAt
    SELECT ofTable, if(ofTable IN (${literal(hidden).slice(1, -1)}), pseudonym(rowId), rowId) AS id, facilityGroup, forgotten, before, after,
      multiIf(forgotten, 'UNKNOWN', before AND after AND differs, 'CHANGED', before AND after, 'SAME', after, 'ADDED', before, 'WITHDRAWN', 'NEVER') AS change,
      if(before, teuKnown, NULL) AS teuThen, if(after, teuNewest, NULL) AS teuNow
    FROM (${kept.map((table) => idsSql(table, scope)).join(' UNION ALL ')})
    WHERE change != 'NEVER' AND (after OR NOT forgotten)`,
  figures: [
    { name: 'rowsThen', title: 'rows then', sql: ifKept('countIf(before)'), form: 'count' },
    { name: 'rowsNow', title: 'rows now', sql: 'countIf(after)', form: 'count' },
    { name: 'added', title: 'added', sql: ifKept("countIf(change = 'ADDED')"), form: 'count' },
    {
      name: 'changed',
      title: 'changed',
      sql: ifKept("countIf(change = 'CHANGED')"),
      form: 'count',
    },
    {
      name: 'withdrawn',
      title: 'withdrawn',
      sql: ifKept("countIf(change = 'WITHDRAWN')"),
      form: 'count',
    },
    { name: 'teuThen', title: 'TEU then', sql: ifKept('sum(teuThen)'), form: { digits: 1 } },
    { name: 'teuNow', title: 'TEU now', sql: 'sum(teuNow)', form: { digits: 1 } },
  ],
  measures: [],
  drawn: 'changed',
  open: null,
  asOf: false,
};

/** A figure that rests on what was said then. */
function ifKept(sql: string): string {
  return `if(countIf(forgotten) > 0, NULL, ${sql})`;
}

/** Results that stand at the time when something happened: not at that of a slot or a need to come. */
const HAPPENED = ['container_moves', 'truck_visits', 'traversal_delays'];

/** The moment when the period had been told, by the clock of the warehouse. */
function publishedSql({ toMs }: Scope): string {
  const landed = HAPPENED.map(
    (name) =>
      `SELECT minOrNullIf(_landedAt, eventTime >= ${atMs(toMs)}) AS later, max(_landedAt) AS last FROM ${name}_revisions`,
  );
  return `SELECT coalesce(min(later), max(last)) FROM (${landed.join(' UNION ALL ')})`;
}

/**
 * Each id of a table: whether it stood when the period was published and stands now, and whether it tells something
 * else. Versions go after some weeks: an id that stands in the table itself without one has outlived them, and then
 * nobody knows what else the table said. Grouped table by table: one key of text is half the work of a key of two. The
 * hash is of a tuple: that of arguments one of which is null would be null; and so is what may be null, which `argMax`
 * would pass over.
 */
function idsSql({ name, topic }: Table, scope: Scope): string {
  const fields = (topic.schemas.at(-1)?.fields ?? []).map((field) => field.name);
  const maybe = (field: string, type: string) =>
    `${fields.includes(field) ? field : 'NULL'}::Nullable(${type}) AS ${field}`;
  const read = `id, ${maybe('facilityGroup', 'String')}, ${maybe('teu', 'Float64')}`;
  const content = `cityHash64(tuple(* EXCEPT (${PASSING.join(', ')})))`;
  const inPeriod = `eventTime >= ${atMs(scope.fromMs)} AND eventTime < ${atMs(scope.toMs)}`;
  const known = (value: string) =>
    `argMaxIf(${value}, version, isKept AND landedAt <= publishedAt)`;
  const newest = (value: string) => `argMax(${value}, (isKept, version))`;
  return `
    SELECT '${name}' AS ofTable, id AS rowId, ${newest('tuple(facilityGroup)')}.1 AS facilityGroup,
      countIf(isKept AND landedAt <= publishedAt) > 0 AND NOT ${known('gone')} AS before, NOT ${newest('gone')} AS after,
      ${known('content')} != ${newest('content')} AS differs, max(NOT max(isKept)) OVER () AS forgotten,
      ${known('tuple(teu)')}.1 AS teuKnown, ${newest('tuple(teu)')}.1 AS teuNewest
    FROM (
      SELECT ${read}, ${content} AS content, _version AS version, retracted AS gone, _landedAt AS landedAt, true AS isKept
      FROM ${name}_revisions WHERE ${inPeriod}
      UNION ALL
      SELECT ${read}, 0, 0, false, toDateTime(0), false FROM ${name} FINAL WHERE ${inPeriod}
    )
    GROUP BY id`;
}
