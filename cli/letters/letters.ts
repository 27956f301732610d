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

/** The letters themselves, those set aside last first. */
export async function readLetters(
  warehouse: Warehouse,
  filter: LetterFilter,
  lettersMax: number,
): Promise<DeadLetter[]> {
  type Row = Omit<DeadLetter, 'bytes'> & { bytesHex: string };
  const rows = await warehouse.query<Row>(`
    SELECT * EXCEPT (eventTime, ingestedAt, bytes), toUnixTimestamp64Milli(eventTime) AS eventTime,
      toUnixTimestamp64Milli(ingestedAt) AS ingestedAt, hex(bytes) AS bytesHex
    FROM dead_letters FINAL WHERE ${where(filter)}
    ORDER BY ingestedAt DESC, id LIMIT ${lettersMax}
    SETTINGS prefer_column_name_to_alias = 1`);
  return rows.map(({ bytesHex, ...row }) => ({
    ...own(row),
    eventTime: Number(row.eventTime),
    ingestedAt: Number(row.ingestedAt),
    bytes: Buffer.from(bytesHex, 'hex'),
  }));
}

/** A letter may be named by its id or by the pseudonym that its mart shows. */
function where({ ids, code, stage }: LetterFilter): string {
  const list = (ids ?? []).map(literal).join(', ');
  return [
    'true',
    ...(ids === undefined ? [] : [`(id IN (${list}) OR pseudonym(id) IN (${list}))`]),
    ...(code === undefined ? [] : [`code = ${literal(code)}`]),
    ...(stage === undefined ? [] : [`stage = ${literal(stage)}`]),
  ].join(' AND ');
}

/** Columns of the record; those that say how it landed are left out. */
function own<Row extends object>(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('_'))) as Row;
}
