import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Decoded, defineSource, factOf, sources } from '@landbridge/producers';
import { aContext } from '@landbridge/producers/testing';
import { trafficConditions } from '@landbridge/schemas';
import { aTrafficCondition } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import {
  randomBytesBreaches,
  type Sample,
  type SourceCase,
  sourceBreaches,
} from './source-rules.ts';

const PRODUCERS = join(import.meta.dirname, '..', '..', 'producers');

/** The samples of a source lie in its folder, which has its name. */
function samplesOf(name: string): Sample[] {
  const folder = join(PRODUCERS, name, 'samples');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.map((file) => ({ name: file, bytes: readFileSync(join(folder, file)) }));
}

const cases: SourceCase[] = sources.map((source) => ({
  source,
  samples: samplesOf(source.name),
  context: aContext(),
}));

test.each(cases)('$source.name is a source', (given) => {
  expect(given.samples.length, `producers/${given.source.name}/samples is empty`).toBeGreaterThan(
    0,
  );
  expect(sourceBreaches(given)).toEqual([]);
});

test.each(cases)('$source.name reads or sets aside whatever it is given', (given) => {
  expect(randomBytesBreaches(given)).toEqual([]);
});

test.each(cases)(
  'a sample of $source.name is recognised as its own, before any other',
  ({ source, samples }) => {
    for (const { bytes } of samples) {
      expect(sources.find((each) => each.recognises(bytes))?.name).toBe(source.name);
    }
  },
);

test('sources have names of their own and decoder versions that fit into a revision', () => {
  expect(new Set(sources.map(({ name }) => name)).size).toBe(sources.length);
  for (const { decoderVersion } of sources) {
    expect(Number.isInteger(decoderVersion) && decoderVersion >= 0 && decoderVersion < 64).toBe(
      true,
    );
  }
});

// The rules themselves: a source that reads `segment=speed` lines, and planted ones that each break one.
type Habits = {
  skipsBad?: boolean;
  throwsOnBad?: boolean;
  givesUp?: boolean;
  forgetsBytes?: boolean;
  counts?: boolean;
  id?: string;
};

function planted(habits: Habits = {}): SourceCase {
  let calls = 0;
  const source = defineSource({
    name: 'planted',
    about: 'Lines of a segment and its speed.',
    decoderVersion: 1,
    framing: 'lines',
    recognises: () => true,
    decode: (bytes) => decodeLines(bytes, habits, habits.counts === true ? ++calls : 0),
  });
  const samples = [{ name: 'sample', bytes: Buffer.from('S1=30\nS2=40\nS3=50\n') }];
  return { source, samples, context: aContext() };
}

function* decodeLines(bytes: Buffer, habits: Habits, calls: number): Iterable<Decoded> {
  let from = 0;
  for (const [event, line] of bytes.toString('latin1').split('\n').entries()) {
    const span = { from, to: from + line.length };
    from = span.to + 1;
    if (line === '') continue;
    const [, segment, speed] = /^(S\d)=(\d\d)$/.exec(line) ?? [];
    if (segment !== undefined) {
      const eventTime = 1000 + calls;
      const id = habits.id ?? `feed:${segment}:${eventTime}`;
      const fact = aTrafficCondition({
        id,
        source: 'feed',
        segment,
        eventTime,
        speedKmh: Number(speed),
      });
      yield factOf(event, trafficConditions, fact, eventTime, span);
      continue;
    }
    if (habits.skipsBad) continue;
    if (habits.throwsOnBad) throw new Error(line);
    const kept = habits.forgetsBytes ? Buffer.from('?') : bytes.subarray(span.from, span.to);
    const reason = 'The line is no segment and speed.';
    yield {
      kind: 'reject',
      event,
      code: 'malformed',
      reason,
      address: `line ${event + 1}`,
      bytes: kept,
    };
    if (habits.givesUp) return;
  }
}

test('a sound source breaks no rule', () => {
  expect(sourceBreaches(planted())).toEqual([]);
  expect(randomBytesBreaches(planted())).toEqual([]);
});

test.each<[string, Habits, string]>([
  ['that skips what it cannot read', { skipsBad: true }, 'not set aside with its bytes'],
  ['that throws', { throwsOnBad: true }, 'throws'],
  ['that gives up at the first bad line', { givesUp: true }, 'takes its neighbours with it'],
  ['that keeps other bytes', { forgetsBytes: true }, 'not set aside with its bytes'],
  ['that counts its calls', { counts: true }, 'says otherwise'],
  ['whose ids may be another feed’s', { id: 'S1' }, 'does not begin with the feed'],
])('a source %s is found', (_, habits, breach) => {
  expect(sourceBreaches(planted(habits)).join('\n')).toContain(breach);
});

test('a source that throws on random bytes is found', () => {
  expect(randomBytesBreaches(planted({ throwsOnBad: true }))).not.toEqual([]);
});
