import { containerEvents, containerMoves, type Topic } from '@landbridge/schemas';
import type { Accepted } from '../metric.ts';

const PLACES = {
  TERMINAL: ['POTE'],
  DEPOT: ['DEPO', 'OFFD', 'COYA'],
  PLANT: ['CLOC'],
  INLAND: ['COFS', 'INTE', 'RAMP'],
} as const;

const byType = Object.entries(PLACES)
  .map(([place, types]) => `stated.facilityType IN ('${types.join("', '")}'), '${place}'`)
  .join(', ');

/** Plants by each code under which they are named. */
export const PLANT_CODES =
  '(SELECT id, upper(named) AS code FROM ref_plants ARRAY JOIN arrayConcat([id], codes) AS named)';

/** Moves with the place where they happened and their order within one instant. */
export function placedMoves(accepted: Accepted): string {
  return withPlaces({ topic: containerMoves, moveField: 'move', accepted });
}

/** What was stated of boxes, actual or not, with the place where it happened or shall happen. */
export function placedEvents(accepted: Accepted): string {
  return withPlaces({ topic: containerEvents, moveField: 'eventCode', accepted });
}

/**
 * The facility decides; without one a port that is not ours is abroad, else the type of the facility tells, and a move
 * over the quay is at a terminal.
 */
function withPlaces({
  topic,
  moveField,
  accepted,
}: {
  topic: Topic;
  moveField: string;
  accepted: Accepted;
}): string {
  const fields = (topic.schemas.at(-1)?.fields ?? []).map(({ name }) => name);
  const move = `stated.${moveField}`;
  return `(
    SELECT ${fields.map((field) => `stated.${field} AS ${field}`).join(', ')}, ${orderInInstant(move)} AS rank,
      ${move} IN ('LOAD', 'DISC') AND ifNull(stated.mode IN ('VESSEL', 'BARGE'), true) AS overQuay,
      multiIf(site.id IS NOT NULL, assumeNotNull(site.kind), works.code IS NOT NULL, 'PLANT',
        stated.port IS NOT NULL AND NOT has(ports.ours, assumeNotNull(stated.port)), 'ABROAD',
        ${byType}, overQuay, 'TERMINAL', 'UNKNOWN') AS place
    FROM ${accepted(topic)} AS stated
    CROSS JOIN (SELECT groupUniqArray(port::String) AS ours FROM ref_facilities) AS ports
    LEFT ANY JOIN ref_facilities AS site ON site.id = stated.facility
    LEFT ANY JOIN ${PLANT_CODES} AS works ON works.code = upper(stated.facility)
  )`;
}

/** A box is discharged before it leaves by the gate, and comes in by the gate before it is loaded. */
function orderInInstant(move: string): string {
  return `transform(${move}, ['DISC', 'PICK', 'STRP', 'GTOT', 'DROP', 'STUF', 'GTIN', 'LOAD'], [1, 2, 3, 4, 5, 6, 7, 8], 9)`;
}
