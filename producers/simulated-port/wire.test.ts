import { loadReference } from '@landbridge/infra';
import { containerEvents, gateTransactions } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { dcsa } from '../dcsa/dcsa.ts';
import { edifact } from '../edifact/edifact.ts';
import { Decoding } from '../testing/decoding.ts';
import { type CarrierEvent, carrierEventOf, uuidOf } from './wire-dcsa.ts';
import { garbledMessage, messageOf, type TerminalMessage } from './wire-edifact.ts';

const reference = loadReference();
const MOVED = Date.parse('2026-03-11T09:20:00+08:00');

function aMessage(set: Partial<TerminalMessage> = {}): TerminalMessage {
  return {
    sender: 'BLCT1',
    control: '17',
    type: 'CODECO',
    movement: 34,
    document: 'BLCT1-GTIN-17',
    function: 9,
    sentAt: MOVED + 180_000,
    locode: 'CNNBO',
    facility: 'BLCT1',
    vessel: null,
    truck: { plate: '浙B12345', haulier: 'Haitong' },
    boxes: [
      {
        container: 'NBXU1234568',
        sizeType: '45G1',
        empty: false,
        status: 2,
        booking: 'BX1',
        seal: 'S1',
        atMs: MOVED,
      },
    ],
    ...set,
  };
}

const decoded = (text: string) => new Decoding(edifact, text, { reference, feed: 'edi-blct1' });

test('a gate message is read as a move and as a truck at the gate', () => {
  const decoding = decoded(messageOf(aMessage()));
  expect(decoding.codes).toEqual([]);
  expect(decoding.facts(containerEvents)).toMatchObject([
    {
      eventCode: 'GTIN',
      eventTime: MOVED,
      recordedAt: MOVED + 180_000,
      container: 'NBXU1234568',
      emptyIndicator: 'LADEN',
      facility: 'BLCT1',
      teu: 2,
      trade: 'EXPORT',
      booking: 'BX1',
      seals: ['S1'],
    },
  ]);
  expect(decoding.facts(gateTransactions)).toMatchObject([
    { direction: 'IN', plate: '浙B12345-2' },
  ]);
});

test('a quay message names its vessel and every box', () => {
  const [box] = aMessage().boxes;
  if (box === undefined) throw new Error('The message has no box.');
  const boxes = [box, { ...box, container: 'CSQU3054383', sizeType: '22G1', empty: true }];
  const vessel = { voyage: '014E', imo: '9074729', name: "NB O'HARA" };
  const text = messageOf(aMessage({ type: 'COARRI', movement: 44, vessel, truck: null, boxes }));
  const events = decoded(text).facts(containerEvents);
  expect(events).toHaveLength(2);
  expect(events[1]).toMatchObject({
    eventCode: 'DISC',
    vesselName: "NB O'HARA",
    vesselImo: '9074729',
    voyage: '014E',
    emptyIndicator: 'EMPTY',
  });
});

test('a replacement and a cancellation reach the fact they act on', () => {
  const factOf = (text: string) => decoded(text).stated[0];
  const first = factOf(messageOf(aMessage()));
  const replacing = factOf(messageOf(aMessage({ function: 5 })));
  const cancelling = factOf(messageOf(aMessage({ function: 1 })));
  expect(replacing?.fact).toEqual(first?.fact);
  expect(cancelling?.fact.id).toBe(first?.fact.id);
  expect(cancelling?.fact.retracted).toBe(true);
});

test('a garbled message is refused whole and spares the next', () => {
  const text = `${garbledMessage(messageOf(aMessage()))}\n${messageOf(aMessage({ control: '18' }))}`;
  const decoding = decoded(text);
  expect(decoding.codes).toEqual(['segment-count']);
  expect(decoding.facts(containerEvents)).toHaveLength(1);
});

function aCarrierEvent(set: Partial<CarrierEvent> = {}): CarrierEvent {
  return {
    ref: 'carrier-east-1',
    code: 'GTOT',
    classifier: 'ACT',
    container: 'NBXU1234568',
    sizeType: '22G1',
    empty: false,
    atMs: MOVED,
    createdAt: MOVED + 3_600_000,
    locode: 'CNNGB',
    facility: 'BLCT6',
    facilityType: 'POTE',
    mode: 'TRUCK',
    vessel: null,
    booking: 'BK1',
    transshipment: false,
    retracted: false,
    ...set,
  };
}

test('a carrier event is read as a move, and its withdrawal reaches it', () => {
  const read = (event: CarrierEvent) =>
    new Decoding(dcsa, `[${carrierEventOf(event)}]`, { reference, feed: 'carrier-east' });
  const [stated] = read(aCarrierEvent()).facts(containerEvents);
  expect(stated).toMatchObject({
    eventCode: 'GTOT',
    eventTime: MOVED,
    recordedAt: MOVED + 3_600_000,
    port: 'NINGBO',
    facility: 'BLCT6',
    booking: 'BK1',
    flags: [],
  });
  const [withdrawn] = read(aCarrierEvent({ retracted: true })).stated;
  expect(withdrawn?.fact).toMatchObject({
    id: stated && 'id' in stated ? stated.id : '',
    retracted: true,
  });
});

test('ids made from different texts differ and look like UUIDs', () => {
  const ids = Array.from({ length: 5_000 }, (_, number) => uuidOf(`carrier-${number}`));
  expect(new Set(ids).size).toBe(5_000);
  for (const id of ids.slice(0, 50))
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
});
