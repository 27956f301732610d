const THOUSANDS = /\B(?=(\d{3})+$)/g;

/** A count with thousands apart: 1,234,567. */
export function count(value: number): string {
  return String(Math.round(value)).replace(THOUSANDS, ',');
}

/** A figure with so many digits after the point, thousands apart; a dash for what is not known. */
export function decimal(value: number | null, digits: number): string {
  if (value === null) return '–';
  const [whole = '', fraction] = value.toFixed(digits).split('.');
  const grouped = whole.replace(THOUSANDS, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A share of one as a percentage. */
export function percent(value: number | null): string {
  return value === null ? '–' : `${(value * 100).toFixed(1)} %`;
}

/** A number and its noun: `1 row`, `2 rows`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}
