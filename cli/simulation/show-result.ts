import { count, counted, decimal } from '../format/numbers.ts';
import { textTable } from '../format/text-table.ts';
import type { SimulationResult } from './simulate.ts';

/** What each disturbance did, and what became of it. */
const BECAME: Readonly<Record<string, string>> = {
  disorder: 'late statements, folded where they belong',
  duplicates: 'told again, counted once',
  corrections: 'told wrong first, replaced by the right version',
  retractions: 'told and taken back, no row is left of them',
  backfill: 'positions an hour late, folded where they belong',
  outages: 'never told: the tables say what is known without them',
  broken: 'unreadable, set aside with their bytes; their neighbours went on',
};

/** How the run went. */
export function runLines(result: SimulationResult): string[] {
  const { accepted, known, deadLettered, deliveries, seconds, rowsLanded, engine } = result;
  const fresh = Math.max(0, accepted - known);
  const rate = seconds > 0 ? accepted / seconds : 0;
  return [
    `${count(accepted)} source events in ${counted(deliveries, 'delivery', 'deliveries')}, ${decimal(seconds, 1)} s (${count(rate)} events/s until the last row could be queried).`,
    `${count(fresh)} new, ${count(known)} known already, ${count(deadLettered)} set aside by sources. ${count(rowsLanded)} rows landed, ${count(engine['refolded'] ?? 0)} steps folded again.`,
    ...(accepted > 0 && fresh === 0
      ? ['All of it was there already: the same facts, so the same figures.']
      : []),
  ];
}

/** Which disturbances there were and what became of them. */
export function disturbanceLines({ disturbances }: SimulationResult): string[] {
  const met = Object.entries(disturbances).filter(([, statements]) => statements > 0);
  if (met.length === 0) return ['The day was undisturbed.'];
  return textTable(
    [
      { title: 'disturbance', align: 'left' },
      { title: 'statements', align: 'right' },
      { title: 'what became of them', align: 'left' },
    ],
    met.map(([name, statements]) => [name, count(statements), BECAME[name] ?? '']),
    80,
  );
}

/** Dead letters of the whole folder, by reason. */
export function letterLines(letters: Readonly<Record<string, number>>): string[] {
  const reasons = Object.entries(letters);
  if (reasons.length === 0) return ['No dead letters.'];
  const sum = reasons.reduce((all, [, one]) => all + one, 0);
  const named = reasons.map(([code, one]) => `${count(one)} ${code}`).join(', ');
  return [`${counted(sum, 'dead letter')}: ${named}.`];
}
