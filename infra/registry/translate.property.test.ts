import { embeddedSchemaId } from '@landbridge/schemas';
import fc from 'fast-check';
import { test } from 'vitest';
import { BatchBuilder } from '../log/batch-builder.ts';
import type { TopicFrames } from './frame-ids.ts';
import { aTide, TIDE_V1, TIDE_V2, tides } from './tides.ts';
import { translateIn, translateOut } from './translate.ts';

const [V1, V2] = [embeddedSchemaId(TIDE_V1), embeddedSchemaId(TIDE_V2)];
const topics = [tides([TIDE_V1]), tides()];

const frames: TopicFrames = {
  outgoing: (schemaId) =>
    new Map([
      [V1, 1],
      [V2, 0x7fff_ffff],
    ]).get(schemaId),
  incoming(id) {
    const schemaId = id === 1 ? V1 : V2;
    return { kind: 'own', schemaId };
  },
  learn: () => Promise.reject(new Error('All ids are known.')),
};

const record = fc.record({
  key: fc.string(),
  value: fc.option(
    fc.record({ version: fc.nat({ max: 1 }), id: fc.string(), station: fc.string() }),
  ),
});

test('going out and coming back changes nothing, whatever the records', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 40 }), (records) => {
      const builder = new BatchBuilder('tide.levels', 0);
      for (const { key, value } of records) {
        const bytes = value && topics[value.version]?.codec.toBytes(aTide(value));
        builder.push(Buffer.from(key), bytes ?? Buffer.alloc(0));
      }
      const batch = { ...builder.seal(), baseOffset: 0, stampMs: 0 };
      const before = Buffer.from(batch.bytes);
      translateOut(batch, frames);
      return translateIn(batch, frames) === batch && batch.bytes.equals(before);
    }),
  );
});
