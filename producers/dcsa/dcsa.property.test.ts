import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decoding, essence } from '../testing/decoding.ts';
import { dcsa } from './dcsa.ts';

const seed = Number(process.env['SEED'] ?? 1);

const NAMES = [
  'eventID',
  'eventType',
  'eventClassifierCode',
  'eventCreatedDateTime',
  'eventDateTime',
  'equipmentEventTypeCode',
  'equipmentReference',
  'transportCall',
  'references',
  'documentReferences',
  'seals',
];
const VALUES = [
  'EQUIPMENT',
  'ACT',
  '2026-03-11T09:20:00Z',
  'LOAD',
  'CSQU3054383',
  '0a6d1a52-6f0e-4b7e-9d3c-000000000001',
];

/** Events that are often nearly right. */
const event = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.oneof(fc.constantFrom(...VALUES), fc.jsonValue()),
  { minKeys: 4 },
);

test('never throws, and answers every event of a list', () => {
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const decoding = new Decoding(dcsa, JSON.stringify(events));
      const answered = new Set(decoding.all.map((decoded) => decoded.event));
      expect(answered.size).toBe(events.length);
    }),
    { seed },
  );
});

test('never throws on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      new Decoding(dcsa, Buffer.from(bytes));
      new Decoding(
        dcsa,
        Buffer.concat([Buffer.from('[{"eventType":"'), bytes, Buffer.from('"}]')]),
      );
    }),
    { seed },
  );
});

test('decodes the same bytes to the same facts', () => {
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const document = JSON.stringify(events);
      expect(essence(new Decoding(dcsa, document))).toEqual(essence(new Decoding(dcsa, document)));
    }),
    { seed },
  );
});
