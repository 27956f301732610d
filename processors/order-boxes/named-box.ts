import { type AvroType, orderBoxes, type PlantOrder } from '@landbridge/schemas';
import { boxNamed } from '../order.ts';
import type { Seen } from '../processor.ts';
import { PERHAPS_LONG, PERHAPS_STRING, stateRecord } from '../state-record.ts';

/** Most boxes of an order that have a row, the first ones. */
export const BOXES_MAX = 32;

/** What happens to one box of an order, and not to the order as a whole. */
const OF_A_BOX: ReadonlySet<PlantOrder['milestone']> = new Set([
  'ARRIVED',
  'STUFFING_STARTED',
  'STUFFING_COMPLETED',
]);

/** What the plant stated of a box, and by which statements. */
export type Told = {
  /** Proof of delivery. */
  readonly arrivedAt: number | null;
  readonly arrivedBy: string | null;
  readonly stuffedAt: number | null;
  readonly stuffedBy: string | null;
};

/** A box that an order names. */
export type NamedBox = Told & {
  readonly container: string;
  readonly namedAt: number;
  readonly namedBy: string;
  /** Named by a milestone of its own: no other box takes its place. */
  readonly isOwn: boolean;
};

/** The boxes of an order; and what it stated before it named one, which is of the box named first. */
export type Boxes = { readonly boxes: readonly NamedBox[]; readonly early: Told };

const NOTHING: Told = { arrivedAt: null, arrivedBy: null, stuffedAt: null, stuffedBy: null };
export const NO_BOXES: Boxes = { boxes: [], early: NOTHING };

const TOLD: Readonly<Record<keyof Told, AvroType>> = {
  arrivedAt: PERHAPS_LONG,
  arrivedBy: PERHAPS_STRING,
  stuffedAt: PERHAPS_LONG,
  stuffedBy: PERHAPS_STRING,
};

export const boxesFields: Readonly<Record<keyof Boxes, AvroType>> = {
  boxes: {
    type: 'array',
    items: stateRecord('NamedBox', {
      container: 'string',
      namedAt: 'long',
      namedBy: 'string',
      isOwn: 'boolean',
      ...TOLD,
    }),
  },
  early: stateRecord('Early', TOLD),
};

/**
 * The boxes after one more statement. A milestone of a box adds the one it names: an order may be of several. Anything
 * else that names a box assigns it, one at a time: it takes the place of the box that was assigned before. What names
 * no box is of the only one; of several it says nothing.
 */
export function afterNaming({ boxes, early }: Boxes, event: Seen<PlantOrder>): Boxes {
  const container = boxNamed(event);
  const isOfABox = OF_A_BOX.has(event.milestone);
  const near = boxes.filter(({ namedAt }) => isNear(namedAt, event.eventTime));
  if (container === null) {
    const [only, ...others] = near;
    if (only === undefined) return { boxes: near, early: withTold(early, event) };
    return { boxes: others.length > 0 ? near : [withTold(only, event)], early };
  }
  const kept = isOfABox ? near : near.filter((box) => box.isOwn || box.container === container);
  if (kept.some((box) => box.container === container)) {
    const told = kept.map((box) => (box.container === container ? stated(box, event) : box));
    return { boxes: told, early };
  }
  if (kept.length === BOXES_MAX) return { boxes: kept, early };
  const { id: namedBy, eventTime: namedAt } = event;
  const box = { container, namedAt, namedBy, isOwn: false, ...early };
  return { boxes: [...kept, stated(box, event)], early: NOTHING };
}

/** Boxes that gave way to the one that was assigned: their rows are withdrawn. A row beyond the span stands. */
export function replaced(
  boxes: readonly NamedBox[],
  { next, atMs }: { next: readonly NamedBox[]; atMs: number },
): readonly NamedBox[] {
  const still = new Set(next.map(({ container }) => container));
  return boxes.filter(({ container, namedAt }) => !still.has(container) && isNear(namedAt, atMs));
}

function stated(box: NamedBox, event: Seen<PlantOrder>): NamedBox {
  return withTold({ ...box, isOwn: box.isOwn || OF_A_BOX.has(event.milestone) }, event);
}

/** A box arrives once, and is stuffed once: the first time counts. */
function withTold<Known extends Told>(known: Known, event: Seen<PlantOrder>): Known {
  const { milestone, eventTime: at, id } = event;
  if (milestone === 'ARRIVED' && known.arrivedAt === null) {
    return { ...known, arrivedAt: at, arrivedBy: id };
  }
  const isStuffed = milestone === 'STUFFING_COMPLETED' && known.stuffedAt === null;
  return isStuffed ? { ...known, stuffedAt: at, stuffedBy: id } : known;
}

/** A row beyond the topic's span stands as it was: what the order says from then on is about a new naming. */
function isNear(namedAt: number, atMs: number): boolean {
  return atMs - namedAt <= orderBoxes.spanMs;
}
