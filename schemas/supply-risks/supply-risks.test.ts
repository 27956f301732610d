import { expect, test } from 'vitest';
import { aSupplyRisk, at, roundTrip } from '../testing/index.ts';
import { supplyRisks } from './supply-risks.ts';

test('a verdict survives the codec with its inputs', () => {
  const verdict = aSupplyRisk({
    level: 'AT_RISK',
    slackMs: 1,
    slackP90Ms: -1,
    basis: ['YARD BLTCT'],
  });
  expect(roundTrip(supplyRisks, verdict)).toEqual(verdict);
});

test('a need of which nothing is known is unknown, never fine', () => {
  expect(aSupplyRisk({ deadlineAt: at('12:00') })).toMatchObject({
    level: 'UNKNOWN',
    slackMs: null,
  });
});
