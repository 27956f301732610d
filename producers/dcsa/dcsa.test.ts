import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ContainerEvent, containerEvents } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import type { DecodeContext } from '../source.ts';
import { Decoding } from '../testing/decoding.ts';
import { dcsa } from './dcsa.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const sample = (name: string) => readFileSync(join(import.meta.dirname, 'samples', name));

function decode(document: string | Buffer, context: Partial<DecodeContext> = {}) {
  const decoding = new Decoding(dcsa, document, { feed: 'dcsa', ...context });
  return { decoding, events: decoding.facts<ContainerEvent>(containerEvents) };
}

/** One gate-in, with what a test changes about it. */
function anEvent(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    eventID: '0a6d1a52-6f0e-4b7e-9d3c-0000000000aa',
    eventType: 'EQUIPMENT',
    eventClassifierCode: 'ACT',
    eventCreatedDateTime: '2026-03-11T01:31:05Z',
    eventDateTime: '2026-03-11T09:20:00+08:00',
    equipmentEventTypeCode: 'GTIN',
    equipmentReference: 'NBXU1234568',
    ...changes,
  };
}

function decodeOne(changes: Record<string, unknown>, context: Partial<DecodeContext> = {}) {
  return decode(JSON.stringify([anEvent(changes)]), context);
}

test('reads an equipment event into the columns of a container event', () => {
  const { events, decoding } = decode(sample('array-page.json'));
  expect(decoding.rejects).toEqual([]);
  expect(events[0]).toMatchObject({
    id: 'dcsa:0a6d1a52-6f0e-4b7e-9d3c-000000000001:EQUIPMENT',
    eventTime: utc('2026-03-11T01:20'),
    recordedAt: utc('2026-03-11T01:31:05'),
    timeText: '2026-03-11T09:20:00+08:00',
    tzSource: 'EXPLICIT',
    subject: 'NBXU1234568',
    container: 'NBXU1234568',
    containerText: 'NBXU 123456-8',
    idQuality: 'OK',
    eventCode: 'GTIN',
    emptyIndicator: 'LADEN',
    sizeType: '22G1',
    teu: 1,
    port: 'NINGBO',
    locodeText: 'CNNGB',
    facility: 'BLCT6',
    facilityGroup: 'Meishan',
    facilityType: 'POTE',
    mode: 'TRUCK',
    voyage: '012E',
    booking: 'NB0001',
    references: ['SHI:SI-7', 'FF:FWD1'],
    seals: ['S-1'],
    flags: [],
  });
});

test('makes an estimate an event of the moment it was stated, once for each box it names', () => {
  const { events } = decode(sample('array-page.json'));
  const estimates = events.filter(({ classifier }) => classifier === 'EST');
  expect(estimates.map(({ subject }) => subject)).toEqual(['NBXU1234568', 'ABCU1234560']);
  expect(new Set(estimates.map(({ id }) => id)).size).toBe(2);
  expect(estimates[0]).toMatchObject({
    eventTime: utc('2026-03-11T02:00'),
    expectedAt: utc('2026-03-13T22:00'),
    timeText: '2026-03-11T02:00:00Z',
    remark: 'WEA: Fog',
    flags: ['BAD_IMO'],
  });
});

test('counts the records of one event as one', () => {
  const { decoding } = decode(sample('array-page.json'));
  expect(decoding.stated.map(({ event }) => event)).toEqual([0, 1, 1, 2]);
});

test('keys an event without a box by its document', () => {
  const { events } = decode(sample('array-page.json'));
  expect(events[3]).toMatchObject({
    subject: 'doc:BKG:NB0001',
    container: null,
    idQuality: 'MISSING',
    booking: 'NB0001',
    documentType: 'BKG',
    documentId: 'NB0001',
  });
});

test('keys an event without box and document by its transport call', () => {
  const { events } = decodeOne({
    eventType: 'TRANSPORT',
    equipmentReference: null,
    transportEventTypeCode: 'ARRI',
    transportCall: { transportCallID: 'c-1' },
  });
  expect(events[0]?.subject).toBe('call:c-1');
});

test('refuses an event that names nothing to key it by', () => {
  expect(decodeOne({ equipmentReference: ' ' }).decoding.codes).toEqual(['no-key']);
});

test('reads an object page: zone of the facility, successor of an expired terminal, derived id', () => {
  const { events } = decode(sample('object-page.json'));
  expect(events[0]).toMatchObject({
    eventTime: utc('2026-03-11T01:20'),
    tzSource: 'FACILITY',
    facility: 'BLTCT',
    facilityText: 'BLCT3',
    voyage: '011W',
    sourceEventId: null,
    flags: ['EXPIRED_FACILITY', 'ID_DERIVED'],
  });
});

