export type IdQuality = 'OK' | 'CHECK_DIGIT_FAILED' | 'NOT_ISO';

/** A container number as a key, with the outcome of its check. A number that fails is kept: boxes outside the norm exist. */
export type CheckedContainer = { container: string; idQuality: IdQuality };

// Owner letters, a category letter, six digits of serial number and the check digit (ISO 6346, clause 3).
const FORM = /^[A-Z]{4}[0-9]{7}$/;
const PLAIN = /^[A-Z0-9]+$/;
const CATEGORIES = 'UJZ';

/** Upper case without blanks and hyphens; the text itself where nothing else is known of it. */
export function normaliseContainer(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .normalize('NFKC')
    .replaceAll(/[\s\-_./]/g, '')
    .toUpperCase();
}

/** Normalises a received number and checks it against ISO 6346. */
export function checkContainer(text: string): CheckedContainer {
  const container = normaliseContainer(text);
  if (!FORM.test(container)) return { container, idQuality: 'NOT_ISO' };
  const sound =
    checkDigit(container) === container.charCodeAt(10) - 48 &&
    CATEGORIES.includes(container.charAt(3));
  return { container, idQuality: sound ? 'OK' : 'CHECK_DIGIT_FAILED' };
}

/**
 * Check digit of the first ten characters (ISO 6346, annex A): each character's value times two to the power of its
 * place, summed, modulo 11; a remainder of 10 is written 0.
 */
export function checkDigit(container: string): number {
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += valueOfCharacter(container.charCodeAt(i)) << i;
  return (sum % 11) % 10;
}

/** Digits stand for themselves; letters count up from 10 and skip the multiples of 11. */
function valueOfCharacter(code: number): number {
  if (code < 65) return code - 48;
  const letter = code - 65;
  return 10 + letter + Math.floor((letter + 9) / 10);
}
