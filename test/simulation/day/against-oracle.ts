import type { ExpectedDelay } from '../oracle/delays.ts';
import type { oracleOf } from '../oracle/oracle.ts';
import type { LandedRow } from './landed.ts';

type Expected = ReturnType<typeof oracleOf> & { readonly delays?: readonly ExpectedDelay[] };
type Compared = keyof Expected;

/** What the oracle knows of containers, gates and orders. */
export const COMPARED = [
  'gateBoxes',
  'moves',
  'stays',
  'quayMoves',
  'cycles',
  'returns',
  'visits',
  'callBoxes',
  'departures',
  'orderBoxes',
  'links',
  'deliveries',
  'leads',
  'progress',
  'risks',
] as const;

type Rows = Readonly<Record<string, readonly LandedRow[]>>;
type Comparison = {
  readonly topic: string;
  /** Which of the oracle's fields the rows have; default all. */
  readonly fields?: readonly string[];
  /** Which rows the oracle tells of; default all of the topic. */
  readonly chosen?: (rows: Rows) => readonly LandedRow[];
  /** Whether the oracle can know of the row. */
  readonly known?: (row: LandedRow) => boolean;
  /** The row as the oracle tells it. */
  readonly told?: (row: LandedRow) => object;
};

const COMPARISONS: Readonly<Record<Compared, Comparison>> = {
  gateBoxes: { topic: 'gate.boxes' },
  moves: { topic: 'container.moves' },
  stays: { topic: 'yard.dwells' },
  quayMoves: {
    topic: 'quay.moves',
    fields: ['container', 'move', 'eventTime', 'facility', 'emptyIndicator', 'teu', 'voyage'],
  },
  cycles: { topic: 'container.cycles' },
  returns: { topic: 'empty.returns' },
  visits: {
    topic: 'truck.visits',
    // What gates did not see, the truck's positions tell: of these the oracle knows nothing.
    known: ({ quality, startEventId, endEventId }) =>
      quality === 'COMPLETE' && isByGate(startEventId) && isByGate(endEventId),
    told: (row) => ({ ...row, boxesIn: sorted(row['boxesIn']), boxesOut: sorted(row['boxesOut']) }),
  },
  callBoxes: { topic: 'call.boxes' },
  departures: { topic: 'box.departures' },
  orderBoxes: { topic: 'order.boxes' },
  links: { topic: 'order.links' },
  deliveries: {
    topic: 'hinterland.deliveries',
    told: (row) => ({ ...row, orderPlant: row['orderId'] === null ? null : row['plant'] }),
  },
  leads: {
    topic: 'export.leads',
    // When a truck left the plant only its positions tell.
    told: (row) =>
      row['startBy'] === 'TRIP'
        ? { ...row, eventTime: row['gatedInAt'], startBy: null, startAt: null, leadMs: null }
        : row,
  },
  progress: { topic: 'box.progress', chosen: lastProgress, told: withStage },
  risks: {
    topic: 'supply.risks',
    // When an import arrives the roads tell; of several boxes one decides.
    told: (row) => ({
      ...row,
      neededBy: row['direction'] === 'INBOUND' ? row['deadlineAt'] : null,
      outcome: row['direction'] === 'OUTBOUND' && row['boxes'] === 1 ? row['outcome'] : null,
    }),
  },
  delays: { topic: 'traversal.delays' },
};

const SHOWN = 5;

/** The first rows that only one side has, as text, and how many were compared. */
export function againstOracle(
  name: Compared,
  { rows, expected }: { rows: Rows; expected: Expected },
): { missing: string[]; unexpected: string[]; compared: number } {
  const { topic, known = () => true, told = (row) => row, ...rest } = COMPARISONS[name];
  const chosen = rest.chosen?.(rows) ?? rows[topic] ?? [];
  const wanted: readonly object[] = expected[name] ?? [];
  const fields = rest.fields ?? Object.keys(wanted[0] ?? {});
  const textOf = (row: object) =>
    JSON.stringify(Object.fromEntries(fields.map((field) => [field, Reflect.get(row, field)])));
  const landed = chosen.filter(known).map((row) => textOf(told(row)));
  const texts = wanted.map(textOf);
  const missing = without(texts, landed);
  const unexpected = without(landed, texts);
  return {
    missing: missing.slice(0, SHOWN),
    unexpected: unexpected.slice(0, SHOWN),
    compared: texts.length,
  };
}

/** What is in one list more often than in the other. */
function without(texts: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const text of others) left.set(text, (left.get(text) ?? 0) + 1);
  return texts.filter((text) => {
    const count = left.get(text) ?? 0;
    if (count > 0) left.set(text, count - 1);
    return count === 0;
  });
}

/** What was told last of each box that an order names. */
function lastProgress(rows: Rows): readonly LandedRow[] {
  const pairOf = (row: LandedRow) => `${row['container']}/${row['orderId']}`;
  const named = new Set((rows['order.boxes'] ?? []).map(pairOf));
  const told = (rows['box.progress'] ?? []).filter((row) => named.has(pairOf(row)));
  const inTime = told.toSorted(
    (one, other) => Number(one['eventTime']) - Number(other['eventTime']),
  );
  return [...new Map(inTime.map((row) => [pairOf(row), row])).values()];
}

/** Of a box that has left the terminal for a plant the roads tell how far it is. */
function withStage(row: LandedRow): object {
  const isOut = ['ON_ROAD', 'ARRIVED', 'RELEASED'].includes(String(row['stage']));
  return isOut ? { ...row, stage: 'OUT' } : row;
}

function isByGate(id: unknown): boolean {
  return /^(?:gate|edi)-/.test(String(id));
}

function sorted(texts: unknown): string[] {
  return (texts as string[]).toSorted();
}
