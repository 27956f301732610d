import { type ContainerEvent, containerEvents, gateTransactions } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { aCodeco } from '../edifact/codeco-builder.ts';
import { edifact } from '../edifact/edifact.ts';
import { jsonl } from '../jsonl/jsonl.ts';
import { Decoding } from '../testing/decoding.ts';

test('EDIFACT: boxes that are named "-" have no number, and no two trucks become one gate fact', () => {
  const decoding = new Decoding(edifact, aCodeco({ equipment: ["EQD+CN+-'", "EQD+CN+..'"] }));
  expect(decoding.codes).toEqual(['no-key', 'no-key']);
  expect(decoding.rejects[0]?.reason).toContain('has no number');
  expect(decoding.facts(gateTransactions)).toEqual([]);
});

test('jsonl: a container that is named "-" is missing', () => {
  const line = {
    topic: 'container.events',
    id: '1',
    eventTime: 1773192000000,
    recordedAt: 1773192060000,
    eventType: 'EQUIPMENT',
    eventCode: 'GTIN',
    classifier: 'ACT',
    booking: 'B1',
  };
  for (const container of ['-', ' ']) {
    const decoding = new Decoding(jsonl, JSON.stringify({ ...line, container }));
    expect(decoding.facts<ContainerEvent>(containerEvents)).toMatchObject([
      {
        container: null,
        containerText: container,
        idQuality: 'MISSING',
        subject: 'doc:BKG:B1',
        flags: [],
      },
    ]);
  }
});
