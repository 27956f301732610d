import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefusal } from '../normalise/refusal.ts';
import { Decoding, essence } from '../testing/decoding.ts';
import { jsonl } from './jsonl.ts';
import { plans } from './plan.ts';
import { readFields } from './read-fields.ts';

const seed = Number(process.env['SEED'] ?? 1);
const AT = Date.UTC(2026, 2, 11);

const value = fc.oneof(
  fc.constantFrom('IN', 'ACT', 'S1', '浙B12345', '2026-03-11T09:20:00+08:00', 'CSQU3054383'),
  fc.constantFrom(AT, 0, 1, 2.5, -1, null, true, false),
  fc.constantFrom<unknown>([], ['a'], [1], [{ container: 'CSQU3054383' }], {}),
);

/** Lines that are often nearly right: fields of the topic with values of many kinds. */
const line = fc.constantFrom(...plans.values()).chain((plan) =>
  fc
    .tuple(
      fc.dictionary(fc.constantFrom(...plan.fields.keys()), value),
      fc.dictionary(fc.constantFrom('crs', 'terminalId', 'nonsense', '__proto__'), value, {
        maxKeys: 1,
      }),
    )
    .map(([fields, others]) => ({ topic: plan.topic.name, ...fields, ...others })),
);
const good = fc.record({
  topic: fc.constant('traffic.conditions'),
  eventTime: fc.integer({ min: AT, max: AT + 1_000_000 }),
  segment: fc.constantFrom('S1', 'S2'),
  intervalMs: fc.constant(120_000),
});
const text = fc.oneof(
  good.map((fact) => JSON.stringify(fact)),
  line.map((fact) => JSON.stringify(fact)),
  fc.string({ unit: fc.constantFrom(...'{}[]":, a1') }),
);

test('never throws, and answers every line that is not blank', () => {
  fc.assert(
    fc.property(fc.array(text), (lines) => {
      const decoding = new Decoding(jsonl, lines.join('\n'));
      expect(decoding.all).toHaveLength(lines.filter((some) => some.trim() !== '').length);
      // Whatever comes out fits its schema.
      for (const { topic } of decoding.stated) decoding.facts(topic);
    }),
    { seed, numRuns: 500 },
  );
});

test('gives the same facts however a file is cut into blocks of lines', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), fc.array(fc.nat(30)), (lines, cuts) => {
      const whole = essence(new Decoding(jsonl, lines.join('\n')));
      const at = [0, ...cuts.map((cut) => Math.min(cut, lines.length)), lines.length];
      const ends = [...new Set(at)].sort((a, b) => a - b);
      const parts = ends.slice(1).flatMap((end, i) => {
        const from = ends[i] ?? 0;
        const block = lines
          .slice(from, end)
          .map((some) => `${some}\n`)
          .join('');
        return essence(new Decoding(jsonl, block, { firstLine: from + 1 }));
      });
      expect(parts).toEqual(whole);
    }),
    { seed, numRuns: 500 },
  );
});

test('reads a line quickly as it does plainly, or not at all', () => {
  fc.assert(
    fc.property(line, (fields) => {
      const plan = plans.get(fields.topic);
      if (plan === undefined) throw new Error('a line of a known topic');
      const parsed = JSON.parse(JSON.stringify(fields));
      const quick = plan.quickRead(parsed);
      const plain = readFields(parsed, plan);
      if (isRefusal(plain)) expect(quick).toBeUndefined();
      else expect(quick).toEqual(plain);
    }),
    { seed, numRuns: 2000 },
  );
});
