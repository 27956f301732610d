import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fact } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import type { DecodeContext } from '../source.ts';
import { Decoding } from '../testing/decoding.ts';
import { testReference } from '../testing/test-reference.ts';
import { jsonl } from './jsonl.ts';

const AT = Date.UTC(2026, 2, 11, 1, 20);

function decode(text: string | Buffer, context: Partial<DecodeContext> = {}) {
  const decoding = new Decoding(jsonl, text, context);
  const facts = decoding.stated.flatMap(({ topic }) => topic);
  return { decoding, topics: facts.map(({ name }) => name) };
}

/** Decodes one line and answers its fact as it would be stored. */
function factOf(line: Record<string, unknown>, context: Partial<DecodeContext> = {}) {
  const { decoding } = decode(JSON.stringify(line), context);
  expect(decoding.rejects.map(({ reason }) => reason)).toEqual([]);
  const topic = decoding.stated[0]?.topic ?? { name: '' };
  return decoding.facts<Fact>(topic)[0] as Fact & Record<string, unknown>;
}

function refusalOf(line: Record<string, unknown>, context: Partial<DecodeContext> = {}) {
  const { decoding } = decode(JSON.stringify(line), context);
  expect(decoding.stated).toEqual([]);
  return `${decoding.rejects[0]?.code}: ${decoding.rejects[0]?.reason}`;
}

const aGate = (changes: Record<string, unknown> = {}) => ({
  topic: 'gate.transactions',
  eventTime: AT,
  recordedAt: AT + 60_000,
  direction: 'IN',
  plate: '浙B12345',
  ...changes,
});
const aPosition = (changes: Record<string, unknown> = {}) => ({
  topic: 'truck.positions',
  eventTime: AT,
  plate: '浙B12345-2',
  lat: 29.9,
  lon: 121.8,
  crs: 'WGS84',
  fixValid: true,
  ...changes,
});
const aCondition = (changes: Record<string, unknown> = {}) => ({
  topic: 'traffic.conditions',
  eventTime: AT,
  segment: 'S1',
  intervalMs: 120_000,
  ...changes,
});
const anOrder = (changes: Record<string, unknown> = {}) => ({
  topic: 'plant.orders',
  eventTime: AT,
  recordedAt: AT,
  orderId: 'O1',
  milestone: 'RELEASED',
  plant: 'CX1',
  direction: 'INBOUND',
  ...changes,
});

test('reads the samples: one line, one fact, blank lines none', () => {
  const sample = readFileSync(join(import.meta.dirname, 'samples', 'facts.jsonl'));
  const { decoding, topics } = decode(sample);
  expect(decoding.rejects).toEqual([]);
  expect(topics).toEqual([
    'gate.transactions',
    'truck.positions',
    'traffic.conditions',
    'gate.transactions',
  ]);
  expect(decoding.stated.map(({ event }) => event)).toEqual([0, 1, 2, 4]);
});

test('completes a gate transaction from what it says', () => {
  const box = { container: 'nbxu 123456-8', emptyIndicator: 'LADEN', sizeTypeText: '22G1' };
  const fact = factOf(
    aGate({ id: 'GT-1', eventTime: '2026-03-11T09:20', facilityText: 'BLCT3', boxes: [box] }),
  );
  expect(fact).toMatchObject({
    id: 'feed:GT-1',
    source: 'feed',
    eventTime: AT,
    timeText: '2026-03-11T09:20',
    tzSource: 'FACILITY',
    precision: 'MINUTE',
    subject: '浙B12345-2',
    plate: '浙B12345-2',
    plateText: '浙B12345',
    facility: 'BLTCT',
    facilityText: 'BLCT3',
    facilityGroup: 'Chuanshan',
    trouble: false,
    lane: null,
    flags: ['EXPIRED_FACILITY'],
  });
  expect(fact['boxes']).toEqual([
    {
      container: 'NBXU1234568',
      containerText: 'nbxu 123456-8',
      idQuality: 'OK',
      emptyIndicator: 'LADEN',
      sizeTypeText: '22G1',
      sizeType: '22G1',
      teu: 1,
      booking: null,
      seals: [],
    },
  ]);
});

