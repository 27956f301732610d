/** Code points that take two columns in a terminal: East Asian wide and fullwidth forms, and emoji. */
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];
const MARK = /^\p{Mn}$/u;
// Data may hold escape sequences that move the cursor or retitle the terminal: they are shown, never obeyed.
const CONTROL = /\p{Cc}/gu;

/** Columns that a text takes in a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** The text with control characters made visible as spaces, so that it stays one line and cannot steer a terminal. */
export function printable(text: string): string {
  return text.replace(CONTROL, ' ');
}

/** The longest beginning that fits, with an ellipsis where something was cut. */
export function cutToWidth(text: string, widthMax: number): string {
  if (widthOf(text) <= widthMax) return text;
  let cut = '';
  let width = 0;
  for (const character of text) {
    width += columnsOf(character);
    if (width > widthMax - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

function columnsOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x300) return 1;
  if (MARK.test(character) || point === 0x200d || point === 0xfe0f) return 0;
  return WIDE.some(([first, last]) => point >= first && point <= last) ? 2 : 1;
}
