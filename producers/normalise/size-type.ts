/** Size of a box: its ISO 6346:1995 code where the text is one, and its twenty-foot equivalents. Null is unknown. */
export type Size = { sizeType: string | null; teu: number | null; rare: boolean };

/** Twenty-foot equivalents by the first character of the code. Default: some operators report 2 for L. */
export const TEU_BY_LENGTH: Readonly<Record<string, number>> = {
  1: 0.5,
  2: 1,
  3: 1.5,
  4: 2,
  L: 2.25,
  M: 2.4,
  N: 2.45,
  P: 2.65,
};

/** Numeric codes from before 1995 say the length in their first digit. Default. */
export const TEU_BY_LEGACY_LENGTH: Readonly<Record<string, number>> = { 2: 1, 4: 2, 9: 2.25 };

// Length, height and width, then a type (letter and digit) or a type group (ISO 6346:1995, annexes D and E). A letter in
// the digit's place says the same of a box of reduced strength (amendment 3); K is a tank as of the edition of 2022.
const CODE =
  /^[1-4LMNP][024568-9CDEFLMNP](?:[GVBSRHUPTAK][0-9ABDGJMVWXY]|GP|VH|BU|BK|SN|RE|RT|RS|HR|HI|UT|PL|PF|PC|PS|TN|TD|TG|AS)$/;
const LEGACY = /^[0-9]{4}$/;
const UNKNOWN: Size = { sizeType: null, teu: null, rare: false };
const MEMORY_MAX = 1000;
const known = new Map<string, Size>();

/** Reads a received size and type. Carrier words and unknown codes give null, never a guess. */
export function sizeOf(text: string | null): Size {
  if (text === null) return UNKNOWN;
  const found = known.get(text);
  if (found !== undefined) return found;
  const size = read(text.trim().toUpperCase());
  if (known.size >= MEMORY_MAX) known.clear();
  known.set(text, size);
  return size;
}

function read(code: string): Size {
  const length = code.charAt(0);
  if (CODE.test(code)) {
    const rare = 'MNP'.includes(length);
    return { sizeType: code, teu: TEU_BY_LENGTH[length] ?? null, rare };
  }
  if (!LEGACY.test(code)) return UNKNOWN;
  return { sizeType: null, teu: TEU_BY_LEGACY_LENGTH[length] ?? null, rare: false };
}
