export type Cell = string | number | boolean | null;

// A spreadsheet runs a cell that begins like this; a plain number that does is harmless.
const FORMULA = /^[=+\-@\t\r]/;
const PLAIN_NUMBER = /^[+-]?\d+(\.\d+)?$/;
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * CSV after RFC 4180: a heading, CRLF, quotes where they are needed; null is an empty field. Text that a spreadsheet
 * would take for a formula gets an apostrophe before it: the data comes from outside and is not trusted.
 */
export function csv(titles: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [titles.map(field).join(',')];
  for (const row of rows) lines.push(row.map(field).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const guarded = FORMULA.test(cell) && !PLAIN_NUMBER.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
