import { expect, test } from 'vitest';
import { PipelineError } from '../../errors.ts';
import { codeOf, errorOf, isFenced, isTransient, unavailable } from './kafka-error.ts';
import { newCluster } from './kafkajs.ts';
import { Link } from './link.ts';

const wrapped = (cause: Error) => new Error('tried several times', { cause });

test('a code is found behind what wraps it, one that kafkajs does not know too', () => {
  expect(codeOf(errorOf(47))).toBe(47);
  expect(codeOf(wrapped(wrapped(errorOf(51))))).toBe(51);
  expect(codeOf(errorOf(90))).toBe(90);
  expect(codeOf(new Error('other'))).toBeUndefined();
  expect(codeOf('nonsense')).toBeUndefined();
});

test('a producer is fenced by either of two codes', () => {
  expect([47, 90].map((code) => isFenced(errorOf(code)))).toEqual([true, true]);
  expect([45, 48, 51].map((code) => isFenced(errorOf(code)))).toEqual([false, false, false]);
});

test.each([
  [6, 'a partition moved', true],
  [7, 'the broker took too long', true],
  [16, 'the coordinator moved', true],
  [10, 'a batch is too large', false],
  [29, 'we may not', false],
  [47, 'we are fenced', false],
])('code %i, %s: worth another try is %s', (code, _why, again) => {
  expect(isTransient(errorOf(code))).toBe(again);
  expect(isTransient(wrapped(errorOf(code)))).toBe(again);
});

test('a broker that does not listen is worth another try, until patience ends', async () => {
  const cluster = newCluster({ brokers: ['127.0.0.1:1'] });
  const error = await cluster.connect().catch((cause: unknown) => cause);
  expect(isTransient(error)).toBe(true);
  const link = new Link({ connection: { brokers: ['127.0.0.1:1'] }, topics: [], patienceMs: 50 });
  await expect(link.use('Reading', async () => 0)).rejects.toMatchObject({
    code: 'log-unavailable',
    retriable: true,
  });
  await link.close();
});

test('what kafkajs throws without a name when its connection is gone is worth another try', async () => {
  const cluster = newCluster({ brokers: ['127.0.0.1:1'] });
  const unconnected = await cluster.refreshMetadata().catch((cause: unknown) => cause);
  expect(isTransient(unconnected)).toBe(true);
});

test('mistakes of our own are not', () => {
  expect(isTransient(new TypeError('undefined is no function'))).toBe(false);
  expect(isTransient(new PipelineError('position-lost', 'gone'))).toBe(false);
  expect(unavailable('Reading', new Error('refused')).message).toContain('refused');
});
