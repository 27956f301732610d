import { count, counted } from '../format/numbers.ts';
import { textTable } from '../format/text-table.ts';
import { printable } from '../format/width.ts';
import type { Difference } from './compare.ts';
import type { Finding } from './run-audit.ts';

const CAUSES_SHOWN = 8;
const VALUE_MAX = 80;

const SAID: Readonly<Record<Difference['kind'], string>> = {
  missing: 'the table lacks it',
  unexpected: 'nothing in the raw tables makes it',
  differs: 'the table says otherwise',
};

/** What an audit found as lines: a table, then the differing rows with the events behind them. */
export function findingLines(findings: readonly Finding[], shownMax: number): string[] {
  const columns = [
    { title: 'metric', align: 'left' as const },
    { title: 'rows', align: 'right' as const },
    { title: 'differences', align: 'right' as const },
  ];
  const rows = findings.map(({ name, rows: all, differences }) => [
    name,
    count(all),
    count(differences.length),
  ]);
  const details = findings.flatMap(({ name, differences }) => differenceLines(name, differences));
  return [...textTable(columns, rows), ...details];

  function differenceLines(name: string, differences: readonly Difference[]): string[] {
    const more = differences.length - shownMax;
    return [
      ...differences.slice(0, shownMax).flatMap((difference) => linesOf(name, difference)),
      ...(more > 0 ? ['', `${name}: ${counted(more, 'more row')} differ; --top shows more.`] : []),
    ];
  }
}

function linesOf(name: string, { id, kind, fields, causes }: Difference): string[] {
  const unnamed = causes.length - CAUSES_SHOWN;
  return [
    '',
    `${name}  ${printable(id)}: ${SAID[kind]}`,
    ...fields.map(
      (field) => `  ${field.name}: is ${short(field.is)}, should be ${short(field.should)}`,
    ),
    ...causes.slice(0, CAUSES_SHOWN).map((cause) => `  from ${printable(cause)}`),
    ...(unnamed > 0 ? [`  and ${counted(unnamed, 'more event')}`] : []),
  ];
}

function short(value: string): string {
  const text = printable(value);
  return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text;
}
