import type { ContainerMove } from '../container-moves/container-moves.ts';
import type { GateBox } from '../gate-boxes/gate-boxes.ts';
import type { HinterlandDelivery } from '../hinterland-deliveries/hinterland-deliveries.ts';
import type { OrderBox } from '../order-boxes/order-boxes.ts';
import type { QuayMove } from '../quay-moves/quay-moves.ts';
import type { YardDwell } from '../yard-dwells/yard-dwells.ts';
import { at } from './at.ts';
import {
  between,
  CONTAINER,
  FACILITY,
  groupOf,
  IMO,
  PLATE,
  resultHeader,
  teuOf,
} from './defaults.ts';
import { aContainerEvent, aGateBoxDetail, aGateTransaction } from './facts.ts';

/** A laden box that came in by the gate at 08:00. */
export function aGateBox(set: Partial<GateBox> = {}): GateBox {
  const detail = aGateBoxDetail(set);
  const gate = aGateTransaction({ eventTime: at('08:00'), ...gateFieldsOf(set) });
  return {
    ...resultHeader(gate.eventTime),
    id: `${detail.container}/${gate.id}`,
    container: detail.container,
    containerText: detail.containerText,
    idQuality: detail.idQuality,
    emptyIndicator: detail.emptyIndicator,
    sizeTypeText: detail.sizeTypeText,
    sizeType: detail.sizeType,
    teu: detail.teu,
    booking: detail.booking,
    seals: detail.seals,
    direction: gate.direction,
    facility: gate.facility,
    facilityText: gate.facilityText,
    facilityGroup: gate.facilityGroup,
    plate: gate.plate,
    transactionId: gate.transactionId,
    appointmentId: gate.appointmentId,
    precision: gate.precision,
    trouble: gate.trouble,
    causes: [`gate.transactions/${gate.id}`],
    causeCount: 1,
    ...set,
  };
}

function gateFieldsOf(set: Partial<GateBox>) {
  return {
    ...(set.eventTime === undefined ? {} : { eventTime: set.eventTime }),
    ...(set.direction === undefined ? {} : { direction: set.direction }),
    ...(set.facility === undefined ? {} : { facility: set.facility }),
    ...(set.plate === undefined ? {} : { plate: set.plate }),
    ...(set.transactionId === undefined ? {} : { transactionId: set.transactionId }),
  };
}

/** A box discharged at 08:00, stated once. */
export function aContainerMove(set: Partial<ContainerMove> = {}): ContainerMove {
  const move = set.move ?? 'DISC';
  const event = aContainerEvent({
    eventCode: move,
    eventTime: set.eventTime ?? at('08:00'),
    container: set.container ?? CONTAINER,
    ...(set.facility === undefined ? {} : { facility: set.facility }),
    ...(set.sizeType === undefined ? {} : { sizeType: set.sizeType }),
  });
  const container = set.container ?? CONTAINER;
  return {
    ...resultHeader(event.eventTime),
    id: `${container}/${event.id}`,
    container,
    move,
    emptyIndicator: event.emptyIndicator,
    sizeType: event.sizeType,
    teu: event.teu,
    port: event.port,
    facility: event.facility,
    facilityGroup: event.facilityGroup,
    facilityType: event.facilityType,
    mode: event.mode,
    trade: null,
    transshipment: false,
    vesselImo: event.vesselImo,
    voyage: event.voyage,
    booking: null,
    plate: event.mode === 'TRUCK' ? PLATE : null,
    appointmentId: null,
    seals: [],
    precision: event.precision,
    sources: 1,
    causes: [`container.events/${event.id}`],
    causeCount: 1,
    ...set,
  };
}

