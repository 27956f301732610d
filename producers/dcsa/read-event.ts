import { type ContainerEvent, DAY_MS, MINUTE_MS } from '@landbridge/schemas';
import {
  boxFields,
  containerEventOf,
  type StatedContainerEvent,
} from '../normalise/container-event.ts';
import { factId } from '../normalise/identity.ts';
import { isImoNumber, resolvePlace } from '../normalise/place.ts';
import { plateIn, plateKeyOf } from '../normalise/plate.ts';
import { isRefusal, type Refusal, refuse } from '../normalise/refusal.ts';
import { shown } from '../normalise/shown.ts';
import { parseIsoTime, type StatedTime, type Zones } from '../normalise/time.ts';
import type { DecodeContext } from '../source.ts';
import {
  CLASSIFIERS,
  EVENT_CODES,
  type EventType,
  FACILITY_TYPES,
  isEventType,
  MODES,
} from './codes.ts';
import { codeIn, type Json, member, objectIn, textIn } from './json-fields.ts';
import { documentFields, subjectsOf } from './references.ts';

/** An actual stated more than this after it happened is flagged: its creation says little about order. Default. */
export const STATED_LATE_MS = 30 * DAY_MS;

/** One event's facts: one, or one for each box that its references name. */
export type EventFacts = { facts: StatedContainerEvent[]; statedAt: number };

/** What was already found out about an event, for the parts that are read after it. */
export type Reading = {
  readonly event: Json;
  readonly context: DecodeContext;
  readonly flags: Set<string>;
};

/**
 * Reads one event of DCSA Track & Trace 2.2.
 * @param derivedId identity of an event that comes without an eventID
 */
export function readEvent(
  event: Json,
  context: DecodeContext,
  derivedId: () => string,
): EventFacts | Refusal {
  const eventType = eventTypeOf(event);
  if (isRefusal(eventType)) return eventType;
  const reading = { event, context, flags: new Set<string>() };
  const eventId = eventIdOf(event);
  if (isRefusal(eventId)) return eventId;
  const call = objectIn(event, 'transportCall');
  const times = timesOf(reading, placeIn(reading, call));
  if (isRefusal(times)) return times;
  const code = codeIn(event, EVENT_CODES[eventType].field);
  if (code === null) {
    return refuse('missing-field', `The event has no ${EVENT_CODES[eventType].field}.`);
  }
  if (!EVENT_CODES[eventType].codes.has(code)) reading.flags.add('UNKNOWN_CODE');
  const subjects = subjectsOf(event, eventType, call);
  if (isRefusal(subjects)) return subjects;
  if (eventId === null) reading.flags.add('ID_DERIVED');
  const idParts = [eventId ?? derivedId(), eventType];
  const common = commonFields(reading, { eventType, code, call, times });
  const facts = subjects.map(({ subject, box, fromReference }) => {
    const flags = new Set(reading.flags);
    const sizeType = textIn(event, 'ISOEquipmentCode');
    const boxPart = boxFields({ container: box, sizeType }, flags);
    return containerEventOf({
      ...common,
      ...boxPart,
      id: factId(context.feed, fromReference ? [...idParts, subject] : idParts),
      subject,
      sourceEventId: eventId,
      flags: [...flags],
    });
  });
  return { facts, statedAt: times.statedAt };
}

