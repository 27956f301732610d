import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ContainerEvent,
  containerEvents,
  type GateTransaction,
  gateTransactions,
} from '@landbridge/schemas';
import { expect, test } from 'vitest';
import type { DecodeContext } from '../source.ts';
import { Decoding } from '../testing/decoding.ts';
import { aCodeco, type CodecoParts, interchangeOf, messageOf } from './codeco-builder.ts';
import { edifact } from './edifact.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const sample = (name: string) => readFileSync(join(import.meta.dirname, 'samples', name));

function decode(document: string | Buffer, context: Partial<DecodeContext> = {}) {
  const decoding = new Decoding(edifact, document, { feed: 'edifact', ...context });
  return {
    decoding,
    events: decoding.facts<ContainerEvent>(containerEvents),
    gates: decoding.facts<GateTransaction>(gateTransactions),
  };
}

function decodeCodeco(parts: CodecoParts, context: Partial<DecodeContext> = {}) {
  return decode(interchangeOf([aCodeco(parts)]), context);
}

test('reads a gate-in with its references, seals, places and truck', () => {
  const { events, decoding } = decode(sample('codeco-gate-in.edi'));
  expect(decoding.rejects).toEqual([]);
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    id: 'edifact:NBTERM:GATE-20260311-0001:GTIN:NBXU1234568:BLCT6',
    eventTime: utc('2026-03-11T01:20'),
    recordedAt: utc('2026-03-11T01:30'),
    timeText: '202603110920',
    tzSource: 'FACILITY',
    precision: 'MINUTE',
    subject: 'NBXU1234568',
    eventCode: 'GTIN',
    eventCodeText: 'CODECO 34',
    classifier: 'ACT',
    idQuality: 'OK',
    emptyIndicator: 'LADEN',
    sizeType: '22G1',
    teu: 1,
    port: 'NINGBO',
    locodeText: 'CNNBG',
    facility: 'BLCT6',
    facilityGroup: 'Meishan',
    facilityType: 'POTE',
    mode: 'TRUCK',
    trade: 'EXPORT',
    vesselImo: '9321483',
    vesselName: 'A SHIP',
    voyage: '012E',
    carrier: 'COS',
    booking: 'NB0001',
    billOfLading: 'BL0001',
    references: ['ON:ORDER+1'],
    seals: ['S-1', 'S-2'],
    plate: '浙B12345-2',
    plateText: '浙B12345',
    sourceEventId: '4711/1',
    flags: [],
  });
});

test('makes a gate transaction of a gate move that names its truck, as the same source event', () => {
  const { gates, decoding } = decode(sample('codeco-gate-in.edi'));
  expect(decoding.stated.map(({ event }) => event)).toEqual([0, 0]);
  expect(gates[0]).toMatchObject({
    subject: '浙B12345-2',
    direction: 'IN',
    facility: 'BLCT6',
    haulier: 'NINGBO HAULAGE',
    boxes: [{ container: 'NBXU1234568', emptyIndicator: 'LADEN', teu: 1, seals: ['S-1', 'S-2'] }],
  });
});

test('reads discharge and loading reports, several messages an interchange', () => {
  const { events, gates, decoding } = decode(sample('coarri-two-movements.edi'));
  expect(decoding.rejects).toEqual([]);
  expect(gates).toEqual([]);
  expect(events.map(({ eventCode, container }) => `${eventCode} ${container}`)).toEqual([
    'DISC CSQU3054383',
    'DISC ABCU1234560',
    'LOAD NBXU1234568',
  ]);
  expect(decoding.stated.map(({ event }) => event)).toEqual([0, 1, 2]);
  expect(events[0]).toMatchObject({
    facility: 'BLCT6',
    mode: 'VESSEL',
    trade: 'IMPORT',
    vesselImo: null,
    recordedAt: utc('2026-03-11T03:59'),
    remark: 'DENT',
    flags: ['DAMAGED'],
  });
});

