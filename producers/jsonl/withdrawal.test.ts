import { expect, test } from 'vitest';
import { Decoding } from '../testing/decoding.ts';
import { jsonl } from './jsonl.ts';

const gate = {
  topic: 'gate.transactions',
  eventTime: 1773192000000,
  recordedAt: 1773192060000,
  direction: 'IN',
  plate: '浙B12345-2',
};
const decode = (line: object) => new Decoding(jsonl, JSON.stringify(line));

test('refuses a withdrawal that does not say of what: nothing would be withdrawn, and nobody told', () => {
  for (const more of [{}, { id: null }, { transactionId: '7' }]) {
    const decoding = decode({ ...gate, ...more, recordedAt: 1773192120000, retracted: true });
    expect(decoding.stated).toEqual([]);
    expect(decoding.codes).toEqual(['missing-field']);
    expect(decoding.rejects[0]?.reason).toContain('id is missing');
  }
});

test('takes a withdrawal without an id where the numbers of its fact say which it is', () => {
  const numbered = { ...gate, facilityText: 'BLCT6', transactionId: '7' };
  const [first, withdrawn] = [numbered, { ...numbered, retracted: true }].map(
    (line) => decode(line).stated[0]?.fact,
  );
  expect(withdrawn).toMatchObject({ id: first?.id, retracted: true });
});
