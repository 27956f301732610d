import type { Moving } from './moving.ts';
import { recordingDelayMs, sayLine, wholeSecond } from './say-lines.ts';
import type { Truck } from './truck.ts';
import type { World } from './world.ts';

/** A truck at a gate lane. */
export type GatePassage = {
  readonly truck: Truck;
  readonly facility: string;
  readonly direction: 'IN' | 'OUT';
  readonly atMs: number;
  readonly boxes: readonly Moving[];
  readonly appointmentId: string | null;
  readonly trouble: boolean;
};

/** A gate system writes one line a truck, with all its boxes. */
export function sayGateLine(world: World, passage: GatePassage): void {
  const { truck, facility, direction, appointmentId, trouble, boxes } = passage;
  const feed = `gate-${facility.toLowerCase()}`;
  const atMs = wholeSecond(passage.atMs);
  const ref = `${facility}-${world.number(feed)}`;
  const common = { direction, plate: truck.plateKey, facility, appointmentId, trouble };
  const stated = boxes.map(({ box, empty, physical }) => {
    const { container, sizeType, booking, seal } = box;
    return { container, sizeType, booking, seal, empty, physical };
  });
  sayLine(world, {
    topic: 'gate.transactions',
    feed,
    ref,
    atMs,
    recordedAfterMs: recordingDelayMs(world),
    fields: {
      ...common,
      lane: `${direction}${world.random.whole(1, 8)}`,
      transactionId: ref,
      haulier: truck.haulier,
      boxes: stated.map(({ container, sizeType, booking, seal, empty }) => ({
        container,
        sizeType,
        emptyIndicator: empty ? 'EMPTY' : 'LADEN',
        booking,
        seals: seal === null ? [] : [seal],
      })),
    },
    // A misread plate moves the fact to another key: the hardest correction there is.
    wrong: { plate: `${truck.plate.slice(0, -1)}X-${truck.colour}` },
    truth: (recordedAt) => ({
      topic: 'gate.transactions',
      feed,
      ref,
      format: 'jsonl',
      atMs,
      recordedAt,
      ...common,
      boxes: stated,
    }),
  });
}
