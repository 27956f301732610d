import {
  HOUR_MS,
  type IncidentExposure,
  type IncidentValidity,
  MINUTE_MS,
} from '@landbridge/schemas';
import {
  anIncidentValidity,
  aTrafficIncident,
  aTruckTraversal,
  at,
  PLATE,
} from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { incidentValidities } from '../incident-validities/incident-validities.ts';
import { testDriver } from '../testing/index.ts';
import { foldKeepingBytes } from '../truck-movements/testing/fold-keeping-bytes.ts';
import { madeReference } from '../truck-movements/testing/made-reference.ts';
import { incidentExposures } from './incident-exposures.ts';

function driver() {
  return testDriver(incidentExposures, madeReference());
}
/** A truck that takes ten minutes over the segment. */
function driven(when: string, set: Parameters<typeof aTruckTraversal>[0] = {}) {
  return aTruckTraversal({ eventTime: at(when), travelMs: 10 * MINUTE_MS, ...set });
}
function hour(n: number) {
  return at('00:00') + n * HOUR_MS;
}
function exposures(from: ReturnType<typeof driver>): IncidentExposure[] {
  return from.rows<IncidentExposure>('exposure').sort((a, b) => a.eventTime - b.eventTime);
}

test('names the trips and boxes that drove where an accident was, and for how long it held', () => {
  const port = driver();
  const traversal = driven('08:55', { containers: ['CSQU3054383'] });
  port.pipe('validity', anIncidentValidity({ validUntil: at('09:00') }));
  port.pipe('traversal', traversal);
  expect(exposures(port)).toMatchObject([
    {
      id: `I-1/${traversal.id}`,
      incidentId: 'I-1',
      kind: 'ACCIDENT',
      segment: traversal.segment,
      eventTime: at('08:55'),
      trip: traversal.trip,
      plate: PLATE,
      containers: ['CSQU3054383'],
      travelMs: 10 * MINUTE_MS,
      exposedMs: 5 * MINUTE_MS,
      causeCount: 2,
    },
  ]);
});

test('touches a truck that stood on the segment when it happened', () => {
  const port = driver();
  port.pipe('validity', anIncidentValidity());
  port.pipe('traversal', driven('07:55'));
  expect(exposures(port)).toMatchObject([{ exposedMs: 5 * MINUTE_MS }]);
});

test.each([
  ['left as it began', '07:50'],
  ['came as it ended', '09:00'],
])('does not touch a truck that %s', (_, when) => {
  const port = driver();
  port.pipe('validity', anIncidentValidity({ validUntil: at('09:00') }));
  port.pipe('traversal', driven(when));
  expect(exposures(port)).toEqual([]);
});

test('touches every truck while nobody says that it is over', () => {
  const port = driver();
  port.pipe('validity', anIncidentValidity());
  port.pipe('traversal', driven('08:10'), driven('20:00'));
  expect(exposures(port)).toHaveLength(2);
});

test('takes exposures back that lie behind an end which is stated later', () => {
  const port = driver();
  const open = anIncidentValidity();
  port.pipe('validity', open);
  port.pipe('traversal', driven('08:10'), driven('10:00'));
  port.pipe('validity', { ...open, revision: 2, validUntil: at('09:00') } as typeof open);
  expect(exposures(port).map(({ eventTime }) => eventTime)).toEqual([at('08:10')]);
});

test('takes exposures back of an incident that is withdrawn', () => {
  const port = driver();
  const open = anIncidentValidity();
  port.pipe('validity', open);
  port.pipe('traversal', driven('08:10'));
  port.retract('validity', open.id);
  expect(exposures(port)).toEqual([]);
});

test('of several statements of an incident the latest counts, in whatever order they stand', () => {
  for (const times of [
    ['08:05', '08:50'],
    ['08:50', '08:05'],
  ] as const) {
    const port = driver();
    const [one, other] = times.map((time) =>
      anIncidentValidity({
        statedAt: at(time),
        validFrom: at('08:00'),
        validUntil: at(time === '08:50' ? '08:45' : '12:00'),
      }),
    );
    port.pipe('validity', one ?? {}, other ?? {});
    port.pipe('traversal', driven('08:10'), driven('09:00'));
    expect(exposures(port).map(({ eventTime }) => eventTime)).toEqual([at('08:10')]);
  }
});

test('a later statement that ended early is not undone by an older one that stands behind it', () => {
  const port = driver();
  const ahead = anIncidentValidity({ id: 'S1/old', statedAt: at('07:00'), validFrom: at('16:00') });
  const over = anIncidentValidity({ statedAt: at('07:30'), validUntil: at('09:30') });
  port.pipe('validity', ahead, over);
  port.pipe('traversal', driven('09:25'), driven('09:45'), driven('17:00'));
  expect(exposures(port)).toMatchObject([{ eventTime: at('09:25'), exposedMs: 5 * MINUTE_MS }]);
});