test('takes blank size, supplier and status for unknown', () => {
  const { events } = decode(sample('coarri-two-movements.edi'));
  expect(events[1]).toMatchObject({
    sizeTypeText: null,
    teu: null,
    emptyIndicator: 'EMPTY',
    trade: 'TRANSSHIPMENT',
    transshipment: true,
    flags: [],
  });
});

test('takes the time of the interchange where the message has none', () => {
  const { events } = decode(sample('coarri-two-movements.edi'));
  expect(events[2]?.recordedAt).toBe(utc('2026-03-11T04:00'));
});

test('takes the move for the message time where neither is stated', () => {
  const { events } = decode(aCodeco({ header: [] }));
  expect(events[0]).toMatchObject({ recordedAt: events[0]?.eventTime, flags: ['NO_MESSAGE_TIME'] });
});

test('says where the zone of a local time comes from', () => {
  const nowhere = { places: ["LOC+165+NLRTM:139:6'"] };
  expect(decodeCodeco(nowhere).events[0]).toMatchObject({
    tzSource: 'ASSUMED',
    eventTime: utc('2026-03-11T01:20'),
  });
  expect(decodeCodeco(nowhere, { zone: 'Europe/Amsterdam' }).events[0]).toMatchObject({
    tzSource: 'SOURCE',
    eventTime: utc('2026-03-11T08:20'),
  });
});

test('takes a date that is marked as a minute for a day', () => {
  const { events } = decodeCodeco({ times: ["DTM+7:20260311:203'"] });
  expect(events[0]).toMatchObject({ precision: 'DAY', eventTime: utc('2026-03-10T16:00') });
});

test('falls back to an odd qualifier of the time', () => {
  const { events } = decodeCodeco({ times: ["DTM+ACT:202603110921:203'"] });
  expect(events[0]?.eventTime).toBe(utc('2026-03-11T01:21'));
});

test.each([
  ["TDT+1++3+31+HAUL:172+++993NGR:146'", '993NGR-2', 'HAUL'],
  ["TDT+1++3++:172:ZZZ+++993NGR:146'", '993NGR-2', null],
  ["TDT+1++3+31+993NGR:146'", '993NGR-2', null],
  ["TDT+1++3+31+HAUL:172'", null, null],
  ["TDT+1++2+25+RAIL:172+++TRAIN77'", null, null],
  ["TDT+1++3+31+HAUL7:160:ZZZ'", null, null],
  ["TDT+1++3+31+HAUL7:ZZZ+++993NGR:146'", '993NGR-2', 'HAUL7'],
  ["TDT+1++3+31+HAUL:172+++:146:ZZZ:993NGR'", '993NGR-2', 'HAUL'],
])('reads the truck in %s', (truck, plate, haulier) => {
  const { events, gates } = decodeCodeco({ truck: [truck] });
  expect(events[0]?.plate).toBe(plate);
  expect(gates).toHaveLength(plate === null ? 0 : 1);
  if (plate !== null) expect(gates[0]?.haulier).toBe(haulier);
});

test('replaces what a document stated before, also within its minute', () => {
  const first = decodeCodeco({});
  const second = decodeCodeco({ action: '5', times: ["DTM+7:202603110925:203'"] });
  expect(second.events[0]?.id).toBe(first.events[0]?.id);
  expect(second.decoding.stated[0]?.statedAt).toBeGreaterThan(
    first.decoding.stated[0]?.statedAt ?? 0,
  );
});

test('withdraws what a document stated before, with and without its time', () => {
  const first = decodeCodeco({});
  const cancelled = decodeCodeco({ action: '1' });
  expect(cancelled.events[0]).toMatchObject({ id: first.events[0]?.id, retracted: true });
  expect(cancelled.gates[0]).toMatchObject({ id: first.gates[0]?.id, retracted: true });
  const timeless = decodeCodeco({ action: '1', times: [] });
  expect(timeless.events[0]).toMatchObject({
    id: first.events[0]?.id,
    retracted: true,
    eventTime: utc('2026-03-11T01:30'),
  });
});

