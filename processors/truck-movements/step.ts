import type { Reference } from '@landbridge/infra';
import type { TruckPassage, TruckTraversal, TruckTrip } from '@landbridge/schemas';
import type { Emitter } from '../processor.ts';
import type { Fix, MovementState } from './movement-state.ts';
import type { Network } from './road-network.ts';

export type Emitters = {
  readonly traversal: Emitter<TruckTraversal>;
  readonly trip: Emitter<TruckTrip>;
  readonly passage: Emitter<TruckPassage>;
};

/** A state in the making: the handler's own copy, never the state it was given. */
export type Draft = { -readonly [Field in keyof MovementState]: MovementState[Field] };

/** One position on its way through a truck's state. */
export type Step = {
  readonly plate: string;
  readonly fix: Fix;
  /** The fix before. */
  readonly last: Fix;
  readonly reference: Reference;
  readonly network: Network;
  readonly emit: Emitters;
  readonly draft: Draft;
};
