/** A slip is a letter too many, too few, wrong or swapped with the next: so many in so many letters. */
const LETTERS_A_SLIP = 3;

/** What was probably meant, to stand behind what is wrong: ` Did you mean report?`; empty where nothing is near. */
export function didYouMean(typed: string, known: readonly string[], prefix = ''): string {
  const name = nearest(typed, known);
  return name === undefined ? '' : ` Did you mean ${prefix}${name}?`;
}

/** The known name that fewest slips lead to; of several the first. Undefined where none is near. */
function nearest(typed: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((name) => ({ name, slips: slipsBetween(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, slips }) => slips <= slipsMax(name))
    .toSorted((a, b) => a.slips - b.slips);
  return best?.name;
}

/** A word of two letters has no slip: it would be nearly any other. */
function slipsMax({ length }: string): number {
  return Math.floor(length / LETTERS_A_SLIP);
}

/** Edit distance in which swapping neighbours is one edit (optimal string alignment), row by row. */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const one = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(isSwapped ? Math.min(one, (before[j - 2] ?? 0) + 1) : one);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