function eventTypeOf(event: Json): EventType | Refusal {
  const text = codeIn(event, 'eventType');
  if (text === null) {
    const lists = Object.keys(event).filter((key) => Array.isArray(event[key]));
    const hint = lists.length > 0 ? ` It holds ${lists.join(', ')}: are events nested in it?` : '';
    return refuse('missing-field', `The event has no eventType.${hint}`);
  }
  if (isEventType(text)) return text;
  const known = Object.keys(EVENT_CODES).join(', ');
  return refuse('unsupported-type', `Events of type ${text} are not read, only ${known}.`);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The publisher's event id; null where there is none, which 2.2 allows. */
function eventIdOf(event: Json): string | null | Refusal {
  const id = member(event, 'eventID');
  if (id === undefined || id === null) return null;
  if (typeof id === 'string' && UUID.test(id.trim())) return id.trim().toLowerCase();
  const kind = typeof id === 'string' ? 'the text' : `the ${typeof id}`;
  return refuse('bad-id', `eventID is ${kind} ${shown(id)}, but DCSA ids are UUIDs.`);
}

type Times = {
  stated: StatedTime;
  timeText: string;
  expectedAt: number | null;
  recordedAt: number;
  statedAt: number;
  classifier: string;
  place: ReturnType<typeof placeIn>;
};

/**
 * Only an actual happened at its eventDateTime. A plan, estimate or request is an event of the moment in which it was
 * stated, and speaks of its eventDateTime.
 */
function timesOf(reading: Reading, place: ReturnType<typeof placeIn>): Times | Refusal {
  const { event, context, flags } = reading;
  const classifier = codeIn(event, 'eventClassifierCode');
  const zones = zonesOf(context, place.zone);
  const created = timeIn(event, 'eventCreatedDateTime', zonesOf(context, null));
  if (isRefusal(created)) return created;
  const happened = timeIn(event, 'eventDateTime', zones);
  if (isRefusal(happened)) return happened;
  if (classifier === null) return refuse('missing-field', 'The event has no eventClassifierCode.');
  if (!CLASSIFIERS.has(classifier)) flags.add('UNKNOWN_CLASSIFIER');
  const isUpdated = textIn(event, 'eventUpdatedDateTime') !== null;
  const updated = isUpdated ? timeIn(event, 'eventUpdatedDateTime', zones) : created;
  // Without it a correction would count as old as what it corrects.
  if (isRefusal(updated)) return updated;
  const recordedAt = created.atMs;
  const isActual = classifier === 'ACT';
  if (isActual) {
    if (recordedAt < happened.atMs - MINUTE_MS) flags.add('STATED_BEFORE_EVENT');
    if (recordedAt > happened.atMs + STATED_LATE_MS) flags.add('STATED_LATE');
  }
  return {
    stated: isActual ? happened : created,
    timeText: textIn(event, isActual ? 'eventDateTime' : 'eventCreatedDateTime') ?? '',
    expectedAt: isActual ? null : happened.atMs,
    recordedAt,
    statedAt: Math.max(recordedAt, updated.atMs),
    classifier,
    place,
  };
}

function timeIn(event: Json, name: string, zones: Zones): StatedTime | Refusal {
  const value = member(event, name);
  if (value === undefined || value === null) {
    return refuse('missing-field', `The event has no ${name}, which DCSA 2.2 requires.`);
  }
  const time = typeof value === 'string' ? parseIsoTime(value, zones) : undefined;
  if (time !== undefined) return time;
  return refuse(
    'bad-time',
    `${name} is ${shown(value)}; it should be an ISO 8601 date and time such as 2026-03-11T09:20:00+08:00.`,
  );
}

function zonesOf(context: DecodeContext, facility: string | null): Zones {
  return { facility, source: context.zone, zIsLocal: context.zIsLocal === true };
}

/** Where it happened: the event's own location, else the transport call's. */
function placeIn({ event, context, flags }: Reading, call: Json | undefined) {
  const location = objectIn(event, 'eventLocation');
  const callLocation = objectIn(call, 'location');
  const first = (name: string) =>
    textIn(location, name) ?? textIn(call, name) ?? textIn(callLocation, name);
  const at = parseIsoTime(textIn(event, 'eventDateTime') ?? '', zonesOf(context, null));
  const typeText = codeIn(location, 'facilityTypeCode') ?? codeIn(call, 'facilityTypeCode');
  const isType = typeText === null || FACILITY_TYPES.has(typeText);
  // Some feeds put the facility's code where its type belongs.
  const facility = first('facilityCode') ?? (isType ? null : typeText);
  if (!isType) flags.add('UNKNOWN_FACILITY_TYPE');
  const received = { locode: first('UNLocationCode'), facility, atMs: at?.atMs ?? 0 };
  const place = resolvePlace(context.reference, received, flags);
  return { ...place, facilityType: isType ? typeText : null };
}

const OUTBOUND = new Set(['LOAD', 'GTIN']);

function commonFields(
  reading: Reading,
  found: { eventType: EventType; code: string; call: Json | undefined; times: Times },
) {
  const { event, context, flags } = reading;
  const { eventType, code, call, times } = found;
  const { zone: _zone, kind: _kind, ...place } = times.place;
  const vessel = objectIn(call, 'vessel');
  const imo = textIn(vessel, 'vesselIMONumber');
  if (imo !== null && !isImoNumber(imo)) flags.add('BAD_IMO');
  const mode = codeIn(call, 'modeOfTransport');
  if (mode !== null && !MODES.has(mode)) flags.add('UNKNOWN_MODE');
  const load = codeIn(event, 'emptyIndicatorCode');
  if (load !== null && loadOf(load) === null) flags.add('UNKNOWN_CODE');
  const voyageOut = textIn(call, 'exportVoyageNumber');
  const voyageIn = textIn(call, 'importVoyageNumber');
  const plateText = textIn(call, 'licencePlate');
  const plate = plateIn(plateText);
  const why = textIn(event, 'changeRemark') ?? textIn(event, 'reason');
  return {
    ...place,
    ...documentFields(event, eventType),
    eventTime: times.stated.atMs,
    source: context.feed,
    recordedAt: times.recordedAt,
    timeText: times.timeText,
    tzSource: times.stated.tzSource,
    precision: times.stated.precision,
    retracted: member(event, 'isRetracted') === true,
    eventType,
    eventCode: code,
    eventCodeText: textIn(event, EVENT_CODES[eventType].field) ?? code,
    classifier: times.classifier,
    expectedAt: times.expectedAt,
    emptyIndicator: loadOf(load),
    mode,
    transshipment: member(event, 'isTransshipmentMove') === true,
    vesselImo: imo,
    vesselName: textIn(vessel, 'vesselName'),
    voyage: OUTBOUND.has(code) ? (voyageOut ?? voyageIn) : (voyageIn ?? voyageOut),
    callId: textIn(call, 'transportCallID'),
    carrier: textIn(vessel, 'vesselOperatorCarrierCode'),
    plate: plate === null ? null : plateKeyOf(plate, context.plateColour),
    plateText,
    remark:
      [textIn(event, 'delayReasonCode'), why].filter((part) => part !== null).join(': ') || null,
  };
}

function loadOf(code: string | null): ContainerEvent['emptyIndicator'] {
  return code === 'EMPTY' || code === 'LADEN' ? code : null;
}
