import type { Topic } from '@landbridge/schemas';
import type { Table } from '@landbridge/sinks';

/** Of what is in a table some is personal: names of fields that hold a plate, a trip's id begins with one. */
const PERSONAL = /plate|^trip$|driver|terminalId/i;

/** What keeps a table from being one, as sentences; empty where nothing does. Names no table. */
export function tableBreaches(table: Table): string[] {
  const { topic, name, orderBy, partitionBy, pseudonymised, masked, hidden } = table;
  const fields = topic.schemas.at(-1)?.fields ?? [];
  const concealed = [...pseudonymised, ...masked, ...hidden];
  return [
    name === topic.name.replaceAll('.', '_') ? '' : `it is not named after ${topic.name}.`,
    ...orderBy
      .filter((field) => !topic.placing.includes(field))
      .map(
        (field) =>
          `it is sorted by '${field}', which may change without a retraction of the former row.`,
      ),
    partitionBy === 'none' || topic.placing.includes('eventTime')
      ? ''
      : `it is cut by ${partitionBy}, and the event time does not place its rows.`,
    topic.kind !== 'derived' || table.revisions
      ? ''
      : 'its rows are computed, and it keeps no revisions.',
    ...[...orderBy, ...concealed, ...table.lowCardinality]
      .filter((field) => !fields.some((known) => known.name === field))
      .map((field) => `'${field}' is no field of ${topic.name}.`),
    ...fields
      .filter((field) => PERSONAL.test(field.name) && !concealed.includes(field.name))
      .map((field) => `'${field.name}' is personal, and the mart shows it in clear.`),
  ]
    .filter((breach) => breach !== '')
    .map((breach) => `${name}: ${breach}`);
}

/** Every topic lands once, but for what waits to be settled. */
export function landingBreaches(topics: readonly Topic[], tables: readonly Table[]): string[] {
  const landed = tables.map(({ topic }) => topic.name);
  return [
    ...topics
      .filter(({ name }) => !landed.includes(name))
      .map(({ name }) => `${name} has no table: nobody can query or audit it.`),
    ...landed
      .filter((name, i) => landed.indexOf(name) !== i)
      .map((name) => `${name} lands in two tables.`),
  ];
}
