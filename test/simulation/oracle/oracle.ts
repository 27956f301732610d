import type { Reference } from '@landbridge/infra';
import { expectedCallBoxes, expectedDepartures, missedDepartures } from './calls.ts';
import { expectedDeliveries } from './deliveries.ts';
import { expectedLeads } from './exports.ts';
import type { KnownFacts } from './facts.ts';
import { expectedGateBoxes, expectedVisits } from './gates.ts';
import { expectedLinks } from './links.ts';
import { expectedMoves } from './moves.ts';
import { expectedOrderBoxes } from './orders.ts';
import { expectedProgress, expectedRisks } from './risks.ts';
import { expectedStays } from './stays.ts';
import { expectedCycles, expectedReturns } from './uses.ts';

/**
 * The answers that the tables should hold, computed from the generated days directly. It knows schemas and reference
 * data only, never a reducer or a decoder: otherwise it would agree with their mistakes.
 */
export function oracleOf(facts: KnownFacts, reference: Reference) {
  const moves = expectedMoves(facts, reference);
  const orderBoxes = expectedOrderBoxes(facts, reference);
  const links = expectedLinks(facts);
  const callBoxes = expectedCallBoxes(facts);
  const departures = expectedDepartures(facts, callBoxes);
  const missed = missedDepartures(departures, callBoxes);
  return {
    gateBoxes: expectedGateBoxes(facts),
    moves,
    callBoxes,
    departures,
    stays: expectedStays(moves, missed),
    /** Over the quay of our terminals, both ways. */
    quayMoves: moves.filter(({ move }) => move === 'DISC' || move === 'LOAD'),
    visits: expectedVisits(facts),
    cycles: expectedCycles(moves),
    returns: expectedReturns(moves, facts),
    orderBoxes,
    links,
    deliveries: expectedDeliveries(moves, orderBoxes),
    leads: expectedLeads(moves, { orders: orderBoxes, links }),
    progress: expectedProgress(orderBoxes, moves),
    risks: expectedRisks(facts, { moves, orderBoxes, links, departures, missed }),
  };
}
