import { expect, test } from 'vitest';
import { readTree } from './tree.ts';

/** The edge cases of the metrics, each by words that the name of its test begins with or holds. */
const CASES = {
  'yard dwell': [
    ...['missing gate-out: the stay is open', 'missing gate-out: a gate-in at another facility'],
    ...['censored past its horizon', 'arrival and berthing weeks apart', 'is not its dwell'],
    ...['inspections, seal checks, yard moves', 'back within six hours is one stay'],
    ...[
      'double statements',
      'inter-terminal transfer',
      'container reuse: two cycles in one response',
    ],
    ...[
      'container reuse: the empty gate-in of the voyage before',
      'another booking alone cuts nothing',
    ],
    ...['roll-over: gated in but not loaded', 'a very short stay is one'],
    ...['a vessel told to have left before its last', 'roll-over: out at the scanner when its'],
  ],
  'turn time': [
    ...['several transactions, drop and pick', 'several transactions, two 20 ft on one chassis'],
    ...[
      'gate events per container',
      'gate events without a plate',
      'missing gate-in: the geofence',
    ],
    ...['missing gate-out: the geofence exit', 'CENSORED is for the query to say', 'trouble trans'],
    ...['overnight parking and driver breaks', 'capped at P99', 'plate misreads: the two halves'],
    ...['plate misreads: candidates at edit distance one', 'clock skew gate against GPS'],
    'drifts whose clock left its own baseline',
  ],
  'delivery and delay': [
    ...[
      'a stop is below 5 km/h within 150 m',
      'ends a trip where a stop of more than half an hour',
    ],
    ...['to the first at the plant', 'drop-and-hook: latency ends', 'drop-and-hook: the box ends'],
    ...[
      'delay_total = traffic + gate queue + stops + residual',
      'pause on a free road is not traffic',
    ],
    ...[
      'a corrected feed speed changes',
      'a standstill reading counts',
      'only a level: the middle',
    ],
    ...['what the feed does not explain is residual', 'the max(0) is per segment'],
    ...[
      'free flow as the 85th percentile',
      'posted limit and threshold',
      'historical median by hour',
    ],
    ...['with a tolerance of twice the feed interval', 'reliability is of quarters of an hour'],
    ...['traffic data that comes after the trip closed', 'more than five hundred kilometres'],
  ],
  adherence: [
    ...[
      'EARLY',
      'NO_SHOW: no gate event',
      'a gate-in after the no-show limit',
      'CANCELLED_IN_TIME',
    ],
    ...['CANCELLED_LATE', 'WALK_IN: a gate without', 'TERMINAL_CANCELLED is told apart'],
    ...['prefers queue arrival to gate-in', 'rescheduled: compares with the last version'],
  ],
  'empties and throughput': [
    ...['street turn: stuffed without having been back', 'wrong depot: the return counts'],
    ...['a return within two hours is no error', 'both quay moves of a transshipment count'],
    ...['a restow that is labelled as one', 'a box of unknown size has no TEU'],
    'counting again gives the same',
  ],
  'supply risk': [
    ...['inbound: the time of the last actual event', 'an estimate of the carrier replaces'],
    ...['export: expected at the gate against the cargo closing', 'export: rolled is the bad end'],
    ...['a shortage of material is an outcome', 'closed by the actual arrival: on time or late'],
    ...['overdue is for the query to say', 'one box serves several needs', 'one need has several'],
    ...['a changed need, estimate or milestone revises', 'a prediction closes nothing'],
    ...['rolled until it is loaded on the very vessel', 'loaded without having been seen at the'],
  ],
} as const;

/** What is quoted ahead of a function or options: names of tests, and of the rows of a table of them. */
const NAME = /(['"`])((?:\\.|(?!\1)[^\n])*)\1,\s*(?:async\s*)?[({]/g;
const NAMES = readTree()
  .filter(({ path }) => path.endsWith('.test.ts') && !path.startsWith('test/tidy/'))
  .flatMap(({ text }) => [...text.matchAll(NAME)].map(([, , name = '']) => name));

test.each(Object.entries(CASES))(
  'each edge case of %s has a test of its name',
  (_metric, cases) => {
    expect(cases.filter((words) => !NAMES.some((name) => name.includes(words)))).toEqual([]);
  },
);

test('a case without a test would be seen', () => {
  expect(NAMES.length).toBeGreaterThan(500);
  expect(NAMES.some((name) => name.includes('a box that flies'))).toBe(false);
});
