import type { RebuildReport } from '@landbridge/processors';
import { count, counted } from '../format/numbers.ts';
import { shanghaiTime } from '../format/shanghai.ts';
import { textTable } from '../format/text-table.ts';

/** What a rebuild changed and what it left alone, for a person. */
export function showRebuild(report: RebuildReport): string[] {
  const { rebuilt, kept, topics, sinceMs, resumed } = report;
  const changes = changeLines(report);
  if (rebuilt.length === 0 && changes.length === 0) {
    return [
      'Nothing has changed since the state was folded, so there is nothing to rebuild. --processor NAME folds one anew all the same.',
    ];
  }
  const sum = (of: 'added' | 'changed' | 'withdrawn' | 'same' | 'leftAlone'): number =>
    topics.reduce((total, topic) => total + topic[of], 0);
  const differing = topics.filter(
    ({ added, changed, withdrawn, leftAlone }) => added + changed + withdrawn + leftAlone > 0,
  );
  const right = (title: string) => ({ title, align: 'right' as const });
  const table = textTable(
    [
      { title: 'topic', align: 'left' },
      ...['new', 'changed', 'withdrawn', 'same', 'left alone'].map(right),
    ],
    differing.map((topic) => [
      topic.topic,
      ...[topic.added, topic.changed, topic.withdrawn, topic.same, topic.leftAlone].map(count),
    ]),
  );
  return [
    ...(resumed
      ? ['Went on with a rebuild that had not ended: what that had published counts as the same.']
      : []),
    ...changes,
    `Folded anew: ${list(rebuilt)}.`,
    `Left as they were: ${list(kept)}.`,
    ...(differing.length === 0 ? [] : ['', ...table]),
    '',
    `${counted(sum('added'), 'row')} new, ${count(sum('changed'))} changed, ${count(sum('withdrawn'))} withdrawn, ${count(sum('same'))} the same.`,
    ...(sinceMs === null
      ? []
      : [
          `The log no longer holds what came before ${shanghaiTime(sinceMs)}: ${counted(sum('leftAlone'), 'row')} that this may have a part in stand as they stood.`,
        ]),
  ];
}

function changeLines({ changes }: RebuildReport): string[] {
  const { processors, removed, reference } = changes;
  return [
    ...processors.map(({ name, why }) => `Changed: ${name} (${why}).`),
    ...removed.map((name) => `Gone: ${name}. Its rows stand as they stood.`),
    ...(reference.length === 0 ? [] : [`Changed: reference data (${list(reference)}).`]),
  ];
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
