/** The day tests speak of where they name none: a Wednesday in Ningbo. */
export const DEFAULT_DAY = '2026-03-11';

const FORM = /^(?:(\d{4}-\d{2}-\d{2}) )?(\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?)$/;

/**
 * A moment as a person in Ningbo says it, as epoch milliseconds: `at('08:00')`, `at('08:00:30')`,
 * `at('2026-03-12 08:00')`. Asia/Shanghai has had no summer time since 1991, so the offset is constant.
 */
export function at(moment: string): number {
  const [, day = DEFAULT_DAY, time] = FORM.exec(moment) ?? [];
  const ms = Date.parse(`${day}T${time}+08:00`);
  if (Number.isNaN(ms)) {
    throw new Error(`'${moment}' is not a moment: write '08:00' or '${DEFAULT_DAY} 08:00'.`);
  }
  return ms;
}
