import { expect, test } from 'vitest';
import { BARS_MAX, barChart } from './chart.ts';

const bar = (label: string, value: number | null, mark: number | null = null) => ({
  label,
  value,
  mark,
});

function widths(svg: string): number[] {
  return [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
}

test('bars are as long as their values, and the P90 has a tick', () => {
  const svg = barChart('dwell', [bar('BLCT1', 10, 20), bar('BLCT2', 5, 20)]);
  const [first = 0, second = 0] = widths(svg);
  expect(first / second).toBeCloseTo(2, 1);
  expect(svg.match(/class="mark"/g)).toHaveLength(2);
});

test('a negative value goes to the left of zero', () => {
  const svg = barChart('residual', [bar('a', -4), bar('b', 4)]);
  const [left = 0, right = 0] = [...svg.matchAll(/<rect x="([\d.]+)"/g)].map(([, x]) => Number(x));
  expect(left).toBeLessThan(right);
  expect(widths(svg)[0]).toBe(widths(svg)[1]);
});

test('text of the data is text in the drawing', () => {
  const svg = barChart('<t>', [bar('<script>alert(1)</script>', 1)]);
  expect(svg).not.toContain('<script');
  expect(svg).toContain('&lt;script&gt;');
});

test('what is unknown has no bar, and beyond the most bars the table tells', () => {
  expect(barChart('none', [bar('a', null)])).toBe('');
  const many = Array.from({ length: BARS_MAX + 5 }, (_, i) => bar(`b${i}`, i + 1));
  expect(widths(barChart('many', many))).toHaveLength(BARS_MAX);
});
