import { PipelineError, type Reference } from '@landbridge/infra';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import { parseIsoTime } from '../normalise/time.ts';

/**
 * - harmless, the same facts remain: `disorder` (statements come seconds to minutes late), `duplicates` (the same text
 *   again), `corrections` (wrong first, right later), `retractions` (something that never happened, withdrawn later),
 *   `backfill` (an hour of a truck's positions at once, later);
 * - facts are lost: `outages` (a feed says nothing for a while), `broken` (text that cannot be read).
 */
export const DISTURBANCES = [
  'disorder',
  'duplicates',
  'corrections',
  'retractions',
  'backfill',
  'outages',
  'broken',
] as const;
export type Disturbance = (typeof DISTURBANCES)[number];
export type DisturbanceRates = Readonly<Record<Disturbance, number>>;

/** Share of statements, of truck-hours (`backfill`), of six-hour spans of a feed (`outages`). */
const LOW_RATES: DisturbanceRates = {
  disorder: 0.03,
  duplicates: 0.01,
  corrections: 0.01,
  retractions: 0.005,
  backfill: 0.02,
  outages: 0.01,
  broken: 0.0005,
};
const NO_RATES: DisturbanceRates = {
  disorder: 0,
  duplicates: 0,
  corrections: 0,
  retractions: 0,
  backfill: 0,
  outages: 0,
  broken: 0,
};

export type SimulationOptions = {
  readonly reference: Reference;
  /** First simulated day, Asia/Shanghai, such as 2026-03-11. */
  readonly day?: string;
  readonly days?: number;
  readonly seed?: number;
  /** 1 is a fortieth of the port: about 450 trucks. */
  readonly scale?: number;
  /**
   * Days of container, gate and appointment history without positions and traffic before the first day. Plants tell of
   * their orders in the last ten of them.
   */
  readonly historyDays?: number;
  /** How often the city's feed speaks of a segment, milliseconds; 2 minutes by default. */
  readonly trafficIntervalMs?: number;
  /** Rates by name; `all`: low rates of each; `none`: an undisturbed port. */
  readonly disturb?: 'none' | 'all' | Readonly<Partial<Record<Disturbance, number>>>;
};

export type Settings = {
  readonly reference: Reference;
  readonly seed: number;
  readonly scale: number;
  /** Where history begins, where the days begin, where they end: epoch milliseconds. */
  readonly historyFromMs: number;
  /** From when on plants tell of their orders. */
  readonly ordersFromMs: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly trafficIntervalMs: number;
  readonly rates: DisturbanceRates;
};

export const DEFAULT_DAY = '2026-03-11';
const HISTORY_DAYS = 30;
/** Boxes wait in the yard and at plants for weeks; an order is over some days after it was placed. */
const ORDER_HISTORY_DAYS = 10;
const TRAFFIC_INTERVAL_MS = 2 * MINUTE_MS;
const SCALE_MAX = 100;
const DAYS_MAX = 366;

/** Checks the options; what is wrong is refused with `config-invalid`. */
export function settingsOf({ reference, ...options }: SimulationOptions): Settings {
  return { reference, ...checkedSimulation(options) };
}

/** The same without reference data: for who refuses options before anything is opened or made for them. */
export function checkedSimulation(
  options: Omit<SimulationOptions, 'reference'>,
): Omit<Settings, 'reference'> {
  const day = options.day ?? DEFAULT_DAY;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(day);
  const from = isDay ? parseIsoTime(day, { facility: 'Asia/Shanghai', source: null }) : undefined;
  const fromMs = from?.atMs ?? refuse(`day is ${day}: it must be a day such as ${DEFAULT_DAY}`);
  const days = whole({ name: 'days', value: options.days ?? 1, min: 1, max: DAYS_MAX });
  const history = options.historyDays ?? HISTORY_DAYS;
  whole({ name: 'historyDays', value: history, min: 0, max: DAYS_MAX });
  return {
    seed: whole({ name: 'seed', value: options.seed ?? 1, min: 0, max: 2 ** 31 }),
    scale: within({ name: 'scale', value: options.scale ?? 1, min: 0.005, max: SCALE_MAX }),
    historyFromMs: fromMs - history * DAY_MS,
    ordersFromMs: fromMs - Math.min(history, ORDER_HISTORY_DAYS) * DAY_MS,
    fromMs,
    untilMs: fromMs + days * DAY_MS,
    trafficIntervalMs: within({
      name: 'trafficIntervalMs',
      value: options.trafficIntervalMs ?? TRAFFIC_INTERVAL_MS,
      min: TRAFFIC_INTERVAL_MS,
      max: HOUR_MS,
    }),
    rates: ratesOf(options.disturb ?? 'all'),
  };
}

function ratesOf(disturb: NonNullable<SimulationOptions['disturb']>): DisturbanceRates {
  if (disturb === 'none') return NO_RATES;
  if (disturb === 'all') return LOW_RATES;
  for (const [name, rate] of Object.entries(disturb)) {
    if (!DISTURBANCES.some((each) => each === name)) {
      refuse(`there is no disturbance ${name}: it may be ${DISTURBANCES.join(', ')}`);
    }
    within({ name: `disturbance ${name}`, value: rate, min: 0, max: 1 });
  }
  return { ...NO_RATES, ...disturb };
}

function within(setting: { name: string; value: number; min: number; max: number }): number {
  const { name, value, min, max } = setting;
  if (!(value >= min && value <= max)) refuse(`${name} is ${value}: it may be ${min} to ${max}`);
  return value;
}

function whole(setting: { name: string; value: number; min: number; max: number }): number {
  const { name, value } = setting;
  if (!Number.isInteger(value)) refuse(`${name} is ${value}: it is a whole number`);
  return within(setting);
}

function refuse(why: string): never {
  throw new PipelineError('config-invalid', `Setting up the simulated port: ${why}.`);
}
