import type { Reference } from '@landbridge/infra';
import type { ContainerEvent, ContainerMove, GateBox } from '@landbridge/schemas';
import type { Seen } from '../processor.ts';

/** What one source says of one move. A row of the topic is what all statements of the move say together. */
export type Statement = Omit<
  ContainerMove,
  'revision' | 'retracted' | 'sources' | 'causes' | 'causeCount'
> & {
  /** The statement as `topic/id`. */
  readonly cause: string;
  /** Who states it: a source corrects its own statements by later ones. */
  readonly source: string;
  readonly recordedAt: number;
};

/**
 * The move that an event states, if it states one: something that was done (ACT) to a box (EQUIPMENT). Plans and
 * estimates are no moves, and what is said of a document or call is not about one box.
 */
export function statementOfEvent(event: Seen<ContainerEvent>): Statement | undefined {
  if (event.classifier !== 'ACT' || event.eventType !== 'EQUIPMENT') return undefined;
  if (event.container === null || event.container !== event.subject) return undefined;
  return {
    id: `${event.container}/${event.id}`,
    container: event.container,
    eventTime: event.eventTime,
    move: event.eventCode,
    emptyIndicator: event.emptyIndicator,
    sizeType: event.sizeType,
    teu: event.teu,
    port: event.port,
    facility: event.facility,
    facilityGroup: event.facilityGroup,
    facilityType: event.facilityType,
    mode: event.mode,
    trade: event.trade,
    transshipment: event.transshipment,
    vesselImo: event.vesselImo,
    voyage: event.voyage,
    booking: event.booking,
    plate: event.plate,
    appointmentId: null,
    seals: event.seals,
    precision: event.precision,
    cause: `container.events/${event.id}`,
    source: event.source,
    recordedAt: event.recordedAt,
  };
}

/** A box that passes a gate on a truck is gated in or out; the gate settles its own corrections. */
export function statementOfGateBox(box: Seen<GateBox>, reference: Reference): Statement {
  const facility = box.facility === null ? undefined : reference.facility(box.facility);
  return {
    // One message may yield an event and a gate transaction under one id: the two must not share a row id.
    id: `${box.id}@gate`,
    container: box.container,
    eventTime: box.eventTime,
    move: box.direction === 'IN' ? 'GTIN' : 'GTOT',
    emptyIndicator: box.emptyIndicator,
    sizeType: box.sizeType,
    teu: box.teu,
    port: facility?.port ?? null,
    facility: box.facility,
    facilityGroup: box.facilityGroup,
    facilityType: facility === undefined ? null : facility.kind === 'DEPOT' ? 'DEPO' : 'POTE',
    mode: 'TRUCK',
    trade: null,
    transshipment: false,
    vesselImo: null,
    voyage: null,
    booking: box.booking,
    plate: box.plate,
    appointmentId: box.appointmentId,
    seals: box.seals,
    precision: box.precision,
    cause: `gate.boxes/${box.id}`,
    source: 'gate.boxes',
    recordedAt: box.eventTime,
  };
}
