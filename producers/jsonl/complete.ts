import { checkContainer } from '../normalise/container-number.ts';
import { crsOf, toWgs84 } from '../normalise/crs.ts';
import { resolvePlace } from '../normalise/place.ts';
import { plateIn, plateKeyOf } from '../normalise/plate.ts';
import { type Refusal, refuse } from '../normalise/refusal.ts';
import { shown } from '../normalise/shown.ts';
import { sizeOf } from '../normalise/size-type.ts';
import { parseIsoTime } from '../normalise/time.ts';
import type { DecodeContext } from '../source.ts';
import type { Draft, TopicPlan } from './plan.ts';
import type { Line } from './read-fields.ts';

/** What a line does not say but what it says lets know: facility and zone, keys, sizes, WGS-84. */
export type Completing = {
  readonly draft: Draft;
  readonly line: Line;
  readonly context: DecodeContext;
  readonly plan: TopicPlan;
  readonly flags: Set<string>;
};

/** Resolves the facility or plant that a line names and answers its zone. */
export function completePlace({ draft, context, flags }: Completing): string | null {
  if ('plant' in draft) return completePlant(draft, context, flags);
  if (!('facilityText' in draft)) return null;
  const facility = textOf(draft['facilityText']) ?? textOf(draft['facility']);
  const locode = textOf(draft['locodeText']) ?? textOf(draft['port']);
  const isPort = locode !== null && /^[A-Za-z]{5}$/.test(locode);
  const place = resolvePlace(
    context.reference,
    { facility, locode: isPort ? locode : null, atMs: roughTime(draft, context) },
    flags,
  );
  draft['facility'] = place.facility;
  draft['facilityText'] = place.facilityText;
  draft['facilityGroup'] = place.facilityGroup ?? draft['facilityGroup'];
  if ('port' in draft) draft['port'] = place.port ?? draft['port'];
  return place.zone;
}

function completePlant(draft: Draft, context: DecodeContext, flags: Set<string>): string | null {
  const text = textOf(draft['plant']);
  const plant = text === null ? undefined : context.reference.plant(text);
  if (text !== null && plant === undefined) flags.add('UNKNOWN_PLANT');
  if (plant === undefined) return null;
  draft['plant'] = plant.id;
  draft['cluster'] ??= plant.cluster;
  return plant.zone;
}

/** Good enough to ask which facility a code stood for on that day. */
function roughTime(draft: Draft, context: DecodeContext): number {
  const time = draft['eventTime'] ?? draft['recordedAt'];
  if (typeof time === 'number') return time;
  const zones = { facility: null, source: context.zone };
  return typeof time === 'string' ? (parseIsoTime(time, zones)?.atMs ?? 0) : 0;
}

/** Turns the times of a draft into instants, and notes of the event time how it was written. */
export function completeTimes(
  { draft, context, plan }: Completing,
  facility: string | null,
): Refusal | undefined {
  const zones = { facility, source: context.zone, zIsLocal: context.zIsLocal === true };
  draft['tzSource'] ??= 'EXPLICIT';
  draft['precision'] ??= 'MILLISECOND';
  for (const name of plan.times) {
    const text = draft[name];
    if (typeof text !== 'string') continue;
    const time = parseIsoTime(text, zones);
    if (time === undefined) {
      return refuse(
        'bad-time',
        `${name} is ${shown(text)}; it should be a time such as 2026-03-11T09:20:00+08:00 or epoch milliseconds.`,
      );
    }
    draft[name] = time.atMs;
    if (name !== 'eventTime') continue;
    draft['timeText'] = text;
    draft['tzSource'] = time.tzSource;
    draft['precision'] = time.precision;
  }
  return undefined;
}

