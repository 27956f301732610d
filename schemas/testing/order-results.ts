import type { BoxProgress } from '../box-progress/box-progress.ts';
import type { BoxReference } from '../box-references/box-references.ts';
import type { OrderLink } from '../order-links/order-links.ts';
import type { OrderReference } from '../order-references/order-references.ts';
import type { SupplyRisk } from '../supply-risks/supply-risks.ts';
import { at } from './at.ts';
import { CONTAINER, FACILITY, resultHeader } from './defaults.ts';

const REFERENCE = 'BKG:B-1';

/** A booking stated of a box at 08:00. */
export function aBoxReference(set: Partial<BoxReference> = {}): BoxReference {
  const { reference = REFERENCE, container = CONTAINER } = set;
  const eventTime = set.eventTime ?? at('08:00');
  const event = `dcsa:${container}:${eventTime}`;
  return {
    ...resultHeader(eventTime),
    id: `${reference}/${container}@${event}`,
    reference,
    container,
    causes: [`container.events/${event}`],
    causeCount: 1,
    ...set,
  };
}

/** A booking that an outbound order went by from 08:00 on. */
export function anOrderReference(set: Partial<OrderReference> = {}): OrderReference {
  const { reference = REFERENCE, orderId = 'PO-1' } = set;
  return {
    ...resultHeader(set.eventTime ?? at('08:00')),
    id: `${reference}/${orderId}`,
    reference,
    orderId,
    plant: 'CX01',
    cluster: 'Cixi',
    direction: 'OUTBOUND',
    neededBy: null,
    purchaseOrder: null,
    booking: 'B-1',
    container: null,
    causes: [`plant.orders/jsonl:${orderId}:RELEASED:1`],
    causeCount: 1,
    ...set,
  };
}

/** A box that an order is about by its booking, since 08:00. */
export function anOrderLink(set: Partial<OrderLink> = {}): OrderLink {
  const { reference = REFERENCE, orderId = 'PO-1', container = CONTAINER } = set;
  return {
    ...resultHeader(set.eventTime ?? at('08:00')),
    id: `${container}/${orderId}/${reference}`,
    container,
    orderId,
    reference,
    plant: 'CX01',
    cluster: 'Cixi',
    direction: 'OUTBOUND',
    neededBy: null,
    purchaseOrder: null,
    booking: 'B-1',
    causes: [`order.references/${reference}/${orderId}`],
    causeCount: 1,
    ...set,
  };
}

/** The box of an inbound order, in the yard since 08:00. */
export function aBoxProgress(set: Partial<BoxProgress> = {}): BoxProgress {
  const { orderId = 'PO-1', container = CONTAINER } = set;
  const eventTime = set.eventTime ?? at('08:00');
  const stageEventId = `${container}/DISC:${eventTime}`;
  return {
    ...resultHeader(eventTime),
    id: `${orderId}/${container}@${stageEventId}`,
    orderId,
    container,
    direction: 'INBOUND',
    stage: 'IN_YARD',
    stageAt: eventTime,
    stageEventId,
    facility: FACILITY,
    etaStage: null,
    etaAt: null,
    callId: null,
    cargoClosingAt: null,
    rolled: false,
    causes: [`container.moves/${stageEventId}`],
    causeCount: 1,
    ...set,
  };
}

/** An inbound need, stated at 08:00, of which nothing else is known. */
export function aSupplyRisk(set: Partial<SupplyRisk> = {}): SupplyRisk {
  const orderId = set.orderId ?? 'PO-1';
  const need = `jsonl:${orderId}:INBOUND_NEEDED_BY:1`;
  return {
    ...resultHeader(set.eventTime ?? at('08:00')),
    id: `${orderId}/${need}`,
    orderId,
    direction: 'INBOUND',
    plant: 'CX01',
    cluster: 'Cixi',
    deadlineAt: null,
    level: 'UNKNOWN',
    reason: 'no-box',
    container: null,
    boxes: 0,
    stage: null,
    stageAt: null,
    stageEventId: null,
    basis: [],
    expectedP50At: null,
    expectedP90At: null,
    slackMs: null,
    slackP90Ms: null,
    arrivedAt: null,
    actualSlackMs: null,
    outcome: null,
    shortageAt: null,
    causes: [`plant.orders/${need}`],
    causeCount: 1,
    ...set,
  };
}