test.each([
  ['a cancellation', { action: '1', truck: [] }],
  ['a replacement', { action: '5', truck: [] }],
  ['a replacement that comes by rail', { action: '5', truck: ["TDT+1++2+25+RAIL:172'"] }],
])('withdraws the passage at the gate by %s that does not name the truck', (_, parts) => {
  const first = decodeCodeco({});
  const { gates, events, decoding } = decodeCodeco(parts);
  expect(gates).toMatchObject([{ id: first.gates[0]?.id, retracted: true, plate: null }]);
  expect(events[0]?.retracted).toBe(parts.action === '1');
  expect(decoding.stated[1]?.statedAt).toBeGreaterThan(first.decoding.stated[1]?.statedAt ?? 0);
});

test('knows a message without a document number by its interchange and its time', () => {
  const one = decode(interchangeOf([aCodeco({ document: '' })]));
  const same = decode(interchangeOf([aCodeco({ document: '' })]));
  const wrapped = decode(interchangeOf([aCodeco({ document: '' })], '270311:0931'));
  expect(same.events[0]?.id).toBe(one.events[0]?.id);
  expect(wrapped.events[0]?.id).not.toBe(one.events[0]?.id);
});

test('refuses a message whose count is wrong before it asks for its type', () => {
  const text = "UNH+1+IFTSTA:D:00B:UN'BGM+23'UNT+56+1'";
  const { decoding } = decode(text);
  expect(decoding.codes).toEqual(['segment-count']);
  expect(Buffer.from(decoding.rejects[0]?.bytes ?? []).toString()).toBe(text);
});

test('refuses other types by name and spares the messages around them', () => {
  const other = messageOf({ type: 'IFTSTA:D:00B:UN', segments: ["BGM+23+1+9'"], reference: '2' });
  const { decoding, events } = decode(interchangeOf([aCodeco({}), other, aCodeco({})]));
  expect(decoding.codes).toEqual(['unsupported-type']);
  expect(decoding.rejects[0]?.reason).toContain('IFTSTA (D.00B)');
  expect(events).toHaveLength(2);
  expect(decoding.all.map(({ event }) => event)).toEqual([0, 0, 1, 2, 2]);
});

test('refuses another directory than D', () => {
  const old = messageOf({ type: 'CODECO:2:912:UN', segments: ["BGM+34'", "EQD+CN+X'"] });
  expect(decode(old).decoding.codes).toEqual(['unsupported-version']);
});

test.each([
  [{ action: '3' }, 'bad-value', 'function 3'],
  [{ code: '' }, 'missing-field', 'BGM'],
  [{ equipment: [] }, 'missing-field', 'EQD'],
])('refuses a whole message for %j', (parts, code, named) => {
  const { decoding, events } = decodeCodeco(parts);
  expect(events).toEqual([]);
  expect(decoding.codes).toEqual([code]);
  expect(decoding.rejects[0]?.reason).toContain(named);
});

test.each([
  ["EQD+CN++22G1:102:5++2+5'", 'no-key'],
  ["EQD+CH+CHASSIS1'", 'unsupported-type'],
])('refuses %s alone', (equipment, code) => {
  const { decoding, events } = decodeCodeco({
    equipment: ["EQD+CN+CSQU3054383'", equipment, "EQD+CN+ABCU1234560'"],
  });
  expect(events.map(({ container }) => container)).toEqual(['CSQU3054383', 'ABCU1234560']);
  expect(decoding.codes).toEqual([code]);
  expect(decoding.rejects[0]?.address).toBe('message 1, container 2');
  expect(Buffer.from(decoding.rejects[0]?.bytes ?? []).toString()).toContain(equipment);
});

test.each([
  [[], 'missing-field'],
  [["DTM+7:20261311:203'"], 'bad-time'],
])('refuses a container whose time is %j', (times, code) => {
  expect(decodeCodeco({ times }).decoding.codes).toEqual([code]);
});

