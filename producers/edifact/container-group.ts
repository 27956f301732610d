import { normaliseContainer } from '../normalise/container-number.ts';
import { isRefusal, type Refusal, refuse } from '../normalise/refusal.ts';
import type { StatedTime, Zones } from '../normalise/time.ts';
import { type Header, qualified, timeIn } from './header.ts';
import { part, type Segment } from './tokenize.ts';

/** One container of a message: its own segments, then those of the header for what it does not say itself. */
export type Group = {
  readonly number: string;
  readonly eventCode: 'GTIN' | 'GTOT' | 'DISC' | 'LOAD';
  readonly sizeType: string | null;
  /** Equipment status (UN code list 8249). */
  readonly status: string | null;
  /** Full or empty indicator (UN code list 8169). */
  readonly fullEmpty: string | null;
  readonly all: readonly Segment[];
  readonly own: readonly Segment[];
};

const MOVES: ReadonlyMap<string, Group['eventCode']> = new Map([
  ['CODECO 34', 'GTIN'],
  ['CODECO 36', 'GTOT'],
  ['COARRI 44', 'DISC'],
  ['COARRI 46', 'LOAD'],
]);

/** Of the code list 8249, as SMDG uses it. */
const REMAINS_ON_BOARD = '4';

/** Reads what container it is and how it moved; a group that does not say so is refused alone. */
export function groupOf(header: Header, own: readonly Segment[]): Group | Refusal {
  const eqd = own[0];
  const kind = part(eqd, 1);
  if (kind !== 'CN') {
    return refuse(
      'unsupported-type',
      `Equipment of kind ${kind ?? '(none)'} is not read, only CN.`,
    );
  }
  const number = part(eqd, 2);
  if (number === null || normaliseContainer(number) === '') {
    return refuse('no-key', 'The container has no number (EQD), so it belongs to nothing.');
  }
  const status = part(eqd, 5);
  const eventCode = moveOf(header, status);
  if (isRefusal(eventCode)) return eventCode;
  return {
    number,
    eventCode,
    sizeType: part(eqd, 3),
    status,
    fullEmpty: part(eqd, 6),
    all: [...own, ...header.segments],
    own,
  };
}

/**
 * Reports of both directions (98, 270) say only by the status whether a box was loaded or discharged. One that remains
 * on board is told of in the report of its vessel, and was neither.
 */
function moveOf(header: Header, status: string | null): Group['eventCode'] | Refusal {
  const { type, documentCode } = header;
  if (type === 'COARRI' && status === REMAINS_ON_BOARD) {
    return refuse(
      'unsupported-type',
      'The container remains on board (status 4): it did not move, and only moves are read.',
    );
  }
  const move = MOVES.get(`${type} ${documentCode}`);
  if (move !== undefined) return move;
  if (type === 'COARRI' && (documentCode === '98' || documentCode === '270')) {
    if (status === '2') return 'LOAD';
    if (status === '3') return 'DISC';
  }
  return refuse(
    'unsupported-type',
    `${type} with document code ${documentCode} does not say which way this container moved.`,
  );
}

const TIME_QUALIFIERS = { CODECO: ['7', 'ACT'], COARRI: ['203', '7'] } as const;

/** When the container moved: the first of the qualifiers that feeds use for it. */
export function moveTime(
  header: Header,
  group: Group,
  zones: Zones,
): { time: StatedTime; text: string } | Refusal {
  const qualifiers = TIME_QUALIFIERS[header.type];
  for (const qualifier of qualifiers) {
    const found = timeIn(group.all, qualifier, zones);
    if (found === undefined) continue;
    const { time, text } = found;
    if (time !== undefined) return { time, text };
    const zone = /(?<!\p{L})(?!(?:Z|UTC|GMT)$)[A-Za-z]+$/iu.exec(text)?.[0];
    const hint =
      zone === undefined
        ? 'which is no date and time.'
        : `whose zone ${zone} is not read. Send UTC, an offset (format 205), or the time of the place (203).`;
    return refuse('bad-time', `The time of the move (DTM+${qualifier}) is "${text}", ${hint}`);
  }
  return refuse(
    'missing-field',
    `The container has no time of its move (DTM+${qualifiers.join(', DTM+')}).`,
  );
}

