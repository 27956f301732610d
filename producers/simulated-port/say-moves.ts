import type { Box } from './boxes.ts';
import type { Moving, Trade, Vessel } from './moving.ts';
import { sayCarrierEvent } from './say-carrier.ts';
import { type GatePassage, sayGateLine } from './say-gate-line.ts';
import { sayMessage } from './say-message.ts';
import type { World } from './world.ts';

/** Terminals whose gates report by CODECO with the plate; all others have a gate system that writes lines. */
const GATES_BY_EDIFACT: ReadonlySet<string> = new Set(['BLCT1', 'BLCT2']);
const CODECO = { IN: 34, OUT: 36 } as const;
const GATE_MOVES = { IN: 'GTIN', OUT: 'GTOT' } as const;

type Unnumbered = Omit<Moving, 'physical'>;

/** Boxes over the quay up to a moment: one COARRI by the terminal, and what their carriers publish. */
export function sayQuayMoves(
  world: World,
  moves: {
    facility: string;
    move: 'DISC' | 'LOAD';
    vessel: Vessel;
    untilMs: number;
    boxes: readonly Unnumbered[];
  },
): void {
  const { facility, move, vessel, untilMs } = moves;
  if (moves.boxes.length === 0) return;
  const boxes = numbered(world, moves.boxes);
  const movement = move === 'DISC' ? 44 : 46;
  sayMessage(world, { atMs: untilMs - 1, movement, facility, vessel, truck: null, boxes });
  for (const moving of boxes) sayCarrierEvent(world, moving, { code: move, facility, vessel });
}

/** A truck at a gate with the boxes it has aboard: by the terminal's own means, and by the boxes' carriers. */
export function sayGate(
  world: World,
  passage: Omit<GatePassage, 'boxes'> & { boxes: readonly Unnumbered[] },
): void {
  const { truck, facility, direction, atMs } = passage;
  const boxes = numbered(world, passage.boxes);
  // CODECO knows boxes and plates without a colour: trucks without boxes, and plates of a rare colour, go by line.
  const byEdifact = GATES_BY_EDIFACT.has(facility) && boxes.length > 0 && truck.colour === 2;
  if (byEdifact) {
    const movement = CODECO[direction];
    sayMessage(world, { atMs, movement, facility, vessel: null, truck, boxes });
  } else sayGateLine(world, { ...passage, boxes });
  for (const moving of boxes) {
    sayCarrierEvent(world, moving, { code: GATE_MOVES[direction], facility, vessel: null });
  }
}

/** Empty boxes at a depot's gate: its CODECO names no truck. */
export function sayDepotGate(
  world: World,
  passage: {
    facility: string;
    direction: 'IN' | 'OUT';
    atMs: number;
    boxes: readonly Unnumbered[];
  },
): void {
  const { facility, direction, atMs } = passage;
  const boxes = numbered(world, passage.boxes);
  const movement = CODECO[direction];
  sayMessage(world, { atMs, movement, facility, vessel: null, truck: null, boxes });
  for (const moving of boxes) {
    sayCarrierEvent(world, moving, { code: GATE_MOVES[direction], facility, vessel: null });
  }
}

/** Stuffing or stripping at a plant, which only carriers publish. */
export function sayPlantMove(
  world: World,
  move: { box: Box; code: 'STUF' | 'STRP'; atMs: number; plant: string; trade: Trade },
): void {
  const { box, code, atMs, plant, trade } = move;
  const [moving] = numbered(world, [{ box, trade, empty: code === 'STRP', atMs }]);
  if (moving !== undefined) {
    sayCarrierEvent(world, moving, { code, facility: plant, vessel: null });
  }
}

function numbered(world: World, boxes: readonly Unnumbered[]): Moving[] {
  return boxes.map((moving) => ({ ...moving, physical: world.number('move') }));
}
