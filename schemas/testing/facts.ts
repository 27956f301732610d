import type { ContainerEvent } from '../container-events/container-events.ts';
import { HOUR_MS } from '../durations.ts';
import type { GateBoxDetail, GateTransaction } from '../gate-transactions/gate-transactions.ts';
import type { PlantOrder } from '../plant-orders/plant-orders.ts';
import type { TruckAppointment } from '../truck-appointments/truck-appointments.ts';
import type { VesselCall } from '../vessel-calls/vessel-calls.ts';
import { at } from './at.ts';
import {
  CONTAINER,
  FACILITY,
  groupOf,
  IMO,
  PLATE,
  plateTextOf,
  stamps,
  teuOf,
} from './defaults.ts';

const TRANSPORT_CODES = new Set(['ARRI', 'DEPA']);
const SHIPMENT_CODES = new Set(
  'RECE DRFT PENA PENU REJE APPR ISSU SURR SUBM VOID CONF REQS CMPL HOLD RELS'.split(' '),
);

/** A box discharged at 08:00; vessel, mode and texts follow from the code, box and terminal that a test sets. */
export function aContainerEvent(set: Partial<ContainerEvent> = {}): ContainerEvent {
  const common = stamps({ source: 'dcsa', eventTime: at('08:00'), ...set });
  const container = set.container === undefined ? CONTAINER : set.container;
  const facility = set.facility === undefined ? FACILITY : set.facility;
  const eventCode = set.eventCode ?? 'DISC';
  const overQuay = eventCode === 'DISC' || eventCode === 'LOAD';
  const sizeType = set.sizeType === undefined ? '22G1' : set.sizeType;
  const subject = set.subject ?? container ?? 'call:CALL-1';
  return {
    ...common,
    id: `${common.source}:${subject}:${eventCode}:${common.eventTime}`,
    subject,
    eventType: eventTypeOf(eventCode),
    eventCode,
    eventCodeText: eventCode,
    classifier: 'ACT',
    expectedAt: null,
    container,
    containerText: container,
    idQuality: container === null ? 'MISSING' : 'OK',
    emptyIndicator: 'LADEN',
    sizeTypeText: sizeType,
    sizeType,
    teu: teuOf(sizeType),
    port: 'NINGBO',
    locodeText: 'CNNBG',
    facility,
    facilityText: facility,
    facilityGroup: groupOf(facility),
    facilityType: 'POTE',
    mode: overQuay ? 'VESSEL' : eventCode === 'GTIN' || eventCode === 'GTOT' ? 'TRUCK' : null,
    trade: null,
    transshipment: false,
    vesselImo: overQuay ? IMO : null,
    vesselName: null,
    voyage: overQuay ? '014E' : null,
    callId: null,
    carrier: null,
    booking: null,
    billOfLading: null,
    documentType: null,
    documentId: null,
    references: [],
    seals: [],
    plate: null,
    plateText: plateTextOf(set.plate ?? null),
    remark: null,
    sourceEventId: null,
    flags: [],
    ...set,
  };
}

function eventTypeOf(code: string): ContainerEvent['eventType'] {
  if (TRANSPORT_CODES.has(code)) return 'TRANSPORT';
  return SHIPMENT_CODES.has(code) ? 'SHIPMENT' : 'EQUIPMENT';
}

/** A laden 20 ft box as the gate saw it. */
export function aGateBoxDetail(set: Partial<GateBoxDetail> = {}): GateBoxDetail {
  const container = set.container ?? CONTAINER;
  const sizeType = set.sizeType === undefined ? '22G1' : set.sizeType;
  return {
    container,
    containerText: container,
    idQuality: 'OK',
    emptyIndicator: 'LADEN',
    sizeTypeText: sizeType,
    sizeType,
    teu: teuOf(sizeType),
    booking: null,
    seals: [],
    ...set,
  };
}

/** A truck that came in by the gate at 08:00 with one laden box. */
export function aGateTransaction(set: Partial<GateTransaction> = {}): GateTransaction {
  const common = stamps({ eventTime: at('08:00'), ...set });
  const plate = set.plate === undefined ? PLATE : set.plate;
  const facility = set.facility === undefined ? FACILITY : set.facility;
  const direction = set.direction ?? 'IN';
  const transactionId =
    set.transactionId === undefined ? `${direction}-${common.eventTime}` : set.transactionId;
  return {
    ...common,
    id: `${common.source}:${facility}:${transactionId}`,
    subject: plate ?? appointmentSubject(set) ?? `gate:${facility}:${transactionId}`,
    direction,
    plate,
    plateText: plateTextOf(plate),
    facility,
    facilityText: facility,
    facilityGroup: groupOf(facility),
    lane: null,
    transactionId,
    appointmentId: null,
    haulier: null,
    trouble: false,
    boxes: [aGateBoxDetail()],
    flags: [],
    ...set,
  };
}

function appointmentSubject(set: Partial<GateTransaction>): string | undefined {
  return typeof set.appointmentId === 'string' ? `appointment:${set.appointmentId}` : undefined;
}

/** A confirmed slot from 08:00 to 09:00, stated the evening before. */
export function aTruckAppointment(set: Partial<TruckAppointment> = {}): TruckAppointment {
  const common = stamps({ eventTime: at('2026-03-10 20:00'), ...set });
  const appointmentId = set.appointmentId ?? 'A-1';
  const version = set.version ?? 1;
  const facility = set.facility === undefined ? FACILITY : set.facility;
  const slotStart = set.slotStart ?? at('08:00');
  return {
    ...common,
    id: `${common.source}:${appointmentId}:${version}`,
    appointmentId,
    version,
    status: 'CONFIRMED',
    facility,
    facilityText: facility,
    facilityGroup: groupOf(facility),
    slotStart,
    slotEnd: slotStart + HOUR_MS,
    moveType: 'PICKUP_FULL',
    container: CONTAINER,
    plate: PLATE,
    haulier: null,
    flags: [],
    ...set,
  };
}

/** An inbound order of a small-appliance plant, released at 08:00, without a box yet. */
export function aPlantOrder(set: Partial<PlantOrder> = {}): PlantOrder {
  const common = stamps({ eventTime: at('08:00'), ...set });
  const orderId = set.orderId ?? 'PO-1';
  const milestone = set.milestone ?? 'RELEASED';
  const statement = set.statement === undefined ? null : set.statement;
  return {
    ...common,
    id: `${common.source}:${orderId}:${milestone}:${statement ?? common.recordedAt}`,
    orderId,
    milestone,
    statement,
    plant: 'CIXI-1',
    cluster: 'Cixi',
    direction: 'INBOUND',
    container: null,
    booking: null,
    purchaseOrder: null,
    neededBy: null,
    cargoReadyAt: null,
    quantity: null,
    flags: [],
    ...set,
  };
}

/** A vessel that berthed at 08:00. */
export function aVesselCall(set: Partial<VesselCall> = {}): VesselCall {
  const common = stamps({ eventTime: at('08:00'), ...set });
  const callId = set.callId ?? 'CALL-1';
  const milestone = set.milestone ?? 'BERTHED';
  const classifier = set.classifier ?? 'ACT';
  const facility = set.facility === undefined ? FACILITY : set.facility;
  return {
    ...common,
    id: `${common.source}:${callId}:${milestone}:${classifier}:${common.recordedAt}`,
    callId,
    milestone,
    classifier,
    expectedAt: null,
    facility,
    facilityText: facility,
    facilityGroup: groupOf(facility),
    vesselImo: IMO,
    vesselName: null,
    voyageIn: '014E',
    voyageOut: '014W',
    flags: [],
    ...set,
  };
}
