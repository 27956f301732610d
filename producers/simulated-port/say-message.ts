import { MINUTE_MS, SECOND_MS } from '@landbridge/schemas';
import { facilityTypeOf, type Moving, type Vessel } from './moving.ts';
import { WRONG_BY_MS, wholeMinute } from './say-lines.ts';
import {
  type GateTruth,
  isGhost,
  isRight,
  type MoveTruth,
  type Truth,
  type Wording,
} from './statement.ts';
import type { Truck } from './truck.ts';
import { messageOf } from './wire-edifact.ts';
import type { World } from './world.ts';

/** BGM function: 9 original, 5 replace, 1 cancel. */
const FUNCTIONS = { right: 9, replacing: 5, wrong: 9, ghost: 9, withdrawn: 1 } as const;
/** Each wording comes in an interchange of its own; what is right in the same, wrong before or not. */
const CONTROLS = { right: '', replacing: '', wrong: 'W', ghost: 'X', withdrawn: 'Y' } as const;
const STATUS = { EXPORT: 2, IMPORT: 3, TRANSSHIPMENT: 6 } as const;
const CODES = { 34: 'GTIN', 36: 'GTOT', 44: 'DISC', 46: 'LOAD' } as const;
type Movement = keyof typeof CODES;

type Said = {
  readonly feed: string;
  readonly document: string;
  readonly recordedAt: number;
  readonly movement: Movement;
  readonly facility: string;
  readonly vessel: Vessel | null;
  readonly truck: Truck | null;
};

/** A box as a message states it: EDIFACT knows minutes only. */
type StatedBox = {
  readonly container: string;
  readonly sizeType: string;
  readonly booking: string | null;
  readonly seal: string | null;
  readonly empty: boolean;
  readonly trade: Moving['trade'];
  readonly atMs: number;
  readonly physical: number;
};

/** A terminal or depot tells of boxes over the quay (COARRI) or through the gate (CODECO). */
export function sayMessage(
  world: World,
  message: Omit<Said, 'feed' | 'document' | 'recordedAt'> & {
    atMs: number;
    boxes: readonly Moving[];
  },
): void {
  const { movement, facility, vessel, truck } = message;
  const feed = `edi-${facility.toLowerCase()}`;
  const number = world.number(feed);
  const document = `${facility}-${CODES[movement]}-${number}`;
  const atMs = wholeMinute(message.atMs);
  // Two minutes after the event, so that a wrong version of the minute before is not stated ahead of it.
  const recordedAt = atMs + world.random.whole(2, 4) * MINUTE_MS;
  const boxes = message.boxes.map(statedBox);
  const said: Said = { feed, document, recordedAt, movement, facility, vessel, truck };
  world.say({
    feed,
    atMs,
    recordedAt,
    arriveMs: recordedAt + world.random.between(5, 90) * SECOND_MS,
    correctable: true,
    withdrawable: true,
    shadow: null,
    truth: () => truthOf(boxes, said),
    write: (wording) => textOf(boxes, { said, number, wording }),
  });
}

function statedBox({ box, empty, trade, atMs, physical }: Moving): StatedBox {
  const { container, sizeType, booking, seal } = box;
  return { container, sizeType, booking, seal, empty, trade, atMs: wholeMinute(atMs), physical };
}

function textOf(
  boxes: readonly StatedBox[],
  { said, number, wording }: { said: Said; number: number; wording: Wording },
): string {
  const { movement, facility, vessel, truck, document } = said;
  const earlierMs = isRight(wording) ? 0 : WRONG_BY_MS;
  return messageOf({
    sender: facility,
    control: `${number}${CONTROLS[wording.as]}`,
    type: movement < 40 ? 'CODECO' : 'COARRI',
    movement,
    facility,
    vessel,
    truck: truck === null ? null : { plate: truck.plate, haulier: truck.haulier },
    document: isGhost(wording) ? `${document}X` : document,
    function: FUNCTIONS[wording.as],
    sentAt: wording.recordedAt,
    locode: 'CNNBO',
    boxes: boxes.map((box) => ({
      ...box,
      status: STATUS[box.trade],
      atMs: box.atMs - earlierMs,
    })),
  });
}

/** Moves of the boxes in a message, and where it names a truck, the truck at the gate with each of them. */
function truthOf(boxes: readonly StatedBox[], said: Said): Truth[] {
  const { feed, document, recordedAt, movement, facility, vessel, truck } = said;
  const plate = truck?.plateKey ?? null;
  const common = { feed, ref: document, format: 'edifact', recordedAt, facility } as const;
  const stated = { classifier: 'ACT', callId: null } as const;
  const move = CODES[movement];
  const facilityType = facilityTypeOf(facility);
  const voyage = vessel?.voyage ?? null;
  const moves = boxes.map(({ seal: _, ...box }): MoveTruth => {
    const about = { move, facilityType, voyage, plate };
    return { ...common, ...stated, topic: 'container.events', ...about, ...box };
  });
  if (plate === null) return moves;
  const direction = movement === 34 ? 'IN' : 'OUT';
  const passages = boxes.map(
    ({ container, sizeType, booking, empty, atMs, physical }): GateTruth => ({
      ...common,
      topic: 'gate.transactions',
      direction,
      atMs,
      plate,
      appointmentId: null,
      trouble: false,
      boxes: [{ container, sizeType, booking, empty, physical }],
    }),
  );
  return [...moves, ...passages];
}