/** Exposures by what was stated, each statement with an id of its own. */
function exposuresBy(
  statements: readonly [stated: string, from: string, until: string | null][],
  ...traversals: ReturnType<typeof driven>[]
) {
  const stated = testDriver(incidentValidities, madeReference());
  for (const [moment, from, until] of statements) {
    const [validFrom, validUntil] = [at(from), until === null ? null : at(until)];
    const id = `jsonl:I-1:${moment}`;
    stated.pipe('incident', aTrafficIncident({ id, eventTime: at(moment), validFrom, validUntil }));
  }
  const port = driver();
  port.pipe('validity', ...stated.rows<IncidentValidity>('validity'));
  port.pipe('traversal', ...traversals);
  return exposures(port).map(({ eventTime }) => eventTime);
}

test('works that are postponed by a night touch nobody on the first night', () => {
  const [tonight, tomorrow] = ['2026-03-11 23:00', '2026-03-12 23:00'];
  const touched = exposuresBy(
    [
      ['08:00', '22:00', '2026-03-12 05:00'],
      ['12:00', '2026-03-12 22:00', '2026-03-13 05:00'],
    ],
    driven(tonight),
    driven(tomorrow),
  );
  expect(touched).toEqual([at(tomorrow)]);
});

test('an end that is stated days later leaves no gap, and ends what was open', () => {
  const hours = Array.from({ length: 36 }, (_, n) => driven('00:00', { eventTime: hour(n) }));
  const touched = exposuresBy(
    [
      ['2026-03-06 08:00', '2026-03-06 08:00', null],
      ['2026-03-12 09:00', '2026-03-06 08:00', '2026-03-12 06:00'],
    ],
    ...hours,
  );
  expect(touched).toEqual(Array.from({ length: 30 }, (_, n) => hour(n)));
});

test('works under way that are put off days later touch nobody until they begin again', () => {
  const touched = exposuresBy(
    [
      ['2026-03-06 08:00', '2026-03-06 08:00', null],
      ['2026-03-11 09:00', '2026-03-14 08:00', null],
    ],
    ...['2026-03-09 08:00', '12:00', '2026-03-13 12:00', '2026-03-14 09:00'].map((moment) =>
      driven(moment),
    ),
  );
  expect(touched).toEqual([at('2026-03-09 08:00'), at('2026-03-14 09:00')]);
});

test('two incidents on one segment touch a truck twice', () => {
  const port = driver();
  const works = { incidentId: 'I-2', kind: 'WORKS' } as const;
  port.pipe('validity', anIncidentValidity(), anIncidentValidity(works));
  port.pipe('traversal', driven('08:10'));
  expect(
    exposures(port)
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual(['ACCIDENT', 'WORKS']);
});

test('remembers thirty-two incidents of a segment, those stated last', () => {
  const port = driver();
  const many = Array.from({ length: 40 }, (_, n) =>
    anIncidentValidity({ incidentId: `I-${n}`, validFrom: at('06:00'), statedAt: at('06:00') + n }),
  );
  port.pipe('validity', ...many);
  port.pipe('traversal', driven('08:10'));
  const known = exposures(port).map(({ incidentId }) => Number(incidentId.slice(2)));
  expect(known.sort((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, n) => n + 8));
});

test('of more than thirty-two incidents lets go first of those that are over', () => {
  const port = driver();
  const open = anIncidentValidity({
    incidentId: 'open',
    validFrom: at('06:00'),
    statedAt: at('05:00'),
  });
  const over = Array.from({ length: 40 }, (_, n) =>
    anIncidentValidity({
      ...{ incidentId: `I-${n}`, validFrom: at('06:00'), validUntil: at('06:30') },
      ...{ statedAt: at('06:00') + n, eventTime: at('07:00') },
    }),
  );
  port.pipe('validity', open, ...over);
  port.pipe('traversal', driven('08:10'));
  expect(exposures(port)).toMatchObject([{ incidentId: 'open' }]);
});

test('returns the same state for a traversal, so that nothing after it is folded again', () => {
  const [, input] = incidentExposures.inputs;
  const state = Object.freeze(incidentExposures.initial());
  const emit = { exposure: () => undefined };
  expect(input?.on(state, driven('08:00'), emit, { reference: madeReference() })).toBe(state);
});

test('folds alike when its state is frozen and kept as bytes between events', () => {
  const port = driver();
  const validities = [
    anIncidentValidity({ validUntil: at('09:00') }),
    anIncidentValidity({ incidentId: 'I-2', validFrom: at('08:30') }),
  ];
  const traversals = [driven('08:10'), driven('08:50'), driven('10:00')];
  port.pipe('validity', ...validities);
  port.pipe('traversal', ...traversals);
  const kept = foldKeepingBytes(incidentExposures, { validity: validities, traversal: traversals });
  expect(kept['exposure']).toEqual(port.rows('exposure'));
});
