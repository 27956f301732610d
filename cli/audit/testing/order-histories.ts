import {
  type BoxProgress,
  type BoxReference,
  HOUR_MS,
  type OrderReference,
  type PlantOrder,
} from '@landbridge/schemas';
import {
  aBoxProgress,
  aBoxReference,
  anOrderReference,
  aPlantOrder,
  at,
} from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { eachOnce, histories, momentOf } from './box-histories.ts';

const START = at('00:00');
const BOXES = ['CSQU3054383', 'NBXU1234568', 'ABCU1234560'] as const;
const STAGES = {
  INBOUND: ['UNKNOWN', 'AT_SEA', 'IN_YARD', 'ON_ROAD', 'ARRIVED', 'RELEASED'],
  OUTBOUND: ['UNKNOWN', 'PICKED_UP', 'STUFFED', 'GATED_IN', 'LOADED', 'RELEASED'],
} as const;

const hour = fc.nat(100);
const perhaps = fc.option(fc.nat(200));

/** What plants state of many orders, every other one of which goes out, and how far their boxes have come. */
export function needsOfOrders(): { order: PlantOrder[]; progress: BoxProgress[] } {
  const statement = fc.record({
    hour,
    milestone: fc.constantFrom(
      ...(['RELEASED', 'INBOUND_NEEDED_BY', 'INBOUND_NEEDED_BY', 'MATERIAL_SHORTAGE'] as const),
      ...(['SHIPMENT_READY', 'STUFFING_STARTED', 'STUFFING_COMPLETED', 'ARRIVED'] as const),
    ),
    plant: fc.constantFrom('CX01', 'CX01', 'YY01', 'elsewhere'),
    cluster: fc.constantFrom('Cixi', null),
    container: fc.constantFrom(...BOXES, null),
    booking: fc.constantFrom('B-1', 'B-2', null),
    purchaseOrder: fc.constantFrom('P-1', 'P-2', null),
    needHour: perhaps,
    readyHour: perhaps,
  });
  const step = fc.record({
    hour,
    stage: fc.nat(5),
    container: fc.constantFrom(...BOXES),
    facility: fc.constantFrom('BLTCT', 'BLCT6', null),
    etaStage: fc.constantFrom('IN_YARD', 'ARRIVED', 'GATED_IN', null, null, null),
    etaHour: fc.nat(200),
    closingHour: perhaps,
    rolled: fc.constantFrom(true, false, false),
  });
  const order = histories(statement).flatMap((statements, number) =>
    statements.map(({ hour: hours, needHour, readyHour, ...set }, nth) =>
      aPlantOrder({
        ...set,
        orderId: `PO-${number}`,
        statement: `${nth}`,
        direction: directionOf(number),
        eventTime: START + hours * HOUR_MS,
        neededBy: momentOf(needHour),
        cargoReadyAt: momentOf(readyHour),
      }),
    ),
  );
  const progress = histories(step).flatMap((steps, number) =>
    steps.map(({ hour: hours, stage, etaStage, etaHour, closingHour, ...set }, nth) => {
      const direction = directionOf(number);
      const orderId = `PO-${number}`;
      const isUnknown = stage === 0;
      return aBoxProgress({
        ...set,
        orderId,
        direction,
        id: `${orderId}/${set.container}@${nth}`,
        eventTime: START + hours * HOUR_MS,
        stage: STAGES[direction][stage] ?? 'UNKNOWN',
        stageAt: isUnknown ? null : START + hours * HOUR_MS,
        stageEventId: isUnknown ? null : `E-${nth}`,
        etaStage: etaStage as BoxProgress['etaStage'],
        etaAt: etaStage === null ? null : momentOf(etaHour),
        cargoClosingAt: direction === 'OUTBOUND' ? momentOf(closingHour) : null,
        rolled: direction === 'OUTBOUND' && set.rolled,
      });
    }),
  );
  return { order: eachOnce(order), progress: eachOnce(progress) };
}

/** Which boxes many orders name, over half a year. */
export function namingsOfOrders(): { order: PlantOrder[] } {
  const statement = fc.record({
    hour: fc.oneof({ weight: 9, arbitrary: fc.nat(200) }, { weight: 1, arbitrary: fc.nat(4_000) }),
    milestone: fc.constantFrom(
      ...(['RELEASED', 'ARRIVED', 'STUFFING_STARTED', 'STUFFING_COMPLETED'] as const),
    ),
    container: fc.constantFrom(...BOXES, null),
    booking: fc.constantFrom('B-1', 'B-2', null),
    needHour: perhaps,
  });
  const order = histories(statement).flatMap((statements, number) =>
    statements.map(({ hour: hours, needHour, ...set }, nth) =>
      aPlantOrder({
        ...set,
        orderId: `PO-${number}`,
        plant: 'CX01',
        statement: `${nth}`,
        eventTime: START + hours * HOUR_MS,
        neededBy: momentOf(needHour),
      }),
    ),
  );
  return { order };
}

/** Which boxes and which orders are stated under many references. */
export function sharedReferences(): { box: BoxReference[]; order: OrderReference[] } {
  const statedOfBox = fc.record({ hour, container: fc.constantFrom(...BOXES) });
  const statedOfOrder = fc.record({
    hour,
    orderId: fc.constantFrom('PO-1', 'PO-2', 'PO-3'),
    container: fc.constantFrom(...BOXES, null, null),
    plant: fc.constantFrom('CX01', 'YY01'),
  });
  const box = histories(statedOfBox).flatMap((stated, number) =>
    stated.map(({ hour: hours, container }) =>
      aBoxReference({
        container,
        reference: `BKG:${number}`,
        eventTime: START + hours * HOUR_MS,
      }),
    ),
  );
  const order = histories(statedOfOrder).flatMap((stated, number) =>
    stated.map(({ hour: hours, ...set }) =>
      anOrderReference({
        ...set,
        reference: `BKG:${number}`,
        eventTime: START + hours * HOUR_MS,
      }),
    ),
  );
  return { box: eachOnce(box), order: eachOnce(order) };
}

function directionOf(order: number): 'INBOUND' | 'OUTBOUND' {
  return order % 2 === 0 ? 'INBOUND' : 'OUTBOUND';
}
