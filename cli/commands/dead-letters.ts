import { LETTER_CODES, PipelineError } from '@landbridge/infra';
import type { DeadLetter } from '@landbridge/schemas';
import { defineFolderCommand } from '../command.ts';
import { didYouMean } from '../did-you-mean.ts';
import { EXIT } from '../exit-status.ts';
import { count, counted } from '../format/numbers.ts';
import { shanghaiTime } from '../format/shanghai.ts';
import { textTable } from '../format/text-table.ts';
import { printable } from '../format/width.ts';
import {
  countLetters,
  inPages,
  type LetterFilter,
  listLetters,
  namesOfNone,
  readLetters,
} from '../letters/letters.ts';
import { isCut, type Redriven, redriveLetters } from '../letters/redrive-letters.ts';
import { bytesLines } from '../letters/show-bytes.ts';
import { UsageError } from '../parse-arguments.ts';
import type { Pipeline } from '../pipeline.ts';
import { rebuildProgress } from '../rebuild/rebuild-progress.ts';
import type { Terminal } from '../terminal.ts';

const LIMIT = '20';
const NONE = 'No dead letters.\n';
/** Letters in memory at once: with their bytes, of 64 KiB at most, and without. */
const PAGE_LETTERS = 500;
const LIST_PAGE_LETTERS = 10_000;
/** Letters that can be named at once. */
const SHOWN_MAX = 1000;

export const deadLettersCommand = defineFolderCommand({
  name: 'dead-letters',
  about: 'Records that were set aside: lists them, shows them, drives them again.',
  usage: 'list|show|redrive [ID…]',
  positionals: [1, SHOWN_MAX],
  details: [
    'list counts the letters by stage and reason and names the newest. show prints letters with their bytes, plates in clear. Times are Shanghai time; in JSON they are milliseconds since 1970 in UTC. redrive decodes what sources refused once more, after a fix of the source or with another --zone or --topic: what becomes a fact is withdrawn as a letter. Late letters of processors are driven again by folding these anew with the facts taken in, as `rebuild` does. What a processor could not fold it tries again by itself.',
  ],
  options: {
    code: { type: 'text', value: 'CODE', about: 'letters with this reason', choices: LETTER_CODES },
    stage: { type: 'text', value: 'STAGE', about: 'letters of this stage, such as source:dcsa' },
    all: { type: 'flag', about: 'redrive: every letter that can be' },
    limit: { type: 'text', value: 'N', about: 'letters that list names', default: LIMIT },
    feed: { type: 'text', value: 'NAME', about: 'redrive: name of the feed they came from' },
    zone: { type: 'text', value: 'ZONE', about: 'redrive: zone of times without one' },
    topic: { type: 'text', value: 'TOPIC', about: 'redrive: topic of lines that name none' },
    json: { type: 'flag', about: 'machine-readable output' },
  },
  examples: [
    'landbridge dead-letters list',
    'landbridge dead-letters list --code malformed --json',
    'landbridge dead-letters redrive --stage source:edifact',
    'landbridge dead-letters redrive --code late',
  ],
  where: 'owner',
  async run({ positionals: [action = '', ...ids], values, terminal }, pipeline) {
    const { code, stage } = values;
    const filter = { code, stage, ...(ids.length === 0 ? {} : { ids }) };
    if (action === 'list') {
      if (ids.length > 0) throw noArgument(ids[0]);
      const limit = Number(values.limit);
      if (!Number.isSafeInteger(limit) || limit < 1) {
        throw new UsageError(`--limit ${values.limit}: it is a number of letters.`);
      }
      return await list(pipeline, terminal, { filter, limit, json: values.json });
    }
    if (action === 'show') {
      if (ids.length === 0) throw new UsageError('dead-letters show needs the ID of a letter.');
      await checkNames(pipeline, ids);
      return await show(pipeline, terminal, { filter, json: values.json });
    }
    if (action !== 'redrive') {
      const meant = didYouMean(action, ['list', 'show', 'redrive']);
      throw new UsageError(`dead-letters ${action}: it may be list, show or redrive.${meant}`);
    }
    if (ids.length === 0 && code === undefined && stage === undefined && !values.all) {
      throw new UsageError('dead-letters redrive needs IDs, --code, --stage or --all.');
    }
    await checkNames(pipeline, ids);
    const pages = inPages(PAGE_LETTERS, (page) => readLetters(pipeline.warehouse, filter, page));
    const { feed, zone, topic, json } = values;
    // Not to be stopped halfway: the pipeline could not go on then.
    const rest = { onProgress: rebuildProgress(terminal) };
    const result = await redriveLetters(pipeline, pages, { feed, zone, topic, rest });
    await terminal.out(json ? `${JSON.stringify(result)}\n` : redriveText(result));
    return result.refused + result.cut + result.left > 0 ? EXIT.deadLettered : EXIT.done;
  },
});

