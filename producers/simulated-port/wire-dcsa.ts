import { hashOf } from './random.ts';
import { localIsoOf, utcIsoOf } from './times.ts';

/** An equipment event of a carrier, DCSA Track & Trace 2.2. */
export type CarrierEvent = {
  /** What its UUID is made from. */
  readonly ref: string;
  readonly code: string;
  /** What happened, or what is planned: then the time is that of the plan. */
  readonly classifier: 'ACT' | 'PLN';
  readonly container: string;
  readonly sizeType: string;
  readonly empty: boolean;
  readonly atMs: number;
  readonly createdAt: number;
  readonly locode: string;
  readonly facility: string;
  readonly facilityType: 'POTE' | 'DEPO' | 'CLOC';
  readonly mode: 'VESSEL' | 'TRUCK';
  readonly vessel: { voyage: string; imo: string; name: string; callId?: string } | null;
  readonly booking: string | null;
  readonly transshipment: boolean;
  readonly retracted: boolean;
};

/** One element of the carrier's array of events. */
export function carrierEventOf(event: CarrierEvent): string {
  const { vessel } = event;
  const call = {
    UNLocationCode: event.locode,
    facilityCode: event.facility,
    facilityCodeListProvider: event.facilityType === 'POTE' ? 'SMDG' : 'BIC',
    facilityTypeCode: event.facilityType,
    modeOfTransport: event.mode,
    ...(vessel === null
      ? {}
      : {
          ...(vessel.callId === undefined ? {} : { transportCallID: vessel.callId }),
          exportVoyageNumber: vessel.voyage,
          importVoyageNumber: vessel.voyage,
          vessel: { vesselIMONumber: vessel.imo, vesselName: vessel.name },
        }),
  };
  return JSON.stringify({
    eventID: uuidOf(event.ref),
    eventType: 'EQUIPMENT',
    eventClassifierCode: event.classifier,
    eventCreatedDateTime: utcIsoOf(event.createdAt),
    eventDateTime: localIsoOf(event.atMs),
    equipmentEventTypeCode: event.code,
    equipmentReference: event.container,
    ISOEquipmentCode: event.sizeType,
    emptyIndicatorCode: event.empty ? 'EMPTY' : 'LADEN',
    ...(event.transshipment ? { isTransshipmentMove: true } : {}),
    ...(event.retracted ? { isRetracted: true } : {}),
    transportCall: call,
    documentReferences:
      event.booking === null
        ? []
        : [{ documentReferenceType: 'BKG', documentReferenceValue: event.booking }],
  });
}

/** A UUID of version 8 (RFC 9562: made by one's own rule) out of a text. */
export function uuidOf(text: string): string {
  const hex = [11, 23, 37, 51]
    .map((salt) => hashOf(salt, text).toString(16).padStart(8, '0'))
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
