import { literal, type Warehouse } from '@landbridge/infra';
import type { DeadLetter } from '@landbridge/schemas';

/** Which letters are meant; everything that is given must hold. */
export type LetterFilter = {
  readonly ids?: readonly string[];
  readonly code?: string | undefined;
  readonly stage?: string | undefined;
};

export type LetterCount = { stage: string; code: string; letters: number; latestMs: number };

/** How many letters there are of each stage and code, most first. */
export async function countLetters(
  warehouse: Warehouse,
  filter: LetterFilter = {},
): Promise<LetterCount[]> {
  const rows = await warehouse.query<LetterCount>(`
    SELECT stage, code, count() AS letters, toUnixTimestamp64Milli(max(ingestedAt)) AS latestMs
    FROM dead_letters FINAL WHERE ${where(filter)}
    GROUP BY stage, code ORDER BY letters DESC, stage, code`);
  return rows.map((row) => ({
    ...row,
    letters: Number(row.letters),
    latestMs: Number(row.latestMs),
  }));
}

/** A letter without what it carries. */
export type LetterHead = Omit<DeadLetter, 'bytes'>;

/** How many letters are read at once, and behind which. */
export type LetterPage = {
  readonly lettersMax: number;
  readonly after?: Pick<DeadLetter, 'id' | 'ingestedAt'> | undefined;
};

/** The letters themselves, those set aside last first. */
export async function readLetters(
  warehouse: Warehouse,
  filter: LetterFilter,
  page: LetterPage,
): Promise<DeadLetter[]> {
  type Row = LetterHead & { bytesHex: string };
  // Which they are is asked first: sorting would read the bytes of all of them.
  const rows = await warehouse.query<Row>(`
    SELECT ${HEAD}, hex(bytes) AS bytesHex FROM dead_letters FINAL
    WHERE id IN (SELECT id FROM dead_letters FINAL WHERE ${where(filter, page)} ${ORDER} LIMIT ${page.lettersMax})
    ${ORDER} ${SETTINGS}`);
  return rows.map(({ bytesHex, ...row }) => ({ ...own(row), bytes: Buffer.from(bytesHex, 'hex') }));
}

/** What the letters say of themselves, in the same order: their bytes may be 64 KiB each. */
export async function listLetters(
  warehouse: Warehouse,
  filter: LetterFilter,
  page: LetterPage,
): Promise<LetterHead[]> {
  const rows = await warehouse.query<LetterHead>(`
    SELECT ${HEAD} FROM dead_letters FINAL WHERE ${where(filter, page)}
    ${ORDER} LIMIT ${page.lettersMax} ${SETTINGS}`);
  return rows.map(own);
}

/** Which of the names, ids or pseudonyms, no letter goes by. */
export async function namesOfNone(
  warehouse: Warehouse,
  names: readonly string[],
): Promise<string[]> {
  if (names.length === 0) return [];
  const known = await warehouse.query<{ id: string; shown: string }>(`
    SELECT id, pseudonym(id) AS shown FROM dead_letters FINAL WHERE ${where({ ids: names })}`);
  const all = new Set(known.flatMap(({ id, shown }) => [id, shown]));
  return names.filter((name) => !all.has(name));
}

/** All letters, page by page. What is set aside meanwhile stands before the first, and is not met again. */
export async function* inPages<Letter extends LetterHead>(
  lettersMax: number,
  read: (page: LetterPage) => Promise<readonly Letter[]>,
): AsyncGenerator<readonly Letter[]> {
  for (let after: Letter | undefined; ; ) {
    const letters = await read({ lettersMax, after });
    if (letters.length > 0) yield letters;
    after = letters.at(-1);
    if (after === undefined || letters.length < lettersMax) return;
  }
}

const HEAD = `* EXCEPT (eventTime, ingestedAt, bytes), toUnixTimestamp64Milli(eventTime) AS eventTime,
      toUnixTimestamp64Milli(ingestedAt) AS ingestedAt`;
const ORDER = 'ORDER BY ingestedAt DESC, id';
const SETTINGS = 'SETTINGS prefer_column_name_to_alias = 1';

/** A letter may be named by its id or by the pseudonym that its mart shows. */
function where({ ids, code, stage }: LetterFilter, { after }: Partial<LetterPage> = {}): string {
  const list = (ids ?? []).map(literal).join(', ');
  return [
    'true',
    ...(ids === undefined ? [] : [`(id IN (${list}) OR pseudonym(id) IN (${list}))`]),
    ...(code === undefined ? [] : [`code = ${literal(code)}`]),
    ...(stage === undefined ? [] : [`stage = ${literal(stage)}`]),
    ...(after === undefined ? [] : [behind(after)]),
  ].join(' AND ');
}

function behind({ id, ingestedAt }: NonNullable<LetterPage['after']>): string {
  return `(-toUnixTimestamp64Milli(ingestedAt), id) > (${-ingestedAt}, ${literal(id)})`;
}

/** Columns of the record; those that say how it landed are left out. */
function own<Row extends LetterHead>(row: Row): Row {
  const kept = Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('_')));
  return { ...(kept as Row), eventTime: Number(row.eventTime), ingestedAt: Number(row.ingestedAt) };
}
