import type { ContainerEvent, GateTransaction } from '@landbridge/schemas';
import {
  boxFields,
  containerEventOf,
  type StatedContainerEvent,
} from '../normalise/container-event.ts';
import { factId } from '../normalise/identity.ts';
import { isImoNumber, type ResolvedPlace, resolvePlace } from '../normalise/place.ts';
import { plateIn, plateKey } from '../normalise/plate.ts';
import { isRefusal, type Refusal } from '../normalise/refusal.ts';
import type { StatedTime } from '../normalise/time.ts';
import type { DecodeContext } from '../source.ts';
import {
  type Group,
  groupOf,
  type Inland,
  inlandOf,
  moveTime,
  placeOf,
} from './container-group.ts';
import { type Action, type Header, messageTime, qualified } from './header.ts';
import { part, type Segment } from './tokenize.ts';

export type StatedGateTransaction = Omit<GateTransaction, 'revision' | 'ingestedAt'>;

/** The facts of one container: its move, and the truck at the gate where one is named. */
export type GroupFacts = {
  readonly event: StatedContainerEvent;
  readonly gate: StatedGateTransaction | undefined;
  readonly statedAt: number;
};

/** Reads one container of a CODECO or COARRI message. */
export function readGroup(
  header: Header,
  segments: readonly Segment[],
  context: DecodeContext,
): GroupFacts | Refusal {
  const group = groupOf(header, segments);
  if (isRefusal(group)) return group;
  const flags = new Set<string>();
  if (!header.isCounted) flags.add('CONTAINER_COUNT');
  const times = timesOf(header, group, { context, flags });
  if (isRefusal(times)) return times;
  const inland = inlandOf(group);
  const event = eventOf({ header, group, context, flags, times, inland });
  return { event, gate: gateOf(event, inland, header.action), statedAt: times.statedAt };
}

type Times = {
  moved: StatedTime;
  text: string | null;
  recordedAt: number;
  statedAt: number;
  place: ResolvedPlace;
};

/** A replacement counts over its original and a cancellation over both, also within the minute that messages state. */
const ACTION_MS = { ASSERT: 0, REPLACE: 1000, CANCEL: 2000 } as const;

function timesOf(
  header: Header,
  group: Group,
  { context, flags }: { context: DecodeContext; flags: Set<string> },
): Times | Refusal {
  const anywhere = { facility: null, source: context.zone };
  const rough = moveTime(header, group, anywhere);
  const atMs = isRefusal(rough) ? (messageTime(header, anywhere)?.atMs ?? 0) : rough.time.atMs;
  const isFacility = (code: string) => context.reference.facilityOf(code, atMs) !== undefined;
  const place = resolvePlace(context.reference, { ...placeOf(group, isFacility), atMs }, flags);
  const zones = { facility: place.zone, source: context.zone };
  const stated = messageTime(header, zones);
  const move = moveTime(header, group, zones);
  // What withdraws a move need not repeat its time.
  if (isRefusal(move) && (header.action !== 'CANCEL' || stated === undefined)) return move;
  const { time, text } = isRefusal(move) ? { time: stated, text: null } : move;
  if (time === undefined) return move as Refusal;
  if (stated === undefined) flags.add('NO_MESSAGE_TIME');
  const recordedAt = stated?.atMs ?? time.atMs;
  return {
    moved: time,
    text,
    recordedAt,
    statedAt: recordedAt + ACTION_MS[header.action],
    place,
  };
}

const TRADES: ReadonlyMap<string, NonNullable<ContainerEvent['trade']>> = new Map([
  ['1', 'CONTINENTAL'],
  ['2', 'EXPORT'],
  ['3', 'IMPORT'],
  ['5', 'RESTOW'],
  ['6', 'TRANSSHIPMENT'],
]);
const FACILITY_TYPES = { TERMINAL: 'POTE', DEPOT: 'DEPO' } as const;

type Parts = {
  header: Header;
  group: Group;
  context: DecodeContext;
  flags: Set<string>;
  times: Times;
  inland: Inland;
};

function eventOf(parts: Parts): StatedContainerEvent {
  const { header, group, context, flags, times, inland } = parts;
  const { zone: _zone, kind, ...place } = times.place;
  const { number, status, fullEmpty, eventCode } = group;
  if (group.own.some(({ tag }) => tag === 'DAM')) flags.add('DAMAGED');
  const box = boxFields({ container: number, sizeType: group.sizeType }, flags);
  const vessel = vesselOf(group, flags);
  const container = box.container ?? number;
  const plate = plateIn(inland.plate);
  return containerEventOf({
    ...place,
    ...box,
    ...vessel,
    ...referencesOf(group),
    id: factId(context.feed, identityOf(header, { container, eventCode, place, times })),
    eventTime: times.moved.atMs,
    source: context.feed,
    recordedAt: times.recordedAt,
    retracted: header.action === 'CANCEL',
    timeText: times.text,
    tzSource: times.moved.tzSource,
    precision: times.moved.precision,
    subject: container,
    eventType: 'EQUIPMENT',
    eventCode,
    eventCodeText: `${header.type} ${header.documentCode}`,
    classifier: 'ACT',
    emptyIndicator: fullEmpty === '4' ? 'EMPTY' : fullEmpty === '5' ? 'LADEN' : null,
    facilityType: kind === null ? null : FACILITY_TYPES[kind],
    mode: header.type === 'COARRI' ? 'VESSEL' : inland.mode,
    trade: TRADES.get(status ?? '') ?? null,
    transshipment: status === '6',
    plate: plate === null ? null : plateKey(plate, context.plateColour),
    plateText: inland.plate,
    sourceEventId: `${part(header.interchange, 5) ?? ''}/${header.messageReference}`,
    flags: [...flags],
  });
}