/** Normalises the container number and the size of a topic that has one. */
export function completeBox({ draft, plan, flags }: Completing): void {
  const text = textOf(draft['containerText']) ?? textOf(draft['container']);
  const { container, idQuality } = checkContainer(text ?? '');
  if ('containerText' in draft) draft['containerText'] = text;
  if (container !== '') {
    draft['container'] = container;
    if ('idQuality' in draft) draft['idQuality'] = idQuality;
    if (idQuality !== 'OK') flags.add(idQuality);
  } else {
    draft['container'] = plan.template['container'];
    if ('idQuality' in draft) draft['idQuality'] = 'MISSING';
  }
  if (!('sizeTypeText' in draft)) return;
  const sizeText = textOf(draft['sizeTypeText']) ?? textOf(draft['sizeType']);
  const { sizeType, teu } = sizeOf(sizeText);
  draft['sizeTypeText'] = sizeText;
  draft['sizeType'] = sizeType;
  draft['teu'] ??= teu;
  if (sizeText !== null && draft['teu'] === null) flags.add('UNKNOWN_SIZE');
}

const TERMINAL = 'terminal:';

/** Makes the plate a key; a positioning terminal becomes the plate of the vehicle that carried it at the time. */
export function completePlate({ draft, line, context, plan, flags }: Completing): void {
  const terminalId = line['terminalId'];
  const received = textOf(draft['plate']) ?? textOf(draft['plateText']);
  const said = plateIn(received);
  if ('plateText' in draft) draft['plateText'] ??= received;
  if (said === null) draft['plate'] = plan.template['plate'];
  const text = said ?? (typeof terminalId === 'string' ? `${TERMINAL}${terminalId}` : null);
  if (text === null) return;
  if (text.startsWith(TERMINAL)) {
    const id = text.slice(TERMINAL.length);
    const plate = context.reference.plateOfTerminal(id, Number(draft['eventTime']));
    if (plate === undefined) flags.add('UNREGISTERED_TERMINAL');
    draft['plate'] = plate ?? text;
    return;
  }
  draft['plate'] = plateKeyOf(text, context.plateColour);
}

/**
 * Brings a position into WGS-84. A position of exactly (0, 0) is a terminal without a fix. A feed that says nothing of
 * fixes sends positions that are some: they are taken so, with a flag, for no trip would be made of them otherwise.
 */
export function completePosition(completing: Completing): Refusal | undefined {
  const { draft, flags, line } = completing;
  const text = draft['crsText'];
  const crs = typeof text === 'string' ? crsOf(text) : undefined;
  if (crs === undefined) {
    return refuse('bad-value', `crs is ${shown(text)}, but it should be WGS84, GCJ02 or BD09.`);
  }
  const lat = draft['lat'] as number;
  const lon = draft['lon'] as number;
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) {
    return refuse('bad-value', `lat ${lat}, lon ${lon} is no place on Earth.`);
  }
  if (lat === 0 && lon === 0) {
    flags.add('ZERO_POSITION');
    draft['fixValid'] = false;
    return undefined;
  }
  if (line['fixValid'] === undefined || line['fixValid'] === null) {
    draft['fixValid'] = true;
    flags.add('FIX_ASSUMED');
  }
  if (crs !== 'WGS84') {
    const point = toWgs84({ lon, lat }, crs);
    draft['receivedLat'] = lat;
    draft['receivedLon'] = lon;
    draft['lat'] = point.lat;
    draft['lon'] = point.lon;
  }
  return undefined;
}

/** A speed below zero, or of zero vehicles, says that nobody was seen: it is unknown, not a standstill. */
export function completeCondition({ draft, flags }: Completing): Refusal | undefined {
  const speed = draft['speedKmh'] as number | null;
  const level = draft['level'] as number | null;
  if (level !== null && (level < 1 || level > 5)) {
    return refuse(
      'bad-value',
      `level is ${level}, but it should be 1 (free) to 5 (severe), or left out.`,
    );
  }
  if (speed !== null && (speed < 0 || (speed === 0 && draft['samples'] === 0))) {
    draft['speedKmh'] = null;
    flags.add('NO_VEHICLE');
  }
  return undefined;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
