import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  loadReference,
  openChdbWarehouse,
  type Reference,
  type Warehouse,
} from '@landbridge/infra';
import { manualClock } from '@landbridge/infra/testing';
import type { Header, Topic } from '@landbridge/schemas';
import { prepareWarehouse, tables } from '@landbridge/sinks';
import { tableOf } from '../../table-names.ts';

/** Rows of a topic as a sink lands them; with `hoursAgo`, versions of them, which are kept for some weeks only. */
export type Landing = {
  readonly topic: Topic;
  readonly events: readonly Header[];
  readonly hoursAgo?: number;
};

export function landing<Event extends Header>(topic: Topic<Event>, ...events: Event[]): Landing {
  return { topic: topic as unknown as Topic, events };
}

export type LandedMarts = {
  readonly warehouse: Warehouse;
  readonly reference: Reference;
  /** Puts these rows, and no others, into the tables. */
  hold(landings: readonly Landing[]): Promise<void>;
  close(): Promise<void>;
};

/** The real tables, views and reference data in a real engine. */
export async function landedMarts(): Promise<LandedMarts> {
  const folder = mkdtempSync(join(tmpdir(), 'lb-landed-'));
  const warehouse = await openChdbWarehouse({ folder });
  const reference = loadReference();
  await prepareWarehouse({ warehouse, clock: manualClock(0), tables, reference });
  let held = new Set<string>();
  let token = 0;
  return {
    warehouse,
    reference,
    async hold(landings) {
      for (const table of held) await warehouse.execute(`TRUNCATE TABLE ${table}`);
      held = new Set(landings.map(tableNameOf));
      for (const landed of landings) {
        token += 1;
        const address = (at: number) => ({ _part: 0, _off: at, _version: token * 1_000 + at });
        const landedAt = await landingTime(warehouse, landed);
        const rows = landed.events.map((event, at) => ({ ...event, ...address(at), ...landedAt }));
        await warehouse.insert({
          table: tableNameOf(landed),
          columns: Object.keys(rows[0] ?? {}),
          token: `landing-${token}`,
          format: 'JSONEachRow',
          body: [Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))],
        });
      }
    },
    async close() {
      await warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function tableNameOf({ topic, hoursAgo }: Landing): string {
  return hoursAgo === undefined ? tableOf(topic) : `${tableOf(topic)}_revisions`;
}

/** By the clock of the warehouse, as it stamps versions. */
async function landingTime(
  warehouse: Warehouse,
  { hoursAgo }: Landing,
): Promise<{ _landedAt?: number }> {
  if (hoursAgo === undefined) return {};
  const [now] = await warehouse.query<{ at: number }>('SELECT toUnixTimestamp(now()) AS at');
  return { _landedAt: Number(now?.at ?? 0) - hoursAgo * 3_600 };
}