test('takes a report of both directions by the status of the box, and refuses it without', () => {
  const report = (status: string) =>
    messageOf({
      type: 'COARRI:D:95B:UN',
      segments: ["BGM+270+R1+9'", `EQD+CN+CSQU3054383+++${status}'`, "DTM+203:202603111130:203'"],
    });
  expect(decode(report('2')).events[0]?.eventCode).toBe('LOAD');
  expect(decode(report('3')).events[0]?.eventCode).toBe('DISC');
  expect(decode(report('')).decoding.codes).toEqual(['unsupported-type']);
});

test('refuses a box that remains on board alone: it was not discharged', () => {
  const box = (number: string, status: string) => `EQD+CN+${number}+22G1:102:5++${status}+5'`;
  const time = "DTM+203:202603111130:203'";
  const segments = ["BGM+44+D1+9'", box('CSQU3054383', '3'), time, box('NBXU1234568', '4'), time];
  const { events, decoding } = decode(messageOf({ type: 'COARRI:D:95B:UN', segments }));
  expect(events.map(({ container }) => container)).toEqual(['CSQU3054383']);
  expect(decoding.codes).toEqual(['unsupported-type']);
  expect(decoding.rejects[0]?.reason).toContain('remains on board');
});

test('keeps and flags a bad number, a dummy vessel, an unknown terminal and a wrong total', () => {
  const { events } = decodeCodeco({
    equipment: ["EQD+CN+TESI1120274+40HQ'"],
    vessel: ["TDT+20+1+1++COS:172+++1111111:146::DUMMY'"],
    places: ["LOC+165+XYABC:139:6+NOWHERE:TER:ZZZ'"],
    total: ["CNT+16:5'"],
  });
  expect(events[0]?.flags).toEqual([
    'BAD_IMO',
    'CHECK_DIGIT_FAILED',
    'CONTAINER_COUNT',
    'UNKNOWN_FACILITY',
    'UNKNOWN_LOCODE',
    'UNKNOWN_SIZE',
  ]);
});

test('takes a terminal code that stands where the LOCODE belongs', () => {
  const { events } = decodeCodeco({ places: ["LOC+165+BLCT6:TER:ZZZ'", "LOC+9+CNNBO:139:6'"] });
  expect(events[0]).toMatchObject({ facility: 'BLCT6', port: 'NINGBO' });
});

test.each([
  ['an empty pick-up for export', '36', '2', ["LOC+9+CNNBO:139:6'", "LOC+11+NLRTM:139:6'"]],
  ['the empty return of an import', '34', '3', ["LOC+9+NLRTM:139:6'", "LOC+11+CNNBO:139:6'"]],
  ['a laden gate-in for export', '34', '2', ["LOC+9+CNNBO:139:6'", "LOC+11+NLRTM:139:6'"]],
  ['a gate-in of unknown trade', '34', '', ["LOC+9+CNNBO:139:6'", "LOC+11+NLRTM:139:6'"]],
])('takes the port here, not the one overseas, for %s', (_, code, status, places) => {
  const equipment = [`EQD+CN+NBXU1234568+22G1:102:5++${status}+4'`];
  expect(decodeCodeco({ code, equipment, places }).events[0]).toMatchObject({ port: 'NINGBO' });
});

test.each([
  ["LOC+165+BLCT6:TER:ZZZ'"],
  ["LOC+165+BLCT6'"],
  ["LOC+165+BLCT6:72:306'"],
  ["LOC+165+CNNBO:139:6:MEISHAN+BLCT6:72:306'"],
])('takes the terminal of %s, whatever port stands beside it', (terminal) => {
  const { events } = decodeCodeco({ places: [terminal, "LOC+9+NLRTM:139:6'"] });
  expect(events[0]).toMatchObject({
    facility: 'BLCT6',
    facilityText: 'BLCT6',
    port: 'NINGBO',
    flags: [],
  });
});

