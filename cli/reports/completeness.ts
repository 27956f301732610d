import type { Warehouse } from '@landbridge/infra';
import { millis } from './report.ts';

/** How far a source's facts of one topic have come. */
export type SourceState = { topic: string; source: string; completeToMs: number };

export type Completeness = {
  readonly sources: readonly SourceState[];
  /** Latest event time of any fact: the default 'now' of reports. Undefined where there is no fact. */
  readonly latestMs: number | undefined;
  readonly deadLetters: Readonly<Record<string, number>>;
};

/** Up to when each source has come, and what was set aside by reason. */
export async function readCompleteness(warehouse: Warehouse): Promise<Completeness> {
  const sources = await warehouse.query<SourceState>(
    `SELECT topic, source, ${millis('latestEventTime')} AS completeToMs FROM mart_sources ORDER BY topic, source`,
  );
  const letters = await warehouse.query<{ code: string; letters: number }>(
    'SELECT code, count() AS letters FROM mart_dead_letters GROUP BY code ORDER BY code',
  );
  return {
    sources,
    latestMs: sources.length === 0 ? undefined : Math.max(...sources.map((s) => s.completeToMs)),
    deadLetters: Object.fromEntries(letters.map((row) => [row.code, Number(row.letters)])),
  };
}
