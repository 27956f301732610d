import { openChdbWarehouse } from '@landbridge/infra';
import { inMemoryLog } from '@landbridge/infra/testing';
import { yardDwells } from '@landbridge/schemas';
import { aYardDwell } from '@landbridge/schemas/testing';
import { yardDwellsTable } from '../yard-dwells/yard-dwells.ts';
import { openSinks } from './open-sinks.ts';
import { appendEvents, NO_PAUSE, TEST_CLOCK } from './testing.ts';

/**
 * A process that lands a log of 25 batches round by round and is killed meanwhile. The log is the same at every start,
 * as one on a disk would be; what the warehouse has is what the dead have left.
 */
const BATCHES = 25;
const ROWS = 50;
const [folder = ''] = process.argv.slice(2);
const log = inMemoryLog({ partitions: 2, clock: TEST_CLOCK, identity: 'killed' });
for (let batch = 0; batch < BATCHES; batch++) {
  const events = Array.from({ length: ROWS }, (_, i) =>
    aYardDwell({ id: `stay-${i}`, container: `BOX${i}`, revision: batch + 1, dwellMs: batch }),
  );
  await appendEvents(log, yardDwells, events);
}
const warehouse = await openChdbWarehouse({ folder });
const limits = { roundRecords: 50, readBytes: 1 };
const options = { log, warehouse, clock: TEST_CLOCK, limits, pause: NO_PAUSE };
const sinks = await openSinks({ ...options, tables: [yardDwellsTable] });
process.stdout.write('landing\n');
await sinks.idle();
await sinks.stop();
const rows = await warehouse.query(
  `SELECT (SELECT count() FROM mart_yard_dwells WHERE dwellMs = ${BATCHES - 1}) AS standing,
     (SELECT count() FROM mart_yard_dwells) AS rows,
     (SELECT count() FROM yard_dwells_revisions) AS versions,
     (SELECT uniqExact(_part, _off) FROM yard_dwells_revisions) AS places`,
);
await warehouse.close();
process.stdout.write(`${JSON.stringify(rows)}\n`);
