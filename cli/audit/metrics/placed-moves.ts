import { containerMoves } from '@landbridge/schemas';
import type { Accepted } from '../metric.ts';

const PLACES = {
  TERMINAL: ['POTE'],
  DEPOT: ['DEPO', 'OFFD', 'COYA'],
  PLANT: ['CLOC'],
  INLAND: ['COFS', 'INTE', 'RAMP'],
} as const;

const FIELDS = (containerMoves.schemas.at(-1)?.fields ?? []).map(({ name }) => name);

const byType = Object.entries(PLACES)
  .map(([place, types]) => `facilityType IN ('${types.join("', '")}'), '${place}'`)
  .join(', ');

/**
 * Moves with the place where they happened and their order within one instant. The facility decides; without one a port
 * that is not ours is abroad, else the type of the facility tells, and a move over the quay is at a terminal.
 */
export function placedMoves(accepted: Accepted): string {
  return `(
    SELECT ${FIELDS.map((field) => `stated.${field} AS ${field}`).join(', ')}, ${ORDER_IN_INSTANT} AS rank,
      stated.move IN ('LOAD', 'DISC') AND ifNull(stated.mode IN ('VESSEL', 'BARGE'), true) AS overQuay,
      multiIf(site.id IS NOT NULL, assumeNotNull(site.kind), works.code IS NOT NULL, 'PLANT',
        stated.port IS NOT NULL AND NOT has(ports.ours, assumeNotNull(stated.port)), 'ABROAD',
        ${byType.replaceAll('facilityType', 'stated.facilityType')}, overQuay, 'TERMINAL', 'UNKNOWN') AS place
    FROM ${accepted(containerMoves)} AS stated
    CROSS JOIN (SELECT groupUniqArray(port::String) AS ours FROM ref_facilities) AS ports
    LEFT ANY JOIN ref_facilities AS site ON site.id = stated.facility
    LEFT ANY JOIN (SELECT upper(named) AS code FROM ref_plants ARRAY JOIN arrayConcat([id], codes) AS named) AS works ON works.code = upper(stated.facility)
  )`;
}

/** A box is discharged before it leaves by the gate, and comes in by the gate before it is loaded. */
const ORDER_IN_INSTANT =
  "transform(stated.move, ['DISC', 'PICK', 'STRP', 'GTOT', 'DROP', 'STUF', 'GTIN', 'LOAD'], [1, 2, 3, 4, 5, 6, 7, 8], 9)";
