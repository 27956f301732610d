import { cutToWidth, printable, widthOf } from './width.ts';

export type TextColumn = { title: string; align: 'left' | 'right' };

const GAP = '  ';

/**
 * Lines of a table for a terminal: a heading, a rule, the rows. Numbers stand on the right. Cells are cut at
 * `cellWidthMax`, for a person reads them; CSV and JSON carry the whole.
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  cellWidthMax = 60,
): string[] {
  const titles = columns.map((column) => column.title);
  const cells = rows.map((row) => row.map((cell) => cutToWidth(printable(cell), cellWidthMax)));
  const widths = columns.map((_, at) =>
    Math.max(...[titles, ...cells].map((row) => widthOf(row[at] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    columns
      .map((column, at) => pad(row[at] ?? '', widths[at] ?? 0, column.align))
      .join(GAP)
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join(GAP);
  return [line(titles), rule, ...cells.map(line)];
}

function pad(text: string, width: number, align: TextColumn['align']): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? blanks + text : text + blanks;
}
