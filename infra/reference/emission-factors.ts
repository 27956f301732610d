import { type Entry, entryOf, readEntries } from './entry-reader.ts';
import type { EmissionFactor, EmissionSet, Vehicle } from './reference.ts';

export const EMISSIONS_FILE = 'emissions.json';

const FUELS = ['DIESEL', 'LNG', 'ELECTRIC'] as const;

/** Reads and checks a set of emission factors: every fuel has some, and at any time one at most. */
export function readEmissions(content: unknown): EmissionSet {
  const entry = entryOf(content, EMISSIONS_FILE);
  const entries = readEntries(content, { file: EMISSIONS_FILE, list: 'factors' });
  const factors = entries.map(readFactor);
  for (const [index, factor] of factors.entries()) {
    const other = factors.slice(0, index).find((each) => overlap(each, factor));
    if (other !== undefined) entries[index]?.refuse('validFrom', 'lies in the validity of another');
  }
  for (const fuel of FUELS) {
    if (!factors.some((factor) => factor.fuel === fuel)) {
      entry.refuse('factors', `must have one for ${fuel}`);
    }
  }
  return {
    name: entry.text('set'),
    basis: entry.oneOf('basis', ['WTW', 'TTW']),
    method: entry.oneOf('method', ['DEFAULT', 'MODELLED', 'PRIMARY']),
    factors,
  };
}

/** The factor of a fuel at a time. */
export function factorOf(
  { factors }: EmissionSet,
  { fuel, atMs }: { fuel: Vehicle['fuel']; atMs: number },
): EmissionFactor | undefined {
  return factors.find(
    (factor) =>
      factor.fuel === fuel &&
      (factor.validFrom ?? atMs) <= atMs &&
      atMs < (factor.validUntil ?? Number.POSITIVE_INFINITY),
  );
}

function readFactor(entry: Entry): EmissionFactor {
  const per100Km = { min: 0, max: 1_000 };
  return {
    fuel: entry.oneOf('fuel', FUELS),
    unit: entry.text('unit'),
    ladenPer100Km: entry.number('ladenPer100Km', per100Km),
    emptyPer100Km: entry.number('emptyPer100Km', per100Km),
    bobtailPer100Km: entry.number('bobtailPer100Km', per100Km),
    idlePerHour: entry.number('idlePerHour', { min: 0, max: 100 }),
    kgCo2ePerUnit: entry.number('kgCo2ePerUnit', { min: 0, max: 100 }),
    validFrom: entry.timeOrNull('validFrom'),
    validUntil: entry.timeOrNull('validUntil'),
    source: entry.text('source'),
  };
}

function overlap(one: EmissionFactor, other: EmissionFactor): boolean {
  const from = (each: EmissionFactor) => each.validFrom ?? Number.NEGATIVE_INFINITY;
  const until = (each: EmissionFactor) => each.validUntil ?? Number.POSITIVE_INFINITY;
  return one.fuel === other.fuel && from(one) < until(other) && from(other) < until(one);
}
