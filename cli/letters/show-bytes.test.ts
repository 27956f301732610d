import { gateTransactions } from '@landbridge/schemas';
import { aGateTransaction } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { bytesLines } from './show-bytes.ts';

test('a record of the log is shown decoded, fields without a value left out', () => {
  const bytes = gateTransactions.codec.toBytes(aGateTransaction({ id: 'tos:1', lane: null }));
  const lines = bytesLines({ topic: 'gate.transactions', bytes });
  expect(lines).toContain('id: "tos:1"');
  expect(lines.some((line) => line.startsWith('lane'))).toBe(false);
  expect(bytesLines({ topic: 'gate.transactions.received', bytes })).toEqual(lines);
});

test('text is shown as text, without what would steer a terminal', () => {
  const bytes = Buffer.from('{"plate":"浙B12345",\n "x":"\u001b[2J"}\n');
  expect(bytesLines({ topic: null, bytes })).toEqual(['{"plate":"浙B12345",', ' "x":" [2J"}']);
});

test('what is neither is shown in hexadecimal', () => {
  expect(bytesLines({ topic: 'gate.transactions', bytes: Buffer.from('ff004142', 'hex') })).toEqual(
    [`000000  ff 00 41 42 ${' '.repeat(36)} ..AB`],
  );
});

test('a long record is cut, and says so', () => {
  const lines = bytesLines({ topic: null, bytes: Buffer.from('x\n'.repeat(100)) });
  expect(lines).toHaveLength(41);
  expect(lines.at(-1)).toBe('… and 60 more lines');
});
