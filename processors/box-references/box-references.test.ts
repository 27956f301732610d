import { loadReference } from '@landbridge/infra';
import type { BoxReference, ContainerEvent } from '@landbridge/schemas';
import { aContainerEvent, at, CONTAINER } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { strictly, testDriver } from '../testing/index.ts';
import { boxReferences, KNOWN_MAX } from './box-references.ts';

const reference = loadReference();

function referencesOf(...events: readonly ContainerEvent[]): BoxReference[] {
  const { processor, faults } = strictly(boxReferences);
  const box = testDriver(processor, reference);
  box.pipe('event', ...events);
  const rows = box.rows<BoxReference>('reference').sort((a, b) => a.eventTime - b.eventTime);
  expect(faults).toEqual([]);
  return rows;
}

const said = (moment: string, set: Partial<ContainerEvent>) =>
  aContainerEvent({ eventTime: at(moment), ...set });

test('a booking is told when it is first stated of the box', () => {
  const first = said('08:00', { booking: 'b-1' });
  expect(referencesOf(first, said('09:00', { booking: 'B-1' }))).toEqual([
    {
      id: `BKG:B-1/${CONTAINER}@${first.id}`,
      eventTime: at('08:00'),
      reference: 'BKG:B-1',
      container: CONTAINER,
      causes: [`container.events/${first.id}`],
      causeCount: 1,
    },
  ]);
});

test('purchase orders link too, other references do not', () => {
  const rows = referencesOf(said('08:00', { references: ['PO:4711', 'FF:77', 'SI:8'] }));
  expect(rows.map((row) => row.reference)).toEqual(['PO:4711']);
});

test('a plan may tell the booking before the box has moved', () => {
  const plan = said('08:00', { classifier: 'PLN', expectedAt: at('20:00'), booking: 'B-1' });
  expect(referencesOf(plan).length).toBe(1);
});

test('a box that comes round again has other bookings', () => {
  const rows = referencesOf(
    said('08:00', { booking: 'B-1' }),
    said('2026-05-11 08:00', { booking: 'B-2' }),
  );
  expect(rows.map((row) => row.reference)).toEqual(['BKG:B-1', 'BKG:B-2']);
});

test('what is said of a document or a call is of no box', () => {
  const document = { container: null, subject: 'doc:BKG:B-1', booking: 'B-1' } as const;
  expect(referencesOf(said('08:00', document))).toEqual([]);
});

test('so many references are remembered, and more do not make the state grow', () => {
  const { processor, stateBytesMax } = strictly(boxReferences);
  const box = testDriver(processor, reference);
  const events = Array.from({ length: 500 }, (_, i) =>
    aContainerEvent({ eventTime: at('08:00') + i, booking: `B-${i}` }),
  );
  box.pipe('event', ...events);
  expect(box.rows('reference').length).toBe(500);
  expect(stateBytesMax()).toBeLessThan(KNOWN_MAX * 16);
});
