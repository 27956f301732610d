import type { Pipeline } from '../pipeline.ts';

export type Watched = Pick<Pipeline, 'role' | 'tasks' | 'sinks' | 'ingestion' | 'figures'>;

type Sample = { readonly labels?: Readonly<Record<string, string | number>>; readonly is: number };
type Metric = {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly Sample[];
};

/** What a process does as figures, in Prometheus's text format. Counters begin at nought with the process. */
export function metricsText(pipeline: Watched): string {
  const metrics = [...logMetrics(pipeline), ...taskMetrics(pipeline), ...otherMetrics(pipeline)];
  return metrics.flatMap(linesOf).join('');
}

function logMetrics({ figures }: Watched): Metric[] {
  const { lags, groupLags, commits, commitsFailed, commitMs, commitMsMax } = figures();
  const { rebalances, restores, standbys } = figures();
  const restored = (which: 'done' | 'total') =>
    [...restores.values()].map((of) => ({ labels: { task: of.task }, is: of[which] }));
  return [
    gauge(
      'infra_log_lag_records',
      'Places of a topic partition that a consumer has still to read.',
      [...lags.map(({ records, ...labels }) => ({ labels, is: records }))],
    ),
    gauge(
      'infra_log_group_lag_records',
      'Places of a topic partition that the tasks of all processes have still to read.',
      groupLags.map(({ records, ...labels }) => ({ labels, is: records })),
    ),
    counter('infra_log_commits_total', 'Transactions of tasks that were committed.', commits),
    counter('infra_log_commits_failed_total', 'Transactions that failed.', commitsFailed),
    counter('infra_log_commit_milliseconds_total', 'Time that commits took.', commitMs),
    gauge('infra_log_commit_milliseconds_max', 'The longest commit.', [{ is: commitMsMax }]),
    counter('infra_log_rebalances_total', 'How often partitions came or went.', rebalances),
    gauge('infra_log_restore_done_offsets', 'Changelog that is restored.', restored('done')),
    gauge('infra_log_restore_total_offsets', 'Changelog to restore.', restored('total')),
    gauge(
      'infra_log_standby_lag_offsets',
      'Changelog of a task of others that the copy of its state does not have yet.',
      standbys().map(({ task, offsets }) => ({ labels: { task }, is: offsets })),
    ),
  ];
}

function taskMetrics({ tasks }: Watched): Metric[] {
  const { folded, refolded, published, duplicate, late, future, malformed, failed } =
    tasks.counters();
  const letters = { late, future, malformed, unprocessable: failed };
  const open = [...tasks.owned()].map(([partition, isOpen]) => ({
    labels: { partition },
    is: isOpen ? 1 : 0,
  }));
  return [
    gauge('processors_partition_open', 'Partitions worked on; 0 while being restored.', open),
    counter('processors_records_folded_total', 'Records folded as they came.', folded),
    counter('processors_steps_refolded_total', 'Steps folded again.', refolded),
    counter('processors_rows_published_total', 'Rows published.', published),
    counter('processors_duplicates_total', 'Records that were known.', duplicate),
    perCode('processors_letters_total', letters),
  ];
}

function otherMetrics({ sinks, ingestion }: Watched): Metric[] {
  const { accepted, deadLettered, reasons } = ingestion.counts;
  const tables = [...sinks.counters.tables];
  const byTable = (which: 'rows' | 'deadLettered') =>
    tables.map(([table, counts]) => ({ labels: { table }, is: counts[which] }));
  return [
    counter('producers_events_accepted_total', 'Source events that are durable.', accepted),
    counter('producers_events_refused_total', 'Source events set aside.', deadLettered),
    perCode('producers_letters_total', reasons),
    { ...gauge('sinks_rows_landed_total', 'Rows landed.', byTable('rows')), type: 'counter' },
    {
      ...gauge('sinks_letters_total', 'Dead letters of a table.', byTable('deadLettered')),
      type: 'counter',
    },
    gauge('sinks_tables_stopped', 'Tables that stopped.', [{ is: sinks.counters.stopped.size }]),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: 'gauge', help, samples };
}

function counter(name: string, help: string, is: number): Metric {
  return { name, type: 'counter', help, samples: [{ is }] };
}

function perCode(name: string, counts: Readonly<Record<string, number>>): Metric {
  const samples = Object.entries(counts).map(([code, is]) => ({ labels: { code }, is }));
  return { name, type: 'counter', help: 'Dead letters, by reason.', samples };
}

function linesOf({ name, type, help, samples }: Metric): string[] {
  if (samples.length === 0) return [];
  return [
    `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`,
    ...samples.map(({ labels = {}, is }) => `${name}${labelsOf(labels)} ${is}\n`),
  ];
}

function labelsOf(labels: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string | number): string {
  return String(value).replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
}
