import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AvroSchema } from './avro-schema.ts';
import { avroType, codecFor, FRAME_BYTES } from './codec.ts';
import type { Header } from './topic.ts';

const TEXTS: AvroSchema = {
  type: 'record',
  name: 'Texts',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'revision', type: 'long' },
    { name: 'retracted', type: 'boolean' },
    { name: 'eventTime', type: 'long' },
    { name: 'texts', type: { type: 'array', items: 'string' } },
  ],
};
const codec = codecFor<Header & { texts: string[] }>([TEXTS], 0);
const type = avroType(TEXTS);
const seed = Number(process.env['SEED'] ?? 1);

function eventWith(texts: string[]) {
  return { id: 'i', revision: 1, retracted: false, eventTime: 2, texts };
}

/** Characters of one to four bytes and halves of surrogate pairs, with lengths on both sides of every way to write. */
const anyText = fc
  .array(fc.constantFrom('a', 'Z', '7', 'é', '浙', '€', '\u07ff', '\uffff', '😀', '\ud800'), {
    maxLength: 90,
  })
  .map((characters) => characters.join(''));

test(`writes any text as the reference does, seed ${seed}`, () => {
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 5 }), (texts) => {
      const bytes = codec.toBytes(eventWith(texts));
      // A half of a pair has no bytes: it becomes the replacement character.
      const written = texts.map((text) => Buffer.from(text).toString());
      expect(bytes.subarray(FRAME_BYTES)).toEqual(type.toBuffer(eventWith(written)));
      expect(codec.decode(bytes, 0, bytes.length).texts).toEqual(written);
    }),
    { seed, numRuns: 300 },
  );
});

test(`reads texts that it has read before like new ones, wrong bytes included, seed ${seed}`, () => {
  const known = codec.toBytes(eventWith(['ab', 'é', 'x\u00e9']));
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 3 }), (raw) => {
      codec.decode(known, 0, known.length);
      const bytes = codec.toBytes(eventWith(['y'.repeat(raw.length)]));
      bytes.set(raw, bytes.length - 1 - raw.length);
      const wanted = Buffer.from(raw).toString();
      for (let times = 0; times < 2; times++) {
        expect(codec.decode(bytes, 0, bytes.length).texts).toEqual([wanted]);
      }
    }),
    { seed, numRuns: 500 },
  );
});
