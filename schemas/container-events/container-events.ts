import { readAvroSchema } from '../avro-schema.ts';
import { defineFactTopic, type Fact } from '../topic.ts';
import { rankOfMove } from './move-rank.ts';

/** Moves and milestones of containers in DCSA vocabulary, from carriers, EDI, terminals, rail and trucks. Event time: when it happened, UTC; of a plan or estimate: when it was stated. */
export type ContainerEvent = Fact & {
  /** Event time as received; null where it came as epoch milliseconds. */
  timeText: string | null;
  /** Where the time zone of the event time came from. */
  tzSource: 'EXPLICIT' | 'FACILITY' | 'SOURCE' | 'ASSUMED';
  /** How fine the received event time is. */
  precision: 'MILLISECOND' | 'SECOND' | 'MINUTE' | 'DAY';
  /** Record key: container number, else doc:TYPE:VALUE, else call:ID. */
  subject: string;
  /** DCSA event family. */
  eventType: 'EQUIPMENT' | 'TRANSPORT' | 'SHIPMENT';
  /** DCSA event code: LOAD DISC GTIN GTOT STUF STRP PICK DROP INSP RSEA RMVD, ARRI DEPA, or a shipment code; CHECKIN of a terminal's administration, OTHR where the publisher has no word. */
  eventCode: string;
  /** Event word as received. */
  eventCodeText: string;
  /** ACT, PLN, EST, REQ or PRE: only ACT opens or closes an interval. */
  classifier: string;
  /** The time a plan or estimate speaks of. */
  expectedAt: number | null;
  /** Normalised container number. */
  container: string | null;
  /** Container number as received. */
  containerText: string | null;
  /** Outcome of the ISO 6346 check. */
  idQuality: 'OK' | 'CHECK_DIGIT_FAILED' | 'NOT_ISO' | 'MISSING';
  /** Whether the box is empty. */
  emptyIndicator: 'EMPTY' | 'LADEN' | null;
  /** Size and type code as received. */
  sizeTypeText: string | null;
  /** ISO 6346:1995 size and type code. */
  sizeType: string | null;
  /** Twenty-foot equivalents; null where the size is unknown, never a guess. */
  teu: number | null;
  /** Port after alias resolution, such as NINGBO; else the LOCODE. */
  port: string | null;
  /** UN/LOCODE as received. */
  locodeText: string | null;
  /** Facility id of the reference data; null where unresolved. */
  facility: string | null;
  /** Facility code as received. */
  facilityText: string | null;
  /** Roll-up group of the facility, such as Chuanshan. */
  facilityGroup: string | null;
  /** DCSA facility type: POTE, DEPO, CLOC and others. */
  facilityType: string | null;
  /** VESSEL, RAIL, TRUCK or BARGE. */
  mode: string | null;
  /** Which way the box is going, where stated. */
  trade: 'IMPORT' | 'EXPORT' | 'TRANSSHIPMENT' | 'CONTINENTAL' | 'RESTOW' | null;
  /** Stated to be part of a transshipment. */
  transshipment: boolean;
  /** IMO number of the vessel. */
  vesselImo: string | null;
  /** Name of the vessel. */
  vesselName: string | null;
  /** Voyage number as received: of the export voyage for LOAD and GTIN, of the import voyage else. */
  voyage: string | null;
  /** Transport call id. */
  callId: string | null;
  /** Carrier code as received. */
  carrier: string | null;
  /** Booking reference. */
  booking: string | null;
  /** Transport document reference. */
  billOfLading: string | null;
  /** Document type of a shipment event. */
  documentType: string | null;
  /** Document id of a shipment event. */
  documentId: string | null;
  /** Other references, as TYPE:VALUE. */
  references: readonly string[];
  /** Seal numbers. */
  seals: readonly string[];
  /** Plate key of the truck, where one is named. */
  plate: string | null;
  /** Plate as received. */
  plateText: string | null;
  /** Reason or remark as received. */
  remark: string | null;
  /** Event id as the publisher gave it. */
  sourceEventId: string | null;
  /** Quality flags, sorted; empty when all is well. */
  flags: readonly string[];
};

export const containerEvents = defineFactTopic<ContainerEvent>({
  name: 'container.events',
  about:
    'Moves and milestones of containers in DCSA vocabulary, from carriers, EDI, terminals, rail and trucks.',
  schemas: [readAvroSchema(import.meta.dirname, 'container-events.v1.avsc')],
  key: (event) => event.subject,
  keyField: 'subject',
  placing: ['subject', 'eventTime'],
  identity: 'revisable',
  rank: (event) => rankOfMove(event.eventCode),
});
