import { expect, test } from 'vitest';
import { Decoding } from '../testing/decoding.ts';
import { jsonl } from './jsonl.ts';

const line = (plate: Buffer, ending = '') =>
  Buffer.concat([
    Buffer.from(`{"topic":"gate.transactions","id":"G-1","eventTime":1773192000000,"recordedAt":1`),
    Buffer.from(`773192060000,"direction":"IN","plate":"`),
    plate,
    Buffer.from(`B12345-2"}${ending}`),
  ]);

test('refuses a line that is not UTF-8, or plates of two provinces in GBK would become one', () => {
  const gbk = [Buffer.from([0xd5, 0xe3]), Buffer.from([0xcd, 0xee])];
  for (const province of gbk) {
    const decoding = new Decoding(
      jsonl,
      Buffer.concat([line(province, '\n'), line(Buffer.from('浙'))]),
    );
    expect(decoding.codes).toEqual(['malformed']);
    expect(decoding.rejects[0]?.reason).toContain('not UTF-8');
    expect(decoding.rejects[0]?.bytes).toEqual(line(province));
    expect(decoding.stated.map(({ fact }) => (fact as never as { plate: string }).plate)).toEqual([
      '浙B12345-2',
    ]);
  }
});

test('a position whose id is given and whose time is missing is refused for its time', () => {
  const said =
    '{"topic":"truck.positions","id":"x:浙B12345-2:1","plate":"浙B12345","lat":29,"lon":121,"crs":"WGS84"}';
  const decoding = new Decoding(jsonl, said);
  expect(decoding.codes).toEqual(['missing-field']);
  expect(decoding.rejects[0]?.reason).toContain('eventTime is missing');
});

test('takes the letter that stands for one that was lost before, and a byte order mark', () => {
  const decoding = new Decoding(
    jsonl,
    Buffer.concat([Buffer.from('\ufeff'), line(Buffer.from('\ufffd'))]),
  );
  expect(decoding.codes).toEqual([]);
});
