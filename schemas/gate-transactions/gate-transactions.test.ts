import { expect, test } from 'vitest';
import { aGateTransaction, at, roundTrip } from '../testing/index.ts';
import { gateTransactions } from './gate-transactions.ts';

test('a gate transaction survives the codec', () => {
  const gate = aGateTransaction({ trouble: true, flags: ['plate-suspect'] });
  expect(roundTrip(gateTransactions, gate)).toEqual(gate);
});

test('an empty truck passes with no boxes', () => {
  const empty = aGateTransaction({ boxes: [] });
  expect(roundTrip(gateTransactions, empty).boxes).toEqual([]);
});

test('the key is the plate, else the appointment, else the transaction at its gate', () => {
  const key = (set: Parameters<typeof aGateTransaction>[0]) =>
    gateTransactions.key(aGateTransaction(set));
  expect(key({ plate: '浙B99999-1' })).toBe('浙B99999-1');
  expect(key({ plate: null, appointmentId: 'A-7' })).toBe('appointment:A-7');
  expect(key({ plate: null, facility: 'BLCT2', transactionId: 'T1' })).toBe('gate:BLCT2:T1');
});

test('a truck that comes in and leaves within one minute came in first', () => {
  const rank = (direction: 'IN' | 'OUT') => gateTransactions.rank(aGateTransaction({ direction }));
  expect(rank('IN')).toBeLessThan(rank('OUT'));
});

test('a corrected plate or time moves the row', () => {
  expect(gateTransactions.placing).toEqual(['subject', 'eventTime']);
});

test('gates may report a week late, and no later: trucks keep their positions as long', () => {
  const weekMs = at('2026-03-18 08:00') - at('2026-03-11 08:00');
  expect(gateTransactions.received?.allowedLatenessMs).toBe(weekMs);
});
