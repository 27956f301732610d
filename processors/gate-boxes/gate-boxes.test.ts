import { loadReference } from '@landbridge/infra';
import type { GateBox } from '@landbridge/schemas';
import { aGateBoxDetail, aGateTransaction, at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import { gateBoxes } from './gate-boxes.ts';

const FIRST = aGateBoxDetail({ container: 'CSQU3054383' });
const SECOND = aGateBoxDetail({ container: 'NBXU1234568', emptyIndicator: 'EMPTY', teu: 2 });

function driver() {
  return testDriver(gateBoxes, loadReference());
}

test('two boxes on one chassis are two rows of one transaction', () => {
  const gate = driver();
  const transaction = aGateTransaction({ boxes: [FIRST, SECOND], appointmentId: 'A-7' });
  gate.pipe('transaction', transaction);
  expect(gate.rows<GateBox>('box')).toMatchObject([
    {
      id: `CSQU3054383/${transaction.id}`,
      container: 'CSQU3054383',
      emptyIndicator: 'LADEN',
      appointmentId: 'A-7',
      eventTime: at('08:00'),
      causes: [`gate.transactions/${transaction.id}`],
      causeCount: 1,
    },
    { id: `NBXU1234568/${transaction.id}`, container: 'NBXU1234568', emptyIndicator: 'EMPTY' },
  ]);
});

test('direction, terminal, truck and precision come from the transaction', () => {
  const gate = driver();
  gate.pipe(
    'transaction',
    aGateTransaction({ direction: 'OUT', facility: 'BLCT6', precision: 'MINUTE', trouble: true }),
  );
  expect(gate.rows('box')).toMatchObject([
    {
      direction: 'OUT',
      facility: 'BLCT6',
      facilityGroup: 'Meishan',
      plate: '浙B12345-2',
      precision: 'MINUTE',
      trouble: true,
    },
  ]);
});

test('a truck without a box makes no row', () => {
  const gate = driver();
  gate.pipe('transaction', aGateTransaction({ boxes: [] }));
  expect(gate.rows('box')).toEqual([]);
});

test('a box that is listed twice passed once', () => {
  const gate = driver();
  gate.pipe('transaction', aGateTransaction({ boxes: [FIRST, { ...FIRST, booking: 'B-2' }] }));
  expect(gate.rows<GateBox>('box').map(({ booking }) => booking)).toEqual([null]);
});

test('a box without a number has nothing to stand under', () => {
  const gate = driver();
  gate.pipe('transaction', aGateTransaction({ boxes: [aGateBoxDetail({ container: '' }), FIRST] }));
  expect(gate.rows<GateBox>('box').map(({ container }) => container)).toEqual(['CSQU3054383']);
});

test('a corrected transaction takes back the box it no longer names', () => {
  const gate = driver();
  const transaction = aGateTransaction({ boxes: [FIRST] });
  gate.pipe('transaction', transaction, aGateTransaction({ revision: 2, boxes: [SECOND] }));
  expect(gate.rows<GateBox>('box').map(({ container }) => container)).toEqual(['NBXU1234568']);
});

test('a withdrawn transaction leaves no row', () => {
  const gate = driver();
  const transaction = aGateTransaction();
  gate.pipe('transaction', transaction);
  gate.retract('transaction', transaction.id);
  expect(gate.rows('box')).toEqual([]);
});

test('a truck that passes in and out makes a row each time', () => {
  const gate = driver();
  gate.pipe(
    'transaction',
    aGateTransaction({ direction: 'OUT', eventTime: at('08:40') }),
    aGateTransaction({ direction: 'IN', eventTime: at('08:00') }),
  );
  expect(gate.rows<GateBox>('box').map(({ direction }) => direction)).toEqual(['IN', 'OUT']);
});