test('completes a container event from what it says', () => {
  const fact = factOf({
    topic: 'container.events',
    eventTime: '2026-03-11T09:20:00Z',
    recordedAt: AT,
    eventType: 'EQUIPMENT',
    eventCode: 'DISC',
    classifier: 'ACT',
    container: 'CSQU305438-3',
    sizeTypeText: '45R1',
    locodeText: 'CNNGB',
    facilityText: 'BLCT6',
  });
  expect(fact).toMatchObject({
    subject: 'CSQU3054383',
    containerText: 'CSQU305438-3',
    idQuality: 'OK',
    eventCodeText: 'DISC',
    sizeType: '45R1',
    teu: 2,
    port: 'NINGBO',
    facility: 'BLCT6',
    tzSource: 'EXPLICIT',
  });
});

test('keys a gate transaction by plate, else appointment, else transaction', () => {
  const subject = (changes: object) => factOf(aGate({ plate: null, ...changes }))['subject'];
  expect(subject({ appointmentId: 'A1', transactionId: 'T1' })).toBe('appointment:A1');
  expect(subject({ facilityText: 'BLCT6', transactionId: 'T1' })).toBe('gate:BLCT6:T1');
  expect(refusalOf(aGate({ plate: null }))).toContain('no-key');
});

test('makes the id of a position of feed, plate and time', () => {
  expect(factOf(aPosition())).toMatchObject({
    id: `feed:浙B12345-2:${AT}`,
    recordedAt: AT,
    crsText: 'WGS84',
    receivedLat: null,
    flags: [],
  });
  expect(factOf(aPosition({ id: `feed:浙B12345-2:${AT}` })).id).toBe(`feed:浙B12345-2:${AT}`);
  expect(refusalOf(aPosition({ id: 'P1' }))).toContain('bad-id');
});

test('brings Chinese coordinates into WGS-84 and keeps what was received', () => {
  const fact = factOf(aPosition({ crs: 'GCJ02' }));
  expect(fact).toMatchObject({ crsText: 'GCJ02', receivedLat: 29.9, receivedLon: 121.8 });
  expect(Math.abs((fact['lat'] as number) - 29.9)).toBeGreaterThan(0.0005);
  expect(Math.abs((fact['lat'] as number) - 29.9)).toBeLessThan(0.01);
});

test('refuses a position without a coordinate system, unless the feed declares one', () => {
  const position = aPosition({ crs: null });
  expect(refusalOf(position)).toMatch(/missing-field: crsText .*WGS84/);
  expect(factOf(position, { crs: 'BD09' })['crsText']).toBe('BD09');
});

test('keeps a position of (0, 0) as one without a fix', () => {
  const fact = factOf(aPosition({ lat: 0, lon: 0 }));
  expect(fact).toMatchObject({ fixValid: false, flags: ['ZERO_POSITION'] });
});

test('takes a position that says nothing of a fix for one, with a flag', () => {
  for (const fixValid of [undefined, null]) {
    expect(factOf(aPosition({ fixValid }))).toMatchObject({
      fixValid: true,
      flags: ['FIX_ASSUMED'],
    });
  }
  expect(factOf(aPosition({ fixValid: false }))).toMatchObject({ fixValid: false, flags: [] });
  const zero = factOf(aPosition({ lat: 0, lon: 0, fixValid: undefined }));
  expect(zero).toMatchObject({ fixValid: false, flags: ['ZERO_POSITION'] });
});

test('finds the plate of a registered terminal and keeps another as it is', () => {
  const vehicle = {
    plate: '浙B00001',
    colour: 2,
    terminalId: '013800000001',
    fuel: 'DIESEL' as const,
    validFrom: null,
    validUntil: null,
  };
  const reference = testReference({ vehicles: [vehicle] });
  const known = { plate: 'terminal:013800000001' };
  expect(factOf(aPosition(known), { reference })['plate']).toBe('浙B00001-2');
  const other = { plate: undefined, terminalId: '99' };
  expect(factOf(aPosition(other), { reference })).toMatchObject({
    plate: 'terminal:99',
    id: `feed:terminal:99:${AT}`,
    flags: ['UNREGISTERED_TERMINAL'],
  });
});

test('takes a speed of no vehicle for unknown, and a real standstill for what it is', () => {
  expect(factOf(aCondition({ speedKmh: -1 }))).toMatchObject({
    speedKmh: null,
    flags: ['NO_VEHICLE'],
  });
  expect(factOf(aCondition({ speedKmh: 0, samples: 0 }))['speedKmh']).toBeNull();
  expect(factOf(aCondition({ speedKmh: 0, samples: 5 }))['speedKmh']).toBe(0);
});

