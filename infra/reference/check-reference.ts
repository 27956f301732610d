import { PipelineError } from '../errors.ts';
import type { Facility, Plant, Vehicle } from './reference.ts';

/** A port that no LOCODE stands for would be a group of its own in every report. */
export function refuseLostPorts(
  facilities: readonly Facility[],
  ports: ReadonlyMap<string, string>,
): void {
  const known = new Set(ports.values());
  for (const { id, port } of facilities) {
    if (known.has(port)) continue;
    refuse(
      'facilities.json',
      `port of ${id} is ${port}, which is none of ${[...known].join(', ')}`,
    );
  }
}

/** A code, plate or terminal names one thing at a time: of two the first in the file would be taken without a word. */
export function refuseOverlaps(lists: {
  facilities: readonly Facility[];
  plants: readonly Plant[];
  vehicles: readonly Vehicle[];
}): void {
  const { facilities, plants, vehicles } = lists;
  const codesOf = ({ id, codes }: Facility | Plant) =>
    [id, ...codes].map((code) => `code ${code.trim().toUpperCase()}`);
  refuseDoubles(
    'facilities.json',
    facilities.map((each) => ({ ...each, name: each.id, keys: codesOf(each) })),
  );
  refuseDoubles(
    'plants.json',
    plants.map((each) => ({ ...ALWAYS, name: each.id, keys: codesOf(each) })),
  );
  refuseDoubles(
    'vehicles.json',
    vehicles.map((each) => ({
      ...each,
      name: `${each.plate}-${each.colour}`,
      keys: [
        `plate ${each.plate}-${each.colour}`,
        ...(each.terminalId === null ? [] : [`terminal ${each.terminalId}`]),
      ],
    })),
  );
}

/** Whether a plate is written as feeds' plates are after normalising. */
export function isPlainPlate(plate: string): boolean {
  return plate === plate.normalize('NFKC').toUpperCase() && !/[\s\-_.·•]/u.test(plate);
}

type Valid = { readonly validFrom: number | null; readonly validUntil: number | null };
const ALWAYS: Valid = { validFrom: null, validUntil: null };
type Named = Valid & { readonly name: string; readonly keys: readonly string[] };

function refuseDoubles(file: string, entries: readonly Named[]): void {
  const holders = new Map<string, Named[]>();
  for (const entry of entries) {
    for (const key of new Set(entry.keys)) {
      const others = holders.get(key) ?? [];
      const other = others.find((each) => overlaps(each, entry));
      if (other !== undefined) {
        refuse(file, `${key} is of ${other.name} and of ${entry.name} at one time`);
      }
      holders.set(key, [...others, entry]);
    }
  }
}

function overlaps(one: Valid, other: Valid): boolean {
  const from = ({ validFrom }: Valid) => validFrom ?? Number.NEGATIVE_INFINITY;
  const until = ({ validUntil }: Valid) => validUntil ?? Number.POSITIVE_INFINITY;
  return from(one) < until(other) && from(other) < until(one);
}

function refuse(file: string, why: string): never {
  throw new PipelineError('config-invalid', `Reading reference file ${file}: ${why}.`);
}
