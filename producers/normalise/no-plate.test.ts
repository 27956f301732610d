import type { GateTransaction } from '@landbridge/schemas';
import { gateTransactions } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { dcsa } from '../dcsa/dcsa.ts';
import { aCodeco } from '../edifact/codeco-builder.ts';
import { edifact } from '../edifact/edifact.ts';
import { jsonl } from '../jsonl/jsonl.ts';
import { Decoding } from '../testing/decoding.ts';

// Feeds write a hyphen or a blank where no plate was read: that is no truck, or all of these would be one.
const NONE = ['-', ' ', '--', '.', '－', '***'];

test.each(NONE)('jsonl: a gate transaction whose plate is "%s" has none', (plate) => {
  const line = {
    topic: 'gate.transactions',
    id: 'G-1',
    eventTime: 1773192000000,
    recordedAt: 1773192060000,
    direction: 'IN',
    facilityText: 'BLCT6',
    transactionId: '7',
    plate,
  };
  const decoding = new Decoding(jsonl, JSON.stringify(line));
  expect(decoding.facts<GateTransaction>(gateTransactions)).toMatchObject([
    { plate: null, plateText: plate, subject: 'gate:BLCT6:7' },
  ]);
});

test.each(NONE)('jsonl: a position whose plate is "%s" is refused', (plate) => {
  const line = { topic: 'truck.positions', eventTime: 1773192000000, lat: 29, lon: 121, plate };
  const decoding = new Decoding(jsonl, JSON.stringify({ ...line, crs: 'WGS84' }));
  expect(decoding.codes).toEqual(['missing-field']);
  expect(decoding.rejects[0]?.reason).toContain('plate is missing');
});

test.each(NONE)('EDIFACT: a truck that is named "%s" makes no gate transaction', (plate) => {
  const decoding = new Decoding(
    edifact,
    aCodeco({ truck: [`TDT+1++3+31+HAUL:172+++${plate}:146'`] }),
  );
  expect(decoding.facts(gateTransactions)).toEqual([]);
  expect(decoding.stated[0]?.fact).toMatchObject({ plate: null });
});

test.each(NONE)('DCSA: a licence plate "%s" is none', (licencePlate) => {
  const event = {
    eventType: 'EQUIPMENT',
    eventClassifierCode: 'ACT',
    eventCreatedDateTime: '2026-03-11T01:31:05Z',
    eventDateTime: '2026-03-11T09:20:00+08:00',
    equipmentEventTypeCode: 'GTIN',
    equipmentReference: 'NBXU1234568',
    transportCall: { licencePlate },
  };
  expect(new Decoding(dcsa, JSON.stringify([event])).stated[0]?.fact).toMatchObject({
    plate: null,
  });
});