/** An import stay that began at 08:00 and is still open. */
export function aYardDwell(set: Partial<YardDwell> = {}): YardDwell {
  const container = set.container ?? CONTAINER;
  const startAt = set.startAt === undefined ? (set.eventTime ?? at('08:00')) : set.startAt;
  const endAt = set.endAt === undefined ? null : set.endAt;
  const startEventId = startAt === null ? null : `${container}/DISC:${startAt}`;
  const endEventId = endAt === null ? null : `${container}/GTOT:${endAt}`;
  const begins = set.startEventId ?? startEventId ?? set.endEventId ?? endEventId;
  const facility = set.facility === undefined ? FACILITY : set.facility;
  const sizeType = set.sizeType === undefined ? '22G1' : set.sizeType;
  return {
    ...resultHeader(startAt ?? endAt ?? at('08:00')),
    id: `${container}/${begins}`,
    container,
    facility,
    facilityGroup: groupOf(facility),
    dwellClass: 'IMPORT',
    startAt,
    endAt,
    dwellMs: between(startAt, endAt),
    portVisitId: `${container}/${begins}`,
    portStartAt: startAt,
    portDwellMs: between(startAt, endAt),
    transferredTo: null,
    rolled: false,
    missedCalls: [],
    quality: startAt === null ? 'NO_START' : 'COMPLETE',
    qualityRule: null,
    startMove: startAt === null ? null : 'DISC',
    endMove: endAt === null ? null : 'GTOT',
    startEventId,
    endEventId,
    sizeType,
    teu: teuOf(sizeType),
    booking: null,
    voyageIn: '014E',
    voyageOut: null,
    causes: [startEventId, endEventId].filter((id) => id !== null).map(moveCause),
    causeCount: Number(startAt !== null) + Number(endAt !== null),
    ...set,
  };
}

function moveCause(id: string): string {
  return `container.moves/${id}`;
}

/** A box that its order named at 08:00. */
export function anOrderBox(set: Partial<OrderBox> = {}): OrderBox {
  const container = set.container ?? CONTAINER;
  const orderId = set.orderId ?? 'PO-1';
  return {
    ...resultHeader(at('08:00')),
    id: `${container}/${orderId}`,
    container,
    orderId,
    plant: 'CIXI-1',
    cluster: 'Cixi',
    direction: 'INBOUND',
    neededBy: null,
    purchaseOrder: null,
    booking: null,
    arrivedAt: null,
    stuffedAt: null,
    causes: [`plant.orders/jsonl:${orderId}:RELEASED:1`],
    causeCount: 1,
    ...set,
  };
}

/** A box that left the terminal at 08:00 and is under way to its plant. */
export function aHinterlandDelivery(set: Partial<HinterlandDelivery> = {}): HinterlandDelivery {
  const container = set.container ?? CONTAINER;
  const gateOutAt = set.gateOutAt ?? set.eventTime ?? at('08:00');
  const arrivedAt = set.arrivedAt === undefined ? null : set.arrivedAt;
  const strippedAt = set.strippedAt === undefined ? null : set.strippedAt;
  const facility = set.facility === undefined ? FACILITY : set.facility;
  const startEventId = `${container}/GTOT:${gateOutAt}`;
  return {
    ...resultHeader(gateOutAt),
    id: `${container}/${startEventId}`,
    container,
    facility,
    facilityGroup: groupOf(facility),
    plant: 'CIXI-1',
    cluster: 'Cixi',
    orderId: null,
    gateOutAt,
    arrivedAt,
    strippedAt,
    latencyMs: between(gateOutAt, arrivedAt),
    yardMs: null,
    roadMs: null,
    dockMs: between(arrivedAt, strippedAt),
    quality: 'COMPLETE',
    qualityRule: null,
    trip: null,
    plate: PLATE,
    distanceM: null,
    trafficDelayMs: null,
    queueMs: null,
    stopMs: null,
    residualMs: null,
    coverageTime: null,
    neededBy: null,
    teu: 1,
    startEventId,
    endEventId: null,
    causes: [moveCause(startEventId)],
    causeCount: 1,
    ...set,
  };
}

/** A box discharged over the quay at 08:00. */
export function aQuayMove(set: Partial<QuayMove> = {}): QuayMove {
  const source = aContainerMove({
    move: set.move ?? 'DISC',
    eventTime: set.eventTime ?? at('08:00'),
    container: set.container ?? CONTAINER,
  });
  const facility = set.facility === undefined ? FACILITY : set.facility;
  return {
    ...resultHeader(source.eventTime),
    id: source.id,
    container: source.container,
    move: 'DISC',
    facility,
    facilityGroup: groupOf(facility),
    emptyIndicator: 'LADEN',
    sizeType: '22G1',
    teu: 1,
    trade: null,
    transshipment: false,
    vesselImo: IMO,
    voyage: '014E',
    causes: [moveCause(source.id)],
    causeCount: 1,
    ...set,
  };
}