/**
 * With a document number the fact is known by what it says: sender, document, movement, container, facility; so a
 * replacement or cancellation reaches it. Without one, by its message: control references wrap, so the interchange's
 * time belongs to them.
 */
function identityOf(
  header: Header,
  fact: {
    container: string;
    eventCode: string;
    place: Pick<ResolvedPlace, 'facilityText'>;
    times: Times;
  },
): string[] {
  const { sender, documentNumber, interchange, messageReference } = header;
  const { container, eventCode, place, times } = fact;
  if (documentNumber !== null) {
    return [sender, documentNumber, eventCode, container, place.facilityText ?? ''];
  }
  const interchangeTime = `${part(interchange, 4) ?? ''}${part(interchange, 4, 1) ?? ''}`;
  const written = interchangeTime || String(times.recordedAt);
  return [sender, part(interchange, 5) ?? '', written, messageReference, container];
}

/** Code list 146 holds IMO numbers, 103 call signs. */
function vesselOf(group: Group, flags: Set<string>) {
  const tdt = qualified(group.all, 'TDT', '20');
  const vesselImo = part(tdt, 8, 1) === '146' ? part(tdt, 8) : null;
  if (vesselImo !== null && !isImoNumber(vesselImo)) flags.add('BAD_IMO');
  const operator = qualified(group.all, 'NAD', 'CF') ?? qualified(group.all, 'NAD', 'CA');
  return {
    vesselImo,
    vesselName: part(tdt, 8, 3),
    voyage: part(tdt, 2),
    carrier: part(tdt, 5) ?? part(operator, 2),
  };
}

function referencesOf(group: Group) {
  const found = group.all.flatMap((segment) => {
    const value = part(segment, 1, 1);
    return segment.tag === 'RFF' && value !== null ? [{ type: part(segment, 1) ?? '', value }] : [];
  });
  const first = (wanted: string) => found.find(({ type }) => type === wanted)?.value ?? null;
  const others = found.filter(({ type }) => type !== 'BN' && type !== 'BM');
  const seals = group.own.filter(({ tag }) => tag === 'SEL').map((seal) => part(seal, 1));
  const damage = group.own.find(({ tag }) => tag === 'DAM');
  return {
    booking: first('BN'),
    billOfLading: first('BM'),
    references: [...new Set(others.map(({ type, value }) => `${type}:${value}`))],
    seals: seals.filter((seal) => seal !== null),
    remark: damage === undefined ? null : (part(damage, 2, 3) ?? part(damage, 2)),
  };
}

/**
 * A CODECO that names the truck tells of a passage at the gate as well. One that cancels or replaces need not repeat the
 * truck: what the document told of the gate before is withdrawn then, or it would stand for ever.
 */
function gateOf(
  event: StatedContainerEvent,
  inland: Inland,
  action: Action,
): StatedGateTransaction | undefined {
  const { plate, container, containerText, idQuality } = event;
  const isGate = event.eventCode === 'GTIN' || event.eventCode === 'GTOT';
  if (!isGate || container === null || idQuality === 'MISSING') return undefined;
  if (plate === null && action === 'ASSERT') return undefined;
  const retracted = event.retracted || plate === null;
  const { id, eventTime, source, recordedAt, timeText, tzSource, precision } = event;
  const { facility, facilityText, facilityGroup, plateText, flags } = event;
  const { emptyIndicator, sizeTypeText, sizeType, teu, booking, seals } = event;
  const load = { emptyIndicator, sizeTypeText, sizeType, teu, booking, seals };
  return {
    ...{ id, retracted, eventTime, source, recordedAt, timeText, tzSource, precision },
    // A withdrawal is found by its id; the fact that it withdraws has the truck.
    subject: plate ?? id,
    direction: event.eventCode === 'GTIN' ? 'IN' : 'OUT',
    ...{ plate, plateText, facility, facilityText, facilityGroup },
    lane: null,
    transactionId: null,
    appointmentId: null,
    haulier: inland.haulier,
    trouble: false,
    boxes: [{ container, containerText: containerText ?? container, idQuality, ...load }],
    flags,
  };
}
