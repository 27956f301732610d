import { loadReference, type Reference } from '@landbridge/infra';
import {
  type BoxProgress,
  type Header,
  HOUR_MS,
  type PlantOrder,
  type SupplyRisk,
} from '@landbridge/schemas';
import { aBoxProgress, aPlantOrder, at } from '@landbridge/schemas/testing';
import { expect } from 'vitest';
import { strictly, testDriver } from '../../testing/index.ts';
import { supplyRisks } from '../supply-risks.ts';

/** Stages of round figures: yard 48 or 96 h, road 2 or 4 h, dock 1 or 2 h, stuffing 5 or 10 h, queue 1 or 2 h. */
const HOURS = { YARD: [48, 96], ROAD: [2, 4], DOCK: [1, 2], STUFFING: [5, 10], QUEUE: [1, 2] };
export const reference: Reference = {
  ...loadReference(),
  stageTime({ stage, facility }) {
    if (facility === 'BLCT5') return undefined;
    const [p50 = 0, p90 = 0] = HOURS[stage];
    const any = { facility: null, cluster: null, hours: null };
    return { stage, ...any, p50Ms: p50 * HOUR_MS, p90Ms: p90 * HOUR_MS };
  },
};
export const OTHER_BOX = 'NBXU1234568';

/** The verdicts on orders, with the reducer under watch; events may come in any order. */
export function risksOf(...events: readonly Header[]): SupplyRisk[] {
  const { processor, faults } = strictly(supplyRisks);
  const order = testDriver(processor, reference);
  for (const event of events) order.pipe('milestone' in event ? 'order' : 'progress', event);
  const rows = order.rows<SupplyRisk>('risk');
  expect(faults).toEqual([]);
  return rows;
}

export const said = (
  milestone: PlantOrder['milestone'],
  moment: string,
  set: Partial<PlantOrder> = {},
) => aPlantOrder({ milestone, eventTime: at(moment), plant: 'CX01', cluster: null, ...set });
export const need = (neededBy: string, moment = '2026-03-01 08:00') =>
  said('INBOUND_NEEDED_BY', moment, { neededBy: at(neededBy) });
export const boxAt = (
  stage: BoxProgress['stage'],
  moment: string,
  set: Partial<BoxProgress> = {},
): BoxProgress => aBoxProgress({ stage, eventTime: at(moment), ...set });
export const IN_YARD = boxAt('IN_YARD', '08:00');
