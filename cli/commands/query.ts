import { defineFolderCommand } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { type Cell, csv } from '../format/csv.ts';
import { counted } from '../format/numbers.ts';
import { textTable } from '../format/text-table.ts';
import { UsageError } from '../parse-arguments.ts';
import { orStopped } from '../progress.ts';
import { listMarts, showMarts } from './query-list.ts';

/** What the engine answers in its format JSONCompact. */
type Answer = { meta: { name: string; type: string }[]; data: unknown[][] };

const NUMBER = /^(Nullable\()?(U?Int|Float|Decimal)/;

export const queryCommand = defineFolderCommand({
  name: 'query',
  about: 'Runs a SELECT on the marts.',
  usage: '[SQL]',
  positionals: [0, 1],
  details: [
    'The marts are the views `mart_*`: current rows only, plates as pseudonyms. Nothing else can be read and nothing written; a query has limits of time, memory and rows. `--list` shows them with columns, comments and an example.',
  ],
  options: {
    list: { type: 'flag', about: 'lists the marts, their columns and an example each' },
    json: { type: 'flag', about: 'an array of row objects' },
    csv: { type: 'flag', about: 'CSV with a heading' },
  },
  examples: [
    'landbridge query --list',
    'landbridge query "SELECT facility, count() FROM mart_yard_dwells GROUP BY facility"',
    'landbridge query --json "SELECT container, plate, cluster FROM mart_deliveries LIMIT 3"',
  ],
  where: 'owner',
  async run({ positionals: [sql], values, terminal }, { warehouse }) {
    if (values.list) {
      if (sql !== undefined || values.csv) {
        throw new UsageError('query --list takes no SQL, and shows a table or --json.');
      }
      const marts = await listMarts(warehouse);
      await terminal.out(values.json ? `${JSON.stringify(marts)}\n` : showMarts(marts));
      return EXIT.done;
    }
    if (sql === undefined) throw new UsageError('query needs SQL, or --list to see the marts.');
    const { signal } = terminal;
    // Stopped at once; the engine gives the query up a moment later.
    const text = await orStopped(warehouse.queryFree(sql, 'JSONCompact', signal), signal);
    const answer = JSON.parse(text, exactly) as Answer;
    const names = answer.meta.map(({ name }) => name);
    if (values.json) {
      const rows = answer.data.map((row) => Object.fromEntries(names.map((n, at) => [n, row[at]])));
      await terminal.out(`${JSON.stringify(rows)}\n`);
    } else if (values.csv) {
      await terminal.out(
        csv(
          names,
          answer.data.map((row) => row.map(cellOf)),
        ),
      );
    } else await terminal.out(tableOf(answer));
    return EXIT.done;
  },
});

/** Whole numbers beyond those that a number holds, such as 64-bit hashes, stay text: every digit of them. */
function exactly(_key: string, value: unknown, read?: { readonly source?: string }): unknown {
  const isWhole = typeof value === 'number' && /^-?\d+$/.test(read?.source ?? '');
  return isWhole && !Number.isSafeInteger(value) ? read?.source : value;
}

function tableOf({ meta, data }: Answer): string {
  const columns = meta.map(({ name, type }) => ({
    title: name,
    align: NUMBER.test(type) ? ('right' as const) : ('left' as const),
  }));
  const rows = data.map((row) => row.map((cell) => (cell === null ? '–' : String(cellOf(cell)))));
  return [...textTable(columns, rows), '', counted(data.length, 'row'), ''].join('\n');
}

function cellOf(value: unknown): Cell {
  const plain = ['string', 'number', 'boolean'].includes(typeof value) || value === null;
  return plain ? (value as Cell) : JSON.stringify(value);
}