test('resolves the plant of an order and takes its zone', () => {
  expect(factOf(anOrder({ neededBy: '2026-03-12T08:00' }))).toMatchObject({
    plant: 'PLANT-CIXI-1',
    cluster: 'CIXI',
    neededBy: Date.UTC(2026, 2, 12),
  });
  expect(factOf(anOrder({ plant: 'NOBODY' }))).toMatchObject({
    plant: 'NOBODY',
    cluster: null,
    flags: ['UNKNOWN_PLANT'],
  });
});

test('knows a statement without an id by what identifies it', () => {
  const appointment = {
    topic: 'truck.appointments',
    eventTime: AT,
    recordedAt: AT,
    appointmentId: 'A:1',
    version: 2,
    status: 'CONFIRMED',
    slotStart: AT,
    slotEnd: AT + 1,
  };
  expect(factOf(appointment).id).toBe('feed:A%3A1:2');
  expect(factOf(anOrder({ statement: '3' })).id).toBe('feed:O1:RELEASED:3');
  expect(factOf(aGate({ facilityText: 'BLCT6', transactionId: 'T1' })).id).toBe('feed:BLCT6:T1:IN');
  // A terminal that numbers the visit says one number of both passages.
  const out = aGate({ facilityText: 'BLCT6', transactionId: 'T1', direction: 'OUT' });
  expect(factOf(out).id).toBe('feed:BLCT6:T1:OUT');
  expect(factOf(aGate({ id: 'T1', direction: 'OUT' })).id).toBe('feed:T1');
  expect(factOf(aGate({ id: 'T1', direction: 'IN' })).id).toBe('feed:T1');
});

test('gives each estimate of a call an id of its own, and an actual one id', () => {
  const call = (changes: object) =>
    factOf({
      topic: 'vessel.calls',
      eventTime: AT,
      recordedAt: AT,
      callId: 'C1',
      milestone: 'ARRIVED',
      classifier: 'EST',
      ...changes,
    }).id;
  expect(call({})).not.toBe(call({ recordedAt: AT + 1 }));
  expect(call({ classifier: 'ACT' })).toBe(call({ classifier: 'ACT', recordedAt: AT + 1 }));
});

test('knows a statement that nothing identifies by its line', () => {
  const one = factOf(aGate()).id;
  expect(one).toMatch(/^feed:derived-[0-9a-f]{32}$/);
  expect(factOf(aGate()).id).toBe(one);
  expect(factOf(aGate({ lane: '7' })).id).not.toBe(one);
});

test('takes a withdrawal that names topic, id and when it was recorded', () => {
  expect(
    factOf({ topic: 'plant.orders', id: 'feed:O1:RELEASED:', retracted: true, recordedAt: AT }),
  ).toMatchObject({ id: 'feed:O1:RELEASED:', retracted: true, eventTime: AT, recordedAt: AT });
  const timed = { topic: 'truck.positions', id: `feed:浙B12345-2:${AT}`, retracted: true };
  expect(factOf(timed)).toMatchObject({ retracted: true, plate: '浙B12345-2', eventTime: AT });
});

test('takes the topic of the delivery where the line names none', () => {
  const { topic: _, ...line } = aCondition();
  const { decoding } = decode(JSON.stringify(line), { topic: 'traffic.conditions' });
  expect(decoding.stated[0]?.topic.name).toBe('traffic.conditions');
  expect(refusalOf(line)).toContain('unknown-topic: The line names no topic');
});

