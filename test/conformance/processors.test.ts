import { seededRandom } from '@landbridge/infra/testing';
import { defineProcessor, type Processor, processors } from '@landbridge/processors';
import { naiveFold, strictly } from '@landbridge/processors/testing';
import { truckPassages, truckPositions } from '@landbridge/schemas';
import { aTruckPassage, aTruckPosition } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { plain, rowsAfterDisturbance } from './processors-disturbed.ts';
import { onceBreaches, rowBreaches, stateBreaches } from './processors-rules.ts';
import { context, samplesOf } from './processors-samples.ts';

const seed = Number(process.env['SEED'] ?? 1);
const DISTURBED_RUNS = 6;

test.each(processors)(
  `$name gives the rows of one fold, however its events come (SEED=${seed})`,
  (processor) => {
    const events = samplesOf(processor);
    const expected = naiveFold(processor, events, context);
    expect(expected.length).toBeGreaterThan(0);
    for (let run = 0; run < DISTURBED_RUNS; run += 1) {
      const watched = strictly(processor);
      const random = seededRandom(seed * 1_000 + run);
      const { rows, letters } = rowsAfterDisturbance(watched.processor, events, random);
      for (const { name } of processor.outputs) {
        const own = expected.filter(({ output }) => output === name).map(({ row }) => row);
        expect(rows.get(name), `${name} in run ${run}`).toEqual(plain(own));
      }
      expect(watched.faults).toEqual([]);
      expect(letters).toEqual([]);
    }
  },
);

test.each(processors)('$name has rows that hold their key and name their causes', (processor) => {
  expect(rowBreaches(processor, samplesOf(processor))).toEqual([]);
});

test.each(processors)('$name has one emitter for each row that it emits once', (processor) => {
  expect(onceBreaches(processor, samplesOf(processor))).toEqual([]);
});

test.each(processors)('$name has a state that is never mutated and does not grow', (processor) => {
  expect(stateBreaches(processor, samplesOf(processor))).toEqual([]);
});

/** Counts the positions of a truck, one row a day: sound but for what a test plants. */
function planted(set: {
  once?: boolean;
  row?: object;
  grows?: boolean;
  mutates?: boolean;
}): Processor {
  return defineProcessor({
    name: 'planted',
    version: 1,
    inputs: { position: truckPositions },
    outputs: { passage: truckPassages },
    ...(set.once === true ? { emits: 'once' as const } : {}),
    state: {
      type: 'record',
      name: 'PlantedState',
      fields: [{ name: 'seen', type: { type: 'array', items: 'string' } }],
    },
    initial: (): { seen: string[] } => ({ seen: [] }),
    on: {
      position(state, { id, plate, eventTime }, emit) {
        const causes = { causes: [`truck.positions/${id}`], causeCount: 1 };
        emit.passage({
          ...aTruckPassage(),
          id: `${plate}/p`,
          plate,
          eventTime,
          ...causes,
          ...set.row,
        });
        if (set.mutates === true) state.seen.push(id);
        return { seen: set.grows === true ? [...state.seen, id] : [id] };
      },
    },
  });
}

const positions = [1, 2, 3].map((minute) => {
  const eventTime = Date.UTC(2026, 2, 11, 0, minute);
  return { input: 'position', event: aTruckPosition({ id: `gps:${minute}`, eventTime }) };
});

test('a processor that keeps the rules breaks none', () => {
  const sound = planted({});
  expect(rowBreaches(sound, positions)).toEqual([]);
  expect(onceBreaches(sound, positions)).toEqual([]);
  expect(stateBreaches(sound, positions)).toEqual([]);
});

test.each([
  ['an id without the key', { id: 'p' }, 'does not hold its key'],
  ['no cause', { causes: [] }, 'names no cause'],
  ['a cause from nowhere', { causes: ['truck.positions/other'] }, 'which it has not seen'],
  ['too few causes counted', { causeCount: 0 }, 'counts too few'],
])('a row with %s is found', (_, row, breach) => {
  expect(rowBreaches(planted({ row }), positions).join()).toContain(breach);
});

test('a row with two emitters, a state that grows and one that is mutated are found', () => {
  expect(onceBreaches(planted({ once: true }), positions)).toHaveLength(2);
  expect(stateBreaches(planted({ grows: true }), positions).join()).toContain('its state grows');
  expect(stateBreaches(planted({ mutates: true }), positions).join()).toContain('not extensible');
});

test('rows that hang on the order of arrival are not those of one fold', () => {
  let calls = 0;
  const sound = planted({});
  const impure: Processor = {
    ...sound,
    inputs: sound.inputs.map((input) => ({
      ...input,
      on: (state, event, emit, on) => {
        calls += 1;
        return input.on(state, { ...event, id: `call ${calls}` }, emit, on);
      },
    })),
  };
  const expected = naiveFold(impure, positions, context).map(({ row }) => row);
  const { rows } = rowsAfterDisturbance(impure, positions, seededRandom(seed));
  expect(rows.get('passage')).not.toEqual(plain(expected));
});
