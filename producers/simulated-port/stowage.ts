import { HOUR_MS } from '@landbridge/schemas';
import type { Box } from './boxes.ts';
import type { Trade, Vessel } from './moving.ts';
import { sayCarrierPlan } from './say-carrier.ts';
import type { World } from './world.ts';

/** A call that was announced and has not departed. */
export type Announced = {
  readonly vessel: Vessel;
  readonly arrivesAt: number;
  /** When the terminal closes the cargo: what comes later waits for another vessel. */
  readonly closesAt: number;
};

/** A box in a yard that is to leave by sea. */
export type Waiting = {
  readonly box: Box;
  readonly trade: Trade;
  readonly empty: boolean;
  readonly readyAt: number;
  /** The call that it is planned for, once one is known. */
  planned?: Announced | undefined;
  /** It came after the closing of that call, and is not loaded on it. */
  late?: boolean;
};

/** What is ready so long after the vessel comes can still be loaded: not all of it will be. */
const READY_AFTER_ARRIVAL_MS = 18 * HOUR_MS;
const LOADED_AFTER_ARRIVAL_MS = 14 * HOUR_MS;

/** Which calls of a terminal are announced, and which boxes go on which of them, as their carriers publish it. */
export function openStowage(world: World) {
  const calls = new Map<string, Announced[]>();
  const announced = (terminal: string) => calls.get(terminal) ?? [];
  /** The first call that a box is ready for; laden ones only, empties go where there is room. */
  const assign = (terminal: string, waiting: Waiting): void => {
    if (waiting.empty || waiting.planned !== undefined) return;
    const call = announced(terminal).find(
      ({ arrivesAt, closesAt }) =>
        waiting.readyAt <= arrivesAt + READY_AFTER_ARRIVAL_MS && world.now() < closesAt,
    );
    if (call === undefined) return;
    waiting.planned = call;
    plan(terminal, waiting.box, call);
  };
  const plan = (terminal: string, box: Box, call: Announced): void => {
    sayCarrierPlan(world, box, {
      code: 'LOAD',
      facility: terminal,
      vessel: call.vessel,
      empty: false,
      expectedAt: call.arrivesAt + LOADED_AFTER_ARRIVAL_MS,
    });
  };
  return {
    plan,
    /** A box has come: perhaps after the closing of its call, or after that has gone. */
    take(terminal: string, waiting: Waiting): void {
      const { planned } = waiting;
      if (planned !== undefined && !announced(terminal).includes(planned))
        waiting.planned = undefined;
      waiting.late = waiting.planned !== undefined && world.now() > waiting.planned.closesAt;
      assign(terminal, waiting);
    },
    /** The next call that can still be reached by what leaves a depot now. */
    nextCall: (terminal: string): Announced | undefined =>
      announced(terminal).find(({ closesAt }) => closesAt > world.now() + HOUR_MS),
    announce(terminal: string, call: Announced, yard: readonly Waiting[]): void {
      calls.set(terminal, [...announced(terminal), call]);
      for (const waiting of yard) assign(terminal, waiting);
    },
    /** What the call leaves behind is planned for another one. */
    depart(terminal: string, call: Announced, yard: readonly Waiting[]): void {
      const others = announced(terminal).filter((each) => each !== call);
      calls.set(terminal, others);
      for (const waiting of yard) {
        if (waiting.planned !== call) continue;
        waiting.planned = undefined;
        waiting.late = false;
        assign(terminal, waiting);
      }
    },
  };
}

export type Stowage = ReturnType<typeof openStowage>;
