import { defineFolderCommand } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { count } from '../format/numbers.ts';
import { textTable } from '../format/text-table.ts';
import { hashTables } from '../table-hashes.ts';

export const tablesCommand = defineFolderCommand({
  name: 'tables',
  about: 'Lists the tables with their rows and a hash of their content.',
  usage: '',
  positionals: [0, 0],
  details: [
    'The hash is over ids and content in any order; it leaves out revisions, addresses and when we took a fact in. Two folders that were given the same facts have the same hashes.',
  ],
  options: { json: { type: 'flag', about: 'an array of {table, rows, hash}' } },
  examples: ['landbridge tables', 'landbridge tables --json'],
  where: 'owner',
  async run({ values, terminal }, { warehouse }) {
    const hashes = await hashTables(warehouse);
    if (values.json) await terminal.out(`${JSON.stringify(hashes)}\n`);
    else {
      const lines = textTable(
        [
          { title: 'table', align: 'left' },
          { title: 'rows', align: 'right' },
          { title: 'hash', align: 'left' },
        ],
        hashes.map(({ table, rows, hash }) => [table, count(rows), hash]),
      );
      await terminal.out(`${lines.join('\n')}\n`);
    }
    return EXIT.done;
  },
});
