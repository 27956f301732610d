import { literal, type Warehouse } from '@landbridge/infra';
import { type Topic, topics } from '@landbridge/schemas';
import { tableOf } from '../table-names.ts';
import { millis } from './report.ts';

/** How far a source's facts of one topic have come. */
export type SourceState = { topic: string; source: string; rows: number; completeToMs: number };

export type Completeness = {
  readonly sources: readonly SourceState[];
  /** Latest event time of any fact: the default 'now' of reports. Undefined where there is no fact. */
  readonly latestMs: number | undefined;
  readonly deadLetters: Readonly<Record<string, number>>;
};

/** Up to when each source has come, and what was set aside by reason. */
export async function readCompleteness(warehouse: Warehouse): Promise<Completeness> {
  const facts = topics.filter(isFromOutside);
  const sources = await warehouse.query<SourceState>(
    `SELECT * FROM (${facts.map(sourcesSql).join(' UNION ALL ')}) ORDER BY topic, source`,
  );
  const letters = await warehouse.query<{ code: string; letters: number }>(
    'SELECT code, count() AS letters FROM mart_dead_letters GROUP BY code ORDER BY code',
  );
  const numbers = sources.map((state) => ({
    ...state,
    rows: Number(state.rows),
    completeToMs: Number(state.completeToMs),
  }));
  return {
    sources: numbers,
    latestMs: numbers.length === 0 ? undefined : Math.max(...numbers.map((s) => s.completeToMs)),
    deadLetters: Object.fromEntries(letters.map((row) => [row.code, Number(row.letters)])),
  };
}

/** Whether sources write a topic, as the tables have it: settled where its facts can be revised. */
export function isFromOutside(topic: Topic): boolean {
  return topic.kind === 'fact' || topic.kind === 'settled';
}

function sourcesSql(topic: Topic): string {
  return `SELECT ${literal(topic.name)} AS topic, source, count() AS rows, max(${millis('eventTime')}) AS completeToMs
    FROM mart_${tableOf(topic)} GROUP BY source`;
}
