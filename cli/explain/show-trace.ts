import { shanghaiTime } from '../format/shanghai.ts';
import { printable } from '../format/width.ts';
import type { Found, Trace } from './trace.ts';

/** As the rows of a trace have their times. */
const UTC_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}\.\d{3})Z$/;
const HIDDEN = new Set(['id', 'revision', 'retracted', 'causes', 'causeCount', 'bytes']);
/** Fields that say in a few words what an event was, in this order. */
const TELLING = [
  'source',
  'eventCode',
  'move',
  'direction',
  'milestone',
  'facility',
  'segment',
  'plate',
  'container',
  'place',
  'speedKmh',
];
const WIDTH_MAX = 140;

/** A row's own fields, those without a value left out. */
export function fieldLines({ topic, id, row }: Found): string[] {
  const fields = Object.entries(row).filter(
    ([name, value]) => !HIDDEN.has(name) && !isEmpty(value),
  );
  const longest = Math.max(0, ...fields.map(([name]) => name.length));
  return [
    `${topic}  ${printable(id)}`,
    ...fields.map(([name, value]) => `  ${name.padEnd(longest)}  ${printable(shown(value))}`),
    'All times are of Asia/Shanghai.',
  ];
}

/** What it comes from, as a tree. */
export function causeLines(trace: Trace, indent = ''): string[] {
  const lines = trace.causes.flatMap((cause, at) => {
    const last = at === trace.causes.length - 1 && trace.unnamed === 0;
    const head = `${indent}${last ? '└─' : '├─'} ${summary(cause)}`.slice(0, WIDTH_MAX);
    return [head, ...causeLines(cause, `${indent}${last ? '   ' : '│  '}`)];
  });
  if (trace.unnamed > 0)
    lines.push(`${indent}└─ and ${trace.unnamed} more that the row does not name`);
  return lines;
}

/** An event or row in one line. */
export function summary({ topic, id, row, again }: Omit<Trace, 'causes' | 'unnamed'>): string {
  if (row === null) return `${topic}  ${printable(id)}  (no longer in its table)`;
  const told = TELLING.flatMap((name) => (isEmpty(row[name]) ? [] : [String(row[name])]));
  const time = shown(row['eventTime']);
  const tail = again ? '  (opened above)' : '';
  return printable(`${topic}  ${time}  ${told.join(' ')}  ${id}${tail}`);
}

function shown(value: unknown): string {
  const [time, seconds] = (typeof value === 'string' && UTC_TIME.exec(value)) || [];
  if (time !== undefined) return `${shanghaiTime(Date.parse(time))}${seconds}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
