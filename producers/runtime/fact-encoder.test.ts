import {
  type ContainerEvent,
  containerEvents,
  partitionOf,
  type TrafficCondition,
  trafficConditions,
} from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { containerEventOf } from '../normalise/container-event.ts';
import type { SourceFact } from '../source.ts';
import { factEncoder } from './fact-encoder.ts';

const AT = Date.UTC(2026, 2, 11);

function aCondition(changes: Partial<TrafficCondition> = {}): SourceFact {
  const fact = {
    id: 'f:S1:1',
    retracted: false,
    eventTime: AT,
    source: 'f',
    recordedAt: AT,
    timeText: null,
    tzSource: 'EXPLICIT' as const,
    precision: 'SECOND' as const,
    segment: 'S1',
    speedKmh: 12,
    level: null,
    intervalMs: 120_000,
    samples: null,
    flags: [],
    ...changes,
  };
  return { kind: 'fact', event: 0, topic: trafficConditions, fact, statedAt: AT };
}

function encode(stated: SourceFact, ingestedAt = AT) {
  const encoder = factEncoder(4);
  const refusal = encoder.encode(stated, { decoderVersion: 1, ingestedAt });
  if (refusal !== undefined) return { refusal, encoder };
  const target = Buffer.alloc(encoder.encoded.bytesMax + 10);
  const end = encoder.write(target, 10);
  const valueAt = 10 + encoder.encoded.keyLength;
  return { refusal, encoder, target, end, key: target.toString('utf8', 10, valueAt), valueAt };
}

test('writes key and value where it is told, with the revision in place', () => {
  const { encoder, target, key, valueAt, end } = encode(aCondition());
  expect(key).toBe('S1');
  expect(end).toBeLessThanOrEqual(10 + encoder.encoded.bytesMax);
  const event = trafficConditions.codec.decode(target ?? Buffer.alloc(0), valueAt ?? 0, end ?? 0);
  expect(event).toMatchObject({ segment: 'S1', speedKmh: 12, ingestedAt: AT });
  expect(event.revision).toBe(encoder.encoded.revision);
  expect(encoder.encoded.revision).toBeGreaterThan(0);
});

test('places a record as the partitioner of Kafka does', () => {
  const { encoder } = encode(aCondition({ segment: 'another' }));
  const key = Buffer.from('another');
  expect(encoder.encoded.partition).toBe(partitionOf(key, 0, key.length, 4));
});

test('gives a content the same revision whenever it comes in, and another to another content', () => {
  const one = encode(aCondition(), AT).encoder.encoded.revision;
  expect(encode(aCondition(), AT + 5000).encoder.encoded.revision).toBe(one);
  expect(encode(aCondition({ speedKmh: 13 })).encoder.encoded.revision).not.toBe(one);
});

test('writes a revisable fact to the received topic, keyed by its id', () => {
  const fact = containerEventOf({
    id: 'f:1',
    eventTime: AT,
    source: 'f',
    recordedAt: AT,
    subject: 'CSQU3054383',
    eventType: 'EQUIPMENT',
    eventCode: 'GTIN',
    eventCodeText: 'GTIN',
    classifier: 'ACT',
    tzSource: 'EXPLICIT',
    precision: 'MINUTE',
  }) as ContainerEvent;
  const stated = { kind: 'fact', event: 0, topic: containerEvents, fact, statedAt: AT } as const;
  const { encoder, key } = encode(stated as SourceFact);
  expect(encoder.encoded.topic).toBe('container.events.received');
  expect(key).toBe('f:1');
});

test('makes room for a record that is larger than its buffer', () => {
  const flags = Array.from({ length: 5000 }, (_, i) => `FLAG-${i}`);
  const { target, valueAt, end, refusal } = encode(aCondition({ flags }));
  expect(refusal).toBeUndefined();
  const event = trafficConditions.codec.decode(target ?? Buffer.alloc(0), valueAt ?? 0, end ?? 0);
  expect(event.flags).toHaveLength(5000);
});

test.each([
  [{ segment: '' }, 'no-key'],
  [{ segment: 'S'.repeat(513) }, 'bad-id'],
  [{ segment: '浙'.repeat(400) }, 'bad-id'],
  [{ flags: ['x'.repeat(1 << 20)] }, 'bad-value'],
  [{ speedKmh: 'fast' as unknown as number }, 'bad-value'],
])('refuses what cannot be a record as %s', (changes, code) => {
  expect(encode(aCondition(changes)).refusal?.refused).toBe(code);
});
