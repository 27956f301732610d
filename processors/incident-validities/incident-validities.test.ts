import { DAY_MS, HOUR_MS, type IncidentValidity, MINUTE_MS } from '@landbridge/schemas';
import { aTrafficIncident, at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import { foldKeepingBytes } from '../truck-movements/testing/fold-keeping-bytes.ts';
import { madeReference } from '../truck-movements/testing/made-reference.ts';
import { incidentValidities } from './incident-validities.ts';

/** A statement with an id of its own: it replaces what was stated of the incident before. */
function stated(moment: string, validFrom: string, validUntil: string | null = null) {
  return aTrafficIncident({
    id: `jsonl:I-1:${moment}`,
    eventTime: at(moment),
    validFrom: at(validFrom),
    validUntil: validUntil === null ? null : at(validUntil),
  });
}
function validities(...incidents: ReturnType<typeof aTrafficIncident>[]) {
  const port = testDriver(incidentValidities, madeReference());
  port.pipe('incident', ...incidents);
  return port.rows<IncidentValidity>('validity').sort((a, b) => a.eventTime - b.eventTime);
}

test('puts an accident where it began, and not where it became known', () => {
  const known = aTrafficIncident({ eventTime: at('08:07'), validFrom: at('08:00') });
  expect(validities(known)).toMatchObject([
    {
      id: `${known.segment}/${known.id}`,
      eventTime: at('08:00') - 6 * HOUR_MS,
      statedAt: at('08:07'),
      validFrom: at('08:00'),
      validUntil: null,
    },
  ]);
});

test('puts works that are announced where they will begin', () => {
  const announced = aTrafficIncident({
    kind: 'WORKS',
    eventTime: at('08:00'),
    validFrom: at('22:00'),
  });
  expect(validities(announced)).toMatchObject([{ eventTime: at('16:00'), validFrom: at('22:00') }]);
});

test('lets what is made known days later hold from a day before', () => {
  const late = aTrafficIncident({ eventTime: at('08:00'), validFrom: at('2026-03-01 08:00') });
  expect(validities(late)).toMatchObject([{ validFrom: at('2026-03-10 08:00') }]);
});

test('states the end when the incident is stated again with one', () => {
  const port = testDriver(incidentValidities, madeReference());
  const open = aTrafficIncident();
  port.pipe('incident', open);
  port.pipe('incident', { ...open, revision: 2, validUntil: at('09:00') } as typeof open);
  expect(port.rows('validity')).toMatchObject([{ validUntil: at('09:00') }]);
});

test('a new statement replaces the one before: works that are postponed stand on the new day only', () => {
  const first = stated('08:00', '22:00', '2026-03-12 05:00');
  const postponed = stated('12:00', '2026-03-12 22:00', '2026-03-13 05:00');
  expect(validities(first, postponed)).toMatchObject([
    { eventTime: at('2026-03-12 16:00'), statedAt: at('12:00'), validFrom: at('2026-03-12 22:00') },
  ]);
});

test('the statement before stands again when the new one is withdrawn', () => {
  const port = testDriver(incidentValidities, madeReference());
  const [first, second] = [stated('08:00', '22:00'), stated('12:00', '2026-03-12 22:00')];
  port.pipe('incident', second);
  port.pipe('incident', first);
  expect(port.rows('validity')).toMatchObject([{ statedAt: second.eventTime }]);
  port.retract('incident', second.id);
  expect(port.rows('validity')).toMatchObject([{ statedAt: first.eventTime }]);
});

test('a statement of works months ahead is replaced as well', () => {
  const announced = stated('2026-01-05 08:00', '2026-03-30 22:00');
  expect(validities(announced, stated('08:00', '2026-04-30 22:00'))).toHaveLength(1);
});

test('the end of a long closure takes over from where its statement reaches, without a gap', () => {
  const ended = stated('09:00', '2026-03-06 08:00', '08:30');
  const reachedAt = ended.eventTime - 30 * HOUR_MS;
  expect(validities(stated('2026-03-06 08:00', '2026-03-06 08:00'), ended)).toMatchObject([
    { eventTime: at('2026-03-06 02:00'), validUntil: null },
    { eventTime: reachedAt, validFrom: reachedAt, validUntil: at('08:30') },
  ]);
});

test('each statement takes over from the one before as far back as it reaches', () => {
  const again = [stated('08:00', '07:00'), stated('08:30', '07:30'), stated('08:30:01', '07:40')];
  const rows = validities(stated('2026-03-06 08:00', '2026-03-06 08:00'), ...again);
  expect(rows.map(({ eventTime }) => eventTime)).toEqual([
    at('2026-03-06 02:00'),
    ...again.map(({ eventTime }) => eventTime - 30 * HOUR_MS),
  ]);
});

test('two statements of one moment: the last by id takes over in place of the other', () => {
  const [one, other] = [stated('08:00', '07:00'), stated('08:00', '07:30')];
  const rows = validities(stated('2026-03-06 08:00', '2026-03-06 08:00'), one, {
    ...other,
    id: `${one.id}:b`,
  });
  expect(rows.map(({ validFrom }) => validFrom)).toEqual([at('2026-03-06 08:00'), at('07:30')]);
});

test('what was over before it takes over from nothing', () => {
  const over = stated('2026-03-06 08:00', '2026-03-06 08:00', '2026-03-06 12:00');
  expect(validities(over, stated('08:00', '07:00'))).toMatchObject([
    { eventTime: at('2026-03-06 02:00') },
    { eventTime: at('01:00'), validFrom: at('07:00') },
  ]);
});

test('statements of two incidents replace nothing of each other', () => {
  const other = aTrafficIncident({ incidentId: 'I-2', eventTime: at('09:00') });
  expect(validities(stated('08:00', '22:00'), other)).toHaveLength(2);
});

test('remembers the last thirty-two incidents of a segment', () => {
  const port = testDriver(incidentValidities, madeReference());
  const told = (incidentId: string, minute: number) =>
    aTrafficIncident({
      ...{ id: `jsonl:${incidentId}:${minute}`, incidentId },
      eventTime: at('08:00') + minute * MINUTE_MS,
      validFrom: at('08:00') + DAY_MS,
    });
  port.pipe('incident', ...Array.from({ length: 33 }, (_, n) => told(`I-${n}`, n)));
  port.pipe('incident', told('I-0', 50), told('I-32', 51));
  expect(port.rows('validity')).toHaveLength(34);
});

test('folds alike when its state is frozen and kept as bytes between events', () => {
  const port = testDriver(incidentValidities, madeReference());
  const incidents = [
    ...[stated('2026-03-06 08:00', '2026-03-06 08:00'), stated('08:00', '22:00')],
    ...[stated('12:00', '23:00'), aTrafficIncident({ incidentId: 'I-2' })],
  ];
  port.pipe('incident', ...incidents);
  const kept = foldKeepingBytes(incidentValidities, { incident: incidents });
  expect(kept['validity']).toEqual(port.rows('validity'));
});
