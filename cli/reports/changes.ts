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
import { REVISIONS_DAYS, type Table, tables } from '@landbridge/sinks';
import { atMs, type Report, type Scope } from './report.ts';

/** Where a row lies, which version it is and which events it names say nothing of what it tells. */
const PASSING = [
  ...['id', '_landedAt', '_part', '_off', '_version'],
  ...['revision', 'retracted', 'causes', 'causeCount'],
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
    'By group, a row that went from one group to another is withdrawn from the one and added to the other. TEU are told of one table; of several together they are a dash.',
    `Versions are kept for ${REVISIONS_DAYS} days. Where those of a table are gone, what it said then is not known: a dash.`,
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
    WITH (${publishedSql(scope)}) AS publishedAt, (${agedSql}) AS isAged
    SELECT ofTable, if(ofTable IN (${literal(hidden).slice(1, -1)}), pseudonym(rowId), rowId) AS id, facilityGroup, forgotten, before, after,
      multiIf(forgotten, 'UNKNOWN', before AND after AND differs, 'CHANGED', before AND after, 'SAME', after, 'ADDED', before, 'WITHDRAWN', 'NEVER') AS change,
      if(before, teuKnown, NULL) AS teuThen, if(after, teuNewest, NULL) AS teuNow
    FROM (${sidesSql(scope, `SELECT *, max(outlived) OVER (PARTITION BY ofTable) AS forgotten FROM (${kept.map((table) => idsSql(table, scope)).join(' UNION ALL ')})`)})
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
    {
      name: 'teuThen',
      title: 'TEU then',
      sql: ifKept(ofOneTable('sum(teuThen)')),
      form: { digits: 1 },
    },
    { name: 'teuNow', title: 'TEU now', sql: ofOneTable('sum(teuNow)'), form: { digits: 1 } },
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

/** Where groups are told apart, a row that went from one to another stood in the one then and stands in the other now. */
function sidesSql({ apart }: Scope, ids: string): string {
  const whole = '(if(after, groupNow, groupThen), before, after)';
  const moved = "before AND after AND ifNull(groupThen, '') != ifNull(groupNow, '')";
  const sides = `if(${moved}, [(groupThen, 1, 0), (groupNow, 0, 1)], [${whole}])`;
  const side = apart.includes('group') ? `arrayJoin(${sides})` : whole;
  return `SELECT * EXCEPT (before, after, side), side.1 AS facilityGroup, side.2 AS before, side.3 AS after FROM (SELECT *, ${side} AS side FROM (${ids}))`;
}

/** A box has a row in many tables: its TEU are told of each, and never summed over them. */
function ofOneTable(sql: string): string {
  return `if(uniqExact(ofTable) > 1, NULL, ${sql})`;
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

/** Whether the warehouse is old enough to have let go of versions: one that is not need not be searched for such. */
const agedSql = `SELECT min(appliedAt) < now() - INTERVAL ${REVISIONS_DAYS} DAY FROM ops.schema_migration`;

/**
 * Rows of the period in a table while the versions that they are are gone. Found by their places in the log, as numbers:
 * to look for the ids takes longer than all the rest.
 */
function outlivedRowsSql(table: string, scope: Scope): string {
  const inPeriod = periodSql(scope);
  const place = 'bitShiftLeft(toUInt64(_part), 48) + _off';
  return `FROM ${table} FINAL WHERE isAged AND ${inPeriod} AND ${place} NOT IN (SELECT ${place} FROM ${table}_revisions WHERE ${inPeriod})`;
}

function periodSql({ fromMs, toMs }: Scope): string {
  return `eventTime >= ${atMs(fromMs)} AND eventTime < ${atMs(toMs)}`;
}

/**
 * Each id of a table: whether it stood when the period was published and stands now, and whether it tells something
 * else. Grouped table by table: one key of text is half the work of a key of two. The hash is of a tuple: that of
 * arguments one of which is null would be null; and so is what may be null, which `argMax` would pass over. The second
 * half are those that have outlived their versions: nobody knows what else their table said.
 */
function idsSql({ name, topic }: Table, scope: Scope): string {
  const fields = (topic.schemas.at(-1)?.fields ?? []).map((field) => field.name);
  const maybe = (field: string, type: string, of: (value: string) => string) =>
    fields.includes(field) ? of(field) : `CAST(NULL, 'Nullable(${type})')`;
  const content = `cityHash64(tuple(* EXCEPT (${PASSING.join(', ')})))`;
  const known = (value: string) => `argMaxIf(${value}, _version, _landedAt <= publishedAt)`;
  const newest = (value: string) => `argMax(${value}, _version)`;
  const nullable = (of: (value: string) => string) => (value: string) =>
    `if(${of(`isNull(${value})`)}, NULL, ${of(`assumeNotNull(${value})`)})`;
  const asItIs = (value: string) => value;
  return `
    SELECT '${name}' AS ofTable, id AS rowId,
      ${maybe('facilityGroup', 'String', nullable(known))} AS groupThen, ${maybe('facilityGroup', 'String', nullable(newest))} AS groupNow,
      countIf(_landedAt <= publishedAt) > 0 AND NOT ${known('retracted')} AS before, NOT ${newest('retracted')} AS after,
      ${known(content)} != ${newest(content)} AS differs, false AS outlived,
      ${maybe('teu', 'Float64', nullable(known))} AS teuKnown, ${maybe('teu', 'Float64', nullable(newest))} AS teuNewest
    FROM ${name}_revisions WHERE ${periodSql(scope)} GROUP BY id
    UNION ALL
    SELECT '${name}', id, CAST(NULL, 'Nullable(String)'), ${maybe('facilityGroup', 'String', asItIs)}, false, true, true, true,
      CAST(NULL, 'Nullable(Float64)'), ${maybe('teu', 'Float64', asItIs)}
    ${outlivedRowsSql(name, scope)}`;
}