test('takes the terminal of the header where a box names its port alone', () => {
  const places = ["LOC+9+NLRTM:139:6'", "LOC+11+CNNBO:139:6'"];
  const segments = ["BGM+44+D1+9'", "LOC+11+CNNBO:139:6+BLCT6:TER:ZZZ'", "EQD+CN+CSQU3054383'"];
  const time = "DTM+203:202603111130:203'";
  const of = (own: readonly string[]) =>
    decode(messageOf({ type: 'COARRI:D:95B:UN', segments: [...segments, time, ...own] })).events[0];
  expect(of(places)).toMatchObject({ facility: 'BLCT6', port: 'NINGBO', tzSource: 'FACILITY' });
  expect(of(["LOC+11+NLRTM:139:6'"])).toMatchObject({ facility: null, port: 'NLRTM' });
});

test('takes a time with an offset or in UTC at its word, and names a zone that it does not read', () => {
  const timed = (time: string) => decodeCodeco({ times: [`DTM+7:${time}'`] });
  for (const time of ['202603110920?+0800:205', '202603110120UTC:303', '20260311012000GMT:304']) {
    expect(timed(time).events[0]).toMatchObject({
      eventTime: utc('2026-03-11T01:20'),
      tzSource: 'EXPLICIT',
    });
  }
  const { decoding } = timed('202603110920CST:303');
  expect(decoding.codes).toEqual(['bad-time']);
  expect(decoding.rejects[0]?.reason).toContain('zone CST is not read');
});

test('refuses what an interchange says that is marked as a test', () => {
  const marked = interchangeOf([aCodeco({})]).replace("+77'UNH", "+77++++++1'UNH");
  const { decoding, events } = decode(marked);
  expect(events).toEqual([]);
  expect(decoding.codes).toEqual(['unsupported-type']);
  expect(decoding.rejects[0]?.reason).toContain('test');
});

test.each([
  { action: 'constructor' },
  { equipment: ["EQD+CN+NBXU1234568+22G1:102:5++toString+5'"] },
  { truck: ["TDT+1++constructor+31+HAUL:172+++ZB12345:146'"] },
])('knows no codes but its own in %j', (parts) => {
  const { decoding, events } = decodeCodeco(parts);
  expect([...decoding.codes, ...events.flatMap(({ mode, trade }) => [mode, trade])]).not.toContain(
    undefined,
  );
  expect(decoding.codes).toEqual('action' in parts ? ['bad-value'] : []);
});

test('reads an interchange without an advice behind one that has its own', () => {
  const plain = interchangeOf([aCodeco({ document: 'DOC2' })]);
  const advised = interchangeOf([aCodeco({})])
    .replaceAll(':', ';')
    .replaceAll('+', '*')
    .replaceAll("'", '~');
  const { decoding, events } = decode(`UNA;*.! ~${advised}\n${plain}`);
  expect(decoding.rejects).toEqual([]);
  expect(events.map(({ id }) => id.split(':')[2])).toEqual(['DOC1', 'DOC2']);
});

test('reads the separators of syntax level B, which need no advice', () => {
  const levelB = interchangeOf([aCodeco({})])
    .replace('UNOA', 'UNOB')
    .replaceAll(':', '\x1f')
    .replaceAll('+', '\x1d')
    .replaceAll("'", '\x1c');
  expect(decode(levelB).events[0]).toMatchObject(
    decode(interchangeOf([aCodeco({})])).events[0] ?? {},
  );
});

test('recognises its documents and no others', () => {
  const recognises = (text: string) => edifact.recognises(Buffer.from(text));
  expect(["UNA:+.? 'UNB", '\n UNB+UNOA', '\ufeffUNH+1+CODECO'].map(recognises)).toEqual([
    true,
    true,
    true,
  ]);
  expect(['UNABLE', '[{"UNB+"', '', 'BGM+34'].map(recognises)).toEqual(Array(4).fill(false));
});