test.each([
  [aGate({ colour: 2 }), 'bad-value: gate.transactions has no field "colour". It has'],
  [aGate({ appointment_id: 'A' }), 'Is it appointmentId?'],
  [aGate({ direction: 'SIDEWAYS' }), 'bad-value: direction is "SIDEWAYS", but it should be one of'],
  [aGate({ direction: undefined }), 'missing-field: direction is missing'],
  [aGate({ lane: 7 }), 'bad-value: lane is 7, but it should be a text'],
  [aGate({ trouble: 'no' }), 'true or false'],
  [aGate({ boxes: [{ number: 'X' }] }), 'a list of boxes'],
  [aGate({ boxes: [{ container: 'X', teu: '1' }] }), 'a list of boxes'],
  [aGate({ eventTime: 'soon' }), 'bad-time: eventTime is "soon"'],
  [aGate({ eventTime: 1.5 }), 'an ISO 8601 time or epoch milliseconds'],
  [aGate({ eventTime: undefined }), 'missing-field: eventTime'],
  [aGate({ recordedAt: undefined }), 'missing-field: recordedAt'],
  [aGate({ revision: 3 }), 'bad-value: revision is set when the record is taken in'],
  [aGate({ source: 'another' }), 'bad-value: source is "another", but the feed is feed'],
  [aGate({ topic: 'yard.dwells' }), 'unknown-topic: "yard.dwells"'],
  [aGate({ topic: 'dead.letters' }), 'unknown-topic'],
  [aGate({ topic: 7 }), 'unknown-topic'],
  [aGate({ id: ' ' }), 'bad-id'],
  [aPosition({ lat: 91 }), 'bad-value: lat 91'],
  [aPosition({ lat: '29.9' }), 'a number'],
  [aPosition({ crs: 'MOON' }), 'bad-value: crs is "MOON"'],
  [aPosition({ crs: 4326 }), 'bad-value: crs is 4326'],
  [aCondition({ level: 9 }), 'bad-value: level is 9'],
  [aCondition({ level: 1.5 }), 'a whole number of 32 bits'],
  [aCondition({ intervalMs: undefined }), 'missing-field: intervalMs'],
])('refuses %j and says "%s"', (line, said) => {
  expect(refusalOf(line)).toContain(said);
});

test.each(['{"topic":', '[1,2]', '7', '"text"', 'null', 'nonsense'])(
  'refuses the line %s and spares its neighbours',
  (bad) => {
    const good = JSON.stringify(aCondition());
    const { decoding } = decode(`${good}\n${bad}\n${good}\n`);
    expect(decoding.stated).toHaveLength(2);
    expect(decoding.codes).toEqual(['malformed']);
    expect(decoding.rejects[0]).toMatchObject({ address: 'line 2', event: 1 });
    expect(Buffer.from(decoding.rejects[0]?.bytes ?? []).toString()).toBe(bad);
  },
);

test('takes line ends of Windows and a byte order mark', () => {
  const line = JSON.stringify(aCondition());
  const { decoding } = decode(`\ufeff${line}\r\n${line}\r\n`);
  expect(decoding.rejects).toEqual([]);
  expect(decoding.stated).toHaveLength(2);
});

test('says null for what may be unknown and its default for what may not', () => {
  expect(factOf(aGate({ lane: null, trouble: null, boxes: null }))).toMatchObject({
    lane: null,
    trouble: false,
    boxes: [],
  });
});

test('keeps the flags that a line brings', () => {
  expect(factOf(aGate({ flags: ['OCR'], facilityText: 'NOWHERE' }))['flags']).toEqual([
    'OCR',
    'UNKNOWN_FACILITY',
  ]);
});

test('recognises lines of objects, also behind bad ones, and nothing else', () => {
  const recognises = (text: string) => jsonl.recognises(Buffer.from(text));
  expect(recognises('{"topic":"x"}\n')).toBe(true);
  expect(recognises('garbage\n\n{"topic":"x"}')).toBe(true);
  expect(recognises('{\n "topic": "x"\n}')).toBe(false);
  expect(recognises("UNB+UNOA'")).toBe(false);
  expect(recognises('')).toBe(false);
});

test('takes an event code in any case, and keeps it as received', () => {
  const fact = factOf({
    topic: 'container.events',
    eventTime: AT,
    recordedAt: AT,
    eventType: 'EQUIPMENT',
    eventCode: ' gtin',
    classifier: 'ACT',
    container: 'CSQU3054383',
  });
  expect(fact).toMatchObject({ eventCode: 'GTIN', eventCodeText: ' gtin' });
});

test.each([
  aGate({ source: 'DEEP' }),
  aGate({ plate: 'DEEP' }),
  { topic: 'DEEP' },
  aPosition({ crs: 'DEEP' }),
  aPosition({ crs: 'constructor' }),
])('refuses %j, however deep it is nested', (line) => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const { decoding } = decode(JSON.stringify(line).replace('"DEEP"', deep));
  expect(decoding.codes).toEqual([line.topic === 'DEEP' ? 'unknown-topic' : 'bad-value']);
});
