import { join } from 'node:path';
import type { SimulatedDelivery, SimulatedPort } from '@landbridge/producers';
import { expect, test } from 'vitest';
import { inTemporaryFolder } from './measure.ts';
import { recordPort } from './recorded-port.ts';

function deliveryOf(name: string, text: string, atMs: number): SimulatedDelivery {
  return { atMs, feed: 'gps', source: 'jsonl', name, bytes: Buffer.from(text) };
}

const deliveries = [
  deliveryOf('a', '{"plate":"浙B12345"}\n', 1),
  deliveryOf('b', '', 2),
  deliveryOf('c', 'x'.repeat(100_000), 3),
];

test('gives back what arrives in a time, with its bytes, as often as it is asked', async () => {
  await inTemporaryFolder(async (folder) => {
    const port = { deliveries } as unknown as SimulatedPort;
    using recorded = recordPort(port, join(folder, 'deliveries'));
    expect(recorded.count).toBe(3);
    expect(recorded.bytes).toBe(deliveries.reduce((sum, { bytes }) => sum + bytes.length, 0));
    const all = recorded.arriving(1, 4);
    expect([...all]).toEqual(deliveries);
    expect([...all]).toEqual(deliveries);
    expect([...recorded.arriving(Number.NEGATIVE_INFINITY, 2)]).toEqual(deliveries.slice(0, 1));
    expect([...recorded.arriving(2, Number.POSITIVE_INFINITY)]).toEqual(deliveries.slice(1));
  });
});