/** An id chosen by a slip would find nothing, and nothing reads as if all were well. */
function noArgument(id: string | undefined): UsageError {
  return new UsageError(
    `dead-letters list takes no argument ${id}: choose with --code and --stage, or see one letter with \`landbridge dead-letters show ID\`.`,
  );
}

/** All of those that are named are meant: where one is not there, a slip would go unnoticed among the others. */
async function checkNames({ warehouse }: Pipeline, ids: readonly string[]): Promise<void> {
  const unknown = await namesOfNone(warehouse, ids);
  if (unknown.length === 0) return;
  throw new PipelineError(
    'not-found',
    `There is no dead letter ${unknown.join(', ')}. \`landbridge dead-letters list\` names them.`,
  );
}

function redriveText({ redriven, refused, cut, left }: Redriven): string {
  if (redriven + refused + cut + left === 0) return NONE;
  return `${counted(redriven, 'letter')} became facts, ${count(refused)} were refused again, ${count(cut)} are cut (deliver their files again), ${count(left)} are not for redriving (processors try again by themselves; of what is late the record must be in the log).\n`;
}

type Shown = { filter: LetterFilter; json: boolean };

async function list(
  { warehouse }: Pipeline,
  terminal: Terminal,
  { filter, limit, json }: Shown & { limit: number },
): Promise<number> {
  if (json) {
    const pages = inPages(LIST_PAGE_LETTERS, (page) => listLetters(warehouse, filter, page));
    let before = '[';
    for await (const letters of pages) {
      await terminal.out(before + letters.map((letter) => JSON.stringify(letter)).join(','));
      before = ',';
    }
    await terminal.out(before === '[' ? '[]\n' : ']\n');
    return EXIT.done;
  }
  const letters = await listLetters(warehouse, filter, { lettersMax: limit });
  const counts = await countLetters(warehouse, filter);
  if (counts.length === 0) {
    await terminal.out(NONE);
    return EXIT.done;
  }
  const left = (title: string) => ({ title, align: 'left' as const });
  const summary = textTable(
    [
      left('stage'),
      left('reason'),
      { title: 'letters', align: 'right' },
      left('last set aside (Asia/Shanghai)'),
    ],
    counts.map((row) => [row.stage, row.code, count(row.letters), shanghaiTime(row.latestMs)]),
  );
  const newest = textTable(
    [left('id'), left('reason'), left('where'), left('what is wrong')],
    letters.map(({ id, code, address, reason }) => [id, code, address ?? '–', reason]),
    70,
  );
  await terminal.out(`${[...summary, '', ...newest].join('\n')}\n`);
  return EXIT.done;
}

async function show(
  { warehouse }: Pipeline,
  terminal: Terminal,
  { filter, json }: Shown,
): Promise<number> {
  const letters = await readLetters(warehouse, filter, { lettersMax: SHOWN_MAX });
  if (json) {
    const plain = letters.map((letter) => ({
      ...letter,
      bytes: Buffer.from(letter.bytes).toString('base64'),
    }));
    await terminal.out(`${JSON.stringify(plain)}\n`);
  } else if (letters.length === 0) await terminal.out(NONE);
  else await terminal.out(`${letters.map(letterText).join('\n\n')}\n`);
  return EXIT.done;
}

function letterText(letter: DeadLetter): string {
  const { id, stage, code, reason, topic, factId, address, ingestedAt } = letter;
  const fields = { stage, reason: `${code}: ${reason}`, topic, factId, where: address };
  const known = Object.entries(fields).filter(([, value]) => value !== null);
  return [
    printable(id),
    ...known.map(([name, value]) => `  ${name.padEnd(9)} ${printable(String(value))}`),
    `  set aside ${shanghaiTime(ingestedAt)} (Asia/Shanghai)`,
    ...bytesLines(letter).map((line) => `  │ ${line}`),
    ...(isCut(letter) ? ['  cut here: the record is longer. Deliver its file again.'] : []),
  ].join('\n');
}