test('derives the same id from the same event in another layout, and another for its twin', () => {
  const { eventID: _, ...event } = anEvent();
  const twins = decode(JSON.stringify([event, event]));
  const again = decode(JSON.stringify({ events: [event, event] }, null, 4));
  const ids = twins.events.map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
  expect(again.events.map(({ id }) => id)).toEqual(ids);
});

test('takes one event alone', () => {
  expect(decode(JSON.stringify(anEvent())).events).toHaveLength(1);
});

test('keeps one id in two types apart', () => {
  const { events } = decode(
    JSON.stringify([
      anEvent(),
      anEvent({ eventType: 'TRANSPORT', transportEventTypeCode: 'ARRI' }),
    ]),
  );
  expect(new Set(events.map(({ id }) => id)).size).toBe(2);
});

test.each([
  [{ eventID: 123456789 }, 'bad-id', 'the number 123456789'],
  [{ eventID: 'incorrect' }, 'bad-id', '"incorrect"'],
  [{ eventType: null }, 'missing-field', 'eventType'],
  [{ eventType: 'IOT' }, 'unsupported-type', 'IOT'],
  [{ eventCreatedDateTime: null }, 'missing-field', 'eventCreatedDateTime'],
  [{ eventDateTime: undefined }, 'missing-field', 'eventDateTime'],
  [{ eventDateTime: '2019/11/12 07:41:00' }, 'bad-time', 'eventDateTime'],
  [{ eventCreatedDateTime: '2021 01 01 14:12:56' }, 'bad-time', 'eventCreatedDateTime'],
  [{ eventDateTime: 1773192000000 }, 'bad-time', '1773192000000'],
  [{ eventClassifierCode: null }, 'missing-field', 'eventClassifierCode'],
  [{ equipmentEventTypeCode: null }, 'missing-field', 'equipmentEventTypeCode'],
])('refuses %j as %s and names %s, and spares its neighbours', (changes, code, named) => {
  const { decoding, events } = decode(JSON.stringify([anEvent(), anEvent(changes), anEvent()]));
  expect(decoding.codes).toEqual([code]);
  expect(decoding.rejects[0]?.reason).toContain(named);
  expect(decoding.rejects[0]?.address).toBe('event 2');
  expect(JSON.parse(Buffer.from(decoding.rejects[0]?.bytes ?? []).toString())).toEqual(
    JSON.parse(JSON.stringify(anEvent(changes))),
  );
  expect(events).toHaveLength(2);
});

test('spares the neighbours of an event that is no JSON', () => {
  const good = JSON.stringify(anEvent());
  const { decoding, events } = decode(`[${good},{"eventType": EQUIPMENT},${good}]`);
  expect(events).toHaveLength(2);
  expect(decoding.codes).toEqual(['malformed']);
});

test('keeps the whole events of a page that breaks off', () => {
  const good = JSON.stringify(anEvent());
  const { decoding, events } = decode(`[${good},{"eventType":"EQ`);
  expect(events).toHaveLength(1);
  expect(decoding.codes).toEqual(['malformed']);
});

test('reports a page that ends between two events', () => {
  const { decoding, events } = decode(`[${JSON.stringify(anEvent())}`);
  expect(events).toHaveLength(1);
  expect(decoding.codes).toEqual(['malformed']);
  expect(decoding.rejects[0]?.reason).toContain('not closed');
});

test('hints at events that are nested too deep', () => {
  const { decoding } = decode(JSON.stringify([{ someEvents: [anEvent()] }]));
  expect(decoding.codes).toEqual(['missing-field']);
  expect(decoding.rejects[0]?.reason).toContain('someEvents');
});

test('refuses a document of version 3 whole and once', () => {
  const { decoding } = decode(sample('version-3.json'));
  expect(decoding.codes).toEqual(['unsupported-version']);
  expect(Buffer.from(decoding.rejects[0]?.bytes ?? [])).toEqual(sample('version-3.json'));
});

test('refuses the split form of 3.x too', () => {
  const { decoding } = decode(
    JSON.stringify([{ metadata: { eventID: 'x', retractedEventID: 'y' } }]),
  );
  expect(decoding.codes).toEqual(['unsupported-version']);
});

test('refuses only the events of version 3 among others', () => {
  const mixed = decode(JSON.stringify([anEvent(), { eventClassification: {}, eventID: 'x' }]));
  expect(mixed.events).toHaveLength(1);
  expect(mixed.decoding.codes).toEqual(['unsupported-version']);
});