const LOADED_AT = '9';
const DISCHARGED_AT = '11';
/** Where a box does not say whether it is for export or import: what comes in is to be loaded here. */
const PORT_HERE = {
  GTIN: LOADED_AT,
  LOAD: LOADED_AT,
  GTOT: DISCHARGED_AT,
  DISC: DISCHARGED_AT,
} as const;
const EXPORT = '2';
const IMPORT = '3';

/**
 * Which of the two ports of the sea leg is the one here. At the gate the direction alone does not tell: an empty box
 * is picked up for export, and an import's comes back empty.
 */
function portHere({ eventCode, status }: Group): string {
  const isGate = eventCode === 'GTIN' || eventCode === 'GTOT';
  if (isGate && status === EXPORT) return LOADED_AT;
  if (isGate && status === IMPORT) return DISCHARGED_AT;
  return PORT_HERE[eventCode];
}

/** UN/LOCODE, among the lists of places (UN code list 1131). */
const LOCODES = '139';

/**
 * LOCODE and facility code of the place: the terminal of the move (LOC+165), else the port here. A terminal that is
 * known needs no port beside it, and another port never takes it away.
 */
export function placeOf(
  group: Group,
  isKnown: (facility: string) => boolean,
): { locode: string | null; facility: string | null } {
  const terminal = placeNamed(group, '165');
  const port = placeNamed(group, portHere(group));
  const named = part(terminal, 2);
  const list = part(terminal, 2, 1);
  // Some senders put the terminal's own code first.
  const isFacility =
    named !== null &&
    (list === 'TER' || named.length !== 5 || (list !== LOCODES && isKnown(named)));
  const locode = isFacility ? null : named;
  const facility = part(terminal, 3) ?? (isFacility ? named : null);
  if (facility !== null && isKnown(facility)) return { locode, facility };
  return { locode: locode ?? part(port, 2), facility: facility ?? part(port, 3) };
}

/** What a box says of a place, unless the header says the same place and names its terminal too. */
function placeNamed(group: Group, qualifier: string): Segment | undefined {
  const first = qualified(group.all, 'LOC', qualifier);
  const same = group.all.filter(
    (segment) =>
      segment.tag === 'LOC' &&
      part(segment, 1) === qualifier &&
      part(segment, 2) === part(first, 2),
  );
  return same.find((segment) => part(segment, 3) !== null) ?? first;
}

export type Inland = { mode: string | null; plate: string | null; haulier: string | null };

const MODES: ReadonlyMap<string, string> = new Map([
  ['1', 'VESSEL'],
  ['2', 'RAIL'],
  ['3', 'TRUCK'],
  ['8', 'BARGE'],
]);

/** Lists of carriers and of parties (UN code list 1131). */
const HAULIER_LISTS = new Set(['172', '160']);

/**
 * The inland leg (TDT+1). The plate is the means of transport's id or name, or stands where the carrier does, with a
 * code list that is none of carriers.
 */
export function inlandOf(group: Group): Inland {
  const tdt = qualified(group.all, 'TDT', '1');
  const mode = MODES.get(part(tdt, 3) ?? '') ?? null;
  const carrier = part(tdt, 5);
  const truck = part(tdt, 8) ?? part(tdt, 8, 3);
  const isHaulier = truck !== null || HAULIER_LISTS.has(part(tdt, 5, 1) ?? '');
  const isPlate = carrier !== null && !isHaulier && /\d/.test(carrier);
  const named = truck ?? (isPlate ? carrier : null);
  return {
    mode,
    plate: mode === 'TRUCK' || mode === null ? named : null,
    haulier: isPlate ? null : (part(tdt, 5, 3) ?? carrier),
  };
}
