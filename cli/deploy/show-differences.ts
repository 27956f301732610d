import { textTable } from '../format/text-table.ts';
import type { Difference } from './plan.ts';

/** Lines for a person, one a topic; a sentence where nothing differs. */
export function showDifferences(differences: readonly Difference[]): string[] {
  if (differences.length === 0) return ['Topics, settings and schemas are as declared.'];
  const others = differences.filter(({ change }) => change !== 'refused');
  const rows = [...Map.groupBy(others, ({ topic }) => topic)].map(([topic, changes]) => [
    topic,
    changes.map(asText).join('; '),
  ]);
  const columns = [
    { title: 'topic', align: 'left' },
    { title: 'to be done', align: 'left' },
  ] as const;
  const refused = differences.filter(({ change }) => change === 'refused');
  return [
    ...(rows.length === 0 ? [] : textTable(columns, rows, WIDTH_MAX)),
    ...refused.map(({ topic, what, to }) => `Refused: ${what ?? topic}: ${to}.`),
  ];
}

const WIDTH_MAX = 160;

function asText({ change, what, from, to }: Difference): string {
  const was = from === null ? '' : ` (now ${from})`;
  switch (change) {
    case 'create':
      return `make it, ${to}`;
    case 'set':
    case 'rule':
      return `${what} = ${to}${was}`;
    default:
      return `${change} ${what}`;
  }
}
