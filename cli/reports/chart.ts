import { escapeHtml } from '../format/html.ts';
import { decimal } from '../format/numbers.ts';

/** One bar: its name, its length, and where one is known the P90 beside the median. */
export type Bar = {
  readonly label: string;
  readonly value: number | null;
  readonly mark: number | null;
};

const WIDTH = 860;
const LABEL_WIDTH = 260;
const VALUE_WIDTH = 90;
const ROW_HEIGHT = 22;
const BAR_HEIGHT = 14;
const LABEL_SIGNS_MAX = 38;
/** Beyond so many bars a chart says less than the table under it. */
export const BARS_MAX = 40;

/**
 * Horizontal bars as an SVG that stands in the page itself: no script, no font, nothing from the net. A negative value
 * goes to the left of the zero line; a tick marks the P90 where there is one.
 */
export function barChart(title: string, bars: readonly Bar[]): string {
  const shown = bars.filter(({ value }) => value !== null).slice(0, BARS_MAX);
  if (shown.length === 0) return '';
  const ends = shown.flatMap(({ value, mark }) => [value ?? 0, mark ?? 0, 0]);
  const [min, max] = [Math.min(...ends), Math.max(...ends)];
  const scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / (max - min || 1);
  const at = (value: number) => LABEL_WIDTH + (value - min) * scale;
  const rows = shown.map((bar, row) => barRow(bar, { top: row * ROW_HEIGHT, zero: at(0), at }));
  const height = shown.length * ROW_HEIGHT + 4;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title)}">`,
    `<title>${escapeHtml(title)}</title>`,
    ...rows,
    `<line x1="${px(at(0))}" x2="${px(at(0))}" y1="0" y2="${height}" class="axis"/>`,
    '</svg>',
  ].join('\n');
}

function barRow(
  { label, value, mark }: Bar,
  { top, zero, at }: { top: number; zero: number; at: (value: number) => number },
): string {
  const end = at(value ?? 0);
  const middle = top + ROW_HEIGHT / 2;
  const short = [...label];
  const text =
    short.length > LABEL_SIGNS_MAX ? `${short.slice(0, LABEL_SIGNS_MAX - 1).join('')}…` : label;
  const furthest = Math.max(zero, end, mark === null ? zero : at(mark));
  const tick =
    mark === null
      ? ''
      : `<line x1="${px(at(mark))}" x2="${px(at(mark))}" y1="${top + 3}" y2="${top + ROW_HEIGHT - 3}" class="mark"/>`;
  return [
    `<text x="${LABEL_WIDTH - 8}" y="${middle}" class="label">${escapeHtml(text)}</text>`,
    `<rect x="${px(Math.min(zero, end))}" y="${top + 4}" width="${px(Math.abs(end - zero))}" height="${BAR_HEIGHT}"/>`,
    tick,
    `<text x="${px(furthest + 6)}" y="${middle}">${decimal(value, Number.isInteger(value) ? 0 : 2)}</text>`,
  ].join('');
}

function px(value: number): string {
  return value.toFixed(1);
}