test('keeps and flags odd values', () => {
  const { events } = decodeOne({
    equipmentReference: 'APZU2134567',
    equipmentEventTypeCode: 'OTHR',
    eventClassifierCode: 'PRE',
    ISOEquipmentCode: '40HQ',
    emptyIndicatorCode: 'HALF',
    eventLocation: { UNLocationCode: 'XYABC' },
    transportCall: { modeOfTransport: 'PIPELINE' },
  });
  expect(events[0]).toMatchObject({ classifier: 'PRE', eventCode: 'OTHR', emptyIndicator: null });
  expect(events[0]?.flags).toEqual([
    'CHECK_DIGIT_FAILED',
    'UNKNOWN_CODE',
    'UNKNOWN_LOCODE',
    'UNKNOWN_MODE',
    'UNKNOWN_SIZE',
  ]);
});

test('flags an actual that was stated before it happened, and one that was stated long after', () => {
  const before = decodeOne({ eventCreatedDateTime: '2026-01-11T01:00:00Z' });
  expect(before.events[0]?.flags).toEqual(['STATED_BEFORE_EVENT']);
  const after = decodeOne({ eventCreatedDateTime: '2026-06-11T01:00:00Z' });
  expect(after.events[0]?.flags).toEqual(['STATED_LATE']);
});

test('takes a facility code that stands where its type belongs', () => {
  const { events } = decodeOne({
    transportCall: { UNLocationCode: 'CNNBO', facilityTypeCode: 'BLCT6' },
  });
  expect(events[0]).toMatchObject({ facility: 'BLCT6', facilityType: null });
});

test('reads other spellings of field names', () => {
  const { eventID: id, ...event } = anEvent();
  const { events } = decode(
    JSON.stringify([{ ...event, eventId: id, transport_call: { unLocationCode: 'CNNBO' } }]),
  );
  expect(events[0]).toMatchObject({ sourceEventId: id, port: 'NINGBO' });
});

test('takes a later update and a withdrawal of the same event id', () => {
  const { decoding, events } = decodeOne({
    eventUpdatedDateTime: '2026-03-12T00:00:00Z',
    isRetracted: true,
  });
  expect(events[0]).toMatchObject({ retracted: true });
  expect(decoding.stated[0]?.statedAt).toBe(utc('2026-03-12T00:00'));
});

test('takes local times that a feed marks as UTC by the zone of the place', () => {
  const call = { transportCall: { UNLocationCode: 'CNNBO', facilityCode: 'BLCT6' } };
  const { events } = decodeOne(
    { ...call, eventDateTime: '2026-03-11T09:20:00Z' },
    { zIsLocal: true },
  );
  expect(events[0]).toMatchObject({ eventTime: utc('2026-03-11T01:20'), tzSource: 'FACILITY' });
});

test('recognises its documents and no others', () => {
  const recognises = (text: string) => dcsa.recognises(Buffer.from(text));
  expect(recognises('[]')).toBe(true);
  expect(recognises('\ufeff[{"eventClassifierCode": "ACT"')).toBe(true);
  expect(recognises('{"events": [')).toBe(true);
  expect(recognises(sample('version-3.json').toString())).toBe(true);
  expect(recognises("UNB+UNOA:1+A+B'")).toBe(false);
  expect(recognises('{"topic":"container.events","eventType":"EQUIPMENT"}')).toBe(false);
  expect(recognises('')).toBe(false);
});

test('keeps what is nested without end in the event that holds it', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const sound = JSON.stringify(anEvent({}));
  const { eventID: _, ...rest } = anEvent({});
  const nameless = `${JSON.stringify(rest).slice(0, -1)},"x":${deep}}`;
  const badId = `${JSON.stringify(rest).slice(0, -1)},"eventID":${deep}}`;
  const decoding = new Decoding(dcsa, `[${sound},${nameless},${badId},${sound}]`);
  expect(decoding.stated.map(({ event }) => event)).toEqual([0, 1, 3]);
  expect(decoding.stated[1]?.fact.id).toMatch(/derived-[0-9a-f]{32}-0/);
  expect(decoding.codes).toEqual(['bad-id']);
  expect(decoding.rejects[0]?.reason).toContain('a deeply nested list');
});

test('sets aside what stands between events, with its bytes, and goes on behind it', () => {
  const sound = JSON.stringify(anEvent({}));
  const decoding = new Decoding(dcsa, `[${sound},${sound}},${sound}]`);
  expect(decoding.stated).toHaveLength(3);
  expect(decoding.codes).toEqual(['malformed']);
  expect(Buffer.from(decoding.rejects[0]?.bytes ?? []).toString()).toBe('},');
});
