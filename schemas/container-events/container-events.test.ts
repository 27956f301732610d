import { expect, test } from 'vitest';
import { aContainerEvent, roundTrip } from '../testing/index.ts';
import { containerEvents } from './container-events.ts';

test('a container event survives the codec', () => {
  const event = aContainerEvent({ references: ['FF:1'], seals: ['S1'], teu: null });
  expect(roundTrip(containerEvents, event)).toEqual(event);
});

test('the key is the subject, which need not be a box', () => {
  expect(containerEvents.key(aContainerEvent({ container: 'NBXU1234568' }))).toBe('NBXU1234568');
  const document = aContainerEvent({ container: null, subject: 'doc:BKG:N1', eventCode: 'CONF' });
  expect(containerEvents.key(document)).toBe('doc:BKG:N1');
});

test('a box is discharged before it leaves by the gate of the same minute', () => {
  const codes = ['LOAD', 'GTIN', 'GTOT', 'DISC'].map((eventCode) => aContainerEvent({ eventCode }));
  const order = codes.sort((a, b) => containerEvents.rank(a) - containerEvents.rank(b));
  expect(order.map((event) => event.eventCode)).toEqual(['DISC', 'GTOT', 'GTIN', 'LOAD']);
});

test('a box that is corrected moves the row', () => {
  expect(containerEvents.placing).toContain('subject');
});
