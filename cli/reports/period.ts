import { DAY_MS } from '@landbridge/schemas';
import { parseInstant, shanghaiDay, shanghaiDayStart } from '../format/shanghai.ts';
import { UsageError } from '../parse-arguments.ts';

export type Period = { fromMs: number; toMs: number; asOfMs: number; from: string; to: string };

/** Options of whatever speaks of a period. */
export const PERIOD_OPTIONS = {
  from: {
    type: 'text',
    value: 'DAY',
    about: 'first day, as 2026-03-11 in Shanghai (default: the last day with facts)',
  },
  to: { type: 'text', value: 'DAY', about: 'last day, included (default: that of --from or now)' },
  'as-of': {
    type: 'text',
    value: 'TIME',
    about:
      "the report's now: 2026-03-11T18:00, Shanghai time where no zone is given (default: the latest event time)",
  },
} as const;

type Typed = {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly 'as-of': string | undefined;
};

/** The period that was typed. Rejects with `UsageError` what is no day or ends before it begins. */
export function periodOf(typed: Typed, latestMs: number): Period {
  const asOfMs = typed['as-of'] === undefined ? latestMs : parseInstant(typed['as-of']);
  if (asOfMs === undefined) {
    throw new UsageError(`--as-of ${typed['as-of']} is no time: write it as 2026-03-11T18:00.`);
  }
  // Midnight is the end of the day before: nothing of the new day has been seen then.
  const lastDay = shanghaiDay(asOfMs - 1);
  const to = typed.to ?? (typed.from !== undefined && typed.from > lastDay ? typed.from : lastDay);
  const from = typed.from ?? to;
  const fromMs = dayStart('--from', from);
  const toMs = dayStart('--to', to) + DAY_MS;
  if (fromMs >= toMs) {
    throw new UsageError(`The period ends (--to ${to}) before it begins (--from ${from}).`);
  }
  return { fromMs, toMs, asOfMs, from, to };
}

function dayStart(option: string, day: string): number {
  const startMs = shanghaiDayStart(day);
  if (startMs === undefined) {
    throw new UsageError(`${option} ${day} is no day of the calendar: write it as 2026-03-11.`);
  }
  return startMs;
}
