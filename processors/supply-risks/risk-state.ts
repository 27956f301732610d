import {
  type AvroSchema,
  type BoxProgress,
  boxProgress,
  type SupplyRisk,
  supplyRisks,
} from '@landbridge/schemas';
import { type Order, orderSchema } from '../order.ts';
import type { Seen } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';
import { PERHAPS_LONG, PERHAPS_STRING, stateRecord } from '../state-record.ts';

/** Most boxes of an order that are looked at, the first ones. */
export const BOXES_MAX = 32;

const BOX_FIELDS = [
  ...['id', 'container', 'stage', 'stageAt', 'stageEventId', 'facility', 'etaStage', 'etaAt'],
  ...['cargoClosingAt', 'rolled'],
] as const satisfies readonly (keyof BoxProgress)[];
const VERDICT_FIELDS = [
  ...['level', 'reason', 'container', 'stage', 'stageAt', 'stageEventId', 'basis'],
  ...['expectedP50At', 'expectedP90At'],
] as const satisfies readonly (keyof SupplyRisk)[];

/** A box that the order is about, as it stands; with its arrival, which is kept whatever it does then. */
export type Box = Pick<BoxProgress, (typeof BOX_FIELDS)[number]> & {
  /** Null while it has not arrived, and where no gate saw it: a loading only shows that it had. */
  readonly arrivedAt: number | null;
  /** What shows that it has arrived, as `topic/id`; null while nothing does. */
  readonly arrivedBy: string | null;
};

/** What is expected of the order's boxes, and what it is made of. */
export type Verdict = Pick<SupplyRisk, (typeof VERDICT_FIELDS)[number]> & {
  /** What says where the deciding box stands. */
  readonly cause: string | null;
};

export type RiskState = {
  readonly order: Order | null;
  /** The first statement of the need or readiness; null while nobody waits. */
  readonly need: { readonly at: number; readonly id: string } | null;
  readonly readyAt: number | null;
  readonly shortage: { readonly at: number; readonly id: string } | null;
  readonly boxes: readonly Box[];
  /** Arrival as the plant states it for the whole order. */
  readonly arrival: { readonly at: number; readonly id: string } | null;
  /** The last verdict before the arrival: hits and misses are counted by it. */
  readonly verdict: Verdict | null;
};

export const NO_NEED: RiskState = {
  order: null,
  need: null,
  readyAt: null,
  shortage: null,
  boxes: [],
  arrival: null,
  verdict: null,
};

const moment = (name: string): AvroSchema => stateRecord(name, { at: 'long', id: 'string' });

export const riskState: AvroSchema = stateRecord('RiskState', {
  order: ['null', orderSchema],
  need: ['null', moment('Need')],
  readyAt: PERHAPS_LONG,
  shortage: ['null', moment('Shortage')],
  boxes: {
    type: 'array',
    items: {
      type: 'record',
      name: 'RiskBox',
      fields: [
        ...fieldsOf(boxProgress, BOX_FIELDS),
        { name: 'arrivedAt', type: PERHAPS_LONG },
        { name: 'arrivedBy', type: PERHAPS_STRING },
      ],
    },
  },
  arrival: ['null', moment('Arrival')],
  verdict: [
    'null',
    {
      type: 'record',
      name: 'Verdict',
      fields: [...fieldsOf(supplyRisks, VERDICT_FIELDS), { name: 'cause', type: PERHAPS_STRING }],
    },
  ],
});

/** Stages at which a box is where its order wants it: at the plant, or in the terminal. */
const THERE: ReadonlySet<BoxProgress['stage']> = new Set(['ARRIVED', 'GATED_IN', 'LOADED']);

/** A box after one more step; it arrives once. */
export function boxOf(progress: Seen<BoxProgress>, known: Box | undefined): Box {
  const hasArrived = known !== undefined && known.arrivedBy !== null;
  const arrives = !hasArrived && THERE.has(progress.stage);
  // Terminals load after the cargo has closed: when a box that no gate saw came in, its loading does not tell.
  const seenAt = progress.stage === 'LOADED' ? null : progress.stageAt;
  return {
    id: progress.id,
    container: progress.container,
    stage: progress.stage,
    stageAt: progress.stageAt,
    stageEventId: progress.stageEventId,
    facility: progress.facility,
    etaStage: progress.etaStage,
    etaAt: progress.etaAt,
    // A plan that is dropped after the box was gated in is still what it came in time for.
    cargoClosingAt: progress.cargoClosingAt ?? (hasArrived ? known.cargoClosingAt : null),
    // Once loaded it is known which vessels it missed: one that was told to have left too early is none of them.
    rolled: progress.rolled || (progress.stage !== 'LOADED' && known?.rolled === true),
    arrivedAt: arrives ? seenAt : (known?.arrivedAt ?? null),
    arrivedBy: arrives ? `box.progress/${progress.id}` : (known?.arrivedBy ?? null),
  };
}
