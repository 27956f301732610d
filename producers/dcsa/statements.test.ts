import { type ContainerEvent, containerEvents } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { Decoding } from '../testing/decoding.ts';
import { dcsa } from './dcsa.ts';

const EVENT = {
  eventID: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  eventType: 'EQUIPMENT',
  eventClassifierCode: 'ACT',
  eventCreatedDateTime: '2026-03-11T01:31:05Z',
  eventDateTime: '2026-03-11T09:20:00+08:00',
  equipmentEventTypeCode: 'GTIN',
  equipmentReference: 'NBXU1234568',
};
const decode = (text: string) => new Decoding(dcsa, text);
const decodeEvent = (changes: object) => decode(JSON.stringify([{ ...EVENT, ...changes }]));

test('refuses a correction whose update time is none: it would count as old as what it corrects', () => {
  for (const eventUpdatedDateTime of ['11.03.2026 10:00', 1773192660000]) {
    const decoding = decodeEvent({ eventUpdatedDateTime });
    expect(decoding.codes).toEqual(['bad-time']);
    expect(decoding.rejects[0]?.reason).toContain('eventUpdatedDateTime is');
  }
  for (const eventUpdatedDateTime of [null, undefined, '']) {
    expect(decodeEvent({ eventUpdatedDateTime }).codes).toEqual([]);
  }
});

test('keeps the digits of a number that is longer than a number can be', () => {
  const said = JSON.stringify([EVENT]).replace(
    '"NBXU1234568"',
    '"NBXU1234568","documentReferences":[{"documentReferenceType":"BKG","documentReferenceValue":12345678901234567891}]',
  );
  expect(decode(said).facts<ContainerEvent>(containerEvents)[0]?.booking).toBe(
    '12345678901234567891',
  );
});

test('refuses an event that is not UTF-8, and takes its neighbours', () => {
  const [before = '', after = ''] = JSON.stringify([EVENT, { ...EVENT, eventID: 'PLATE' }]).split(
    'PLATE',
  );
  const gbk = Buffer.concat([Buffer.from(before), Buffer.from([0xd5, 0xe3]), Buffer.from(after)]);
  const decoding = new Decoding(dcsa, gbk);
  expect(decoding.codes).toEqual(['malformed']);
  expect(decoding.rejects[0]?.reason).toContain('not UTF-8');
  expect(decoding.facts(containerEvents)).toHaveLength(1);
});
