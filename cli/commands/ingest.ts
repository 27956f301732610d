import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { PipelineError } from '@landbridge/infra';
import { type DeliveryReport, type IngestProgress, sources } from '@landbridge/producers';
import { defineFolderCommand, FOLDER_OPTIONS } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { count, counted } from '../format/numbers.ts';
import { textTable } from '../format/text-table.ts';
import { onFolder, shellLine } from '../next-steps.ts';
import { UsageError } from '../parse-arguments.ts';
import { orStopped, repainter, settledWithProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

const FILES_MAX = 10_000;
const PATH_WIDTH_MAX = 120;

export const ingestCommand = defineFolderCommand({
  name: 'ingest',
  about: 'Takes in files, or standard input, and returns when the rows can be queried.',
  usage: 'FILE…|-',
  positionals: [1, FILES_MAX],
  details: [
    `The format is found from the content: ${sources.map(({ name, about }) => `${name} (${about})`).join('; ')}.`,
    'Files of one command are sorted by event time together, so that history of any length is never late against itself. Taking a file in twice changes nothing. What cannot be read is set aside as a dead letter with its reason, and spares its neighbours: then the exit status is 3.',
    'Standard input is one body too: it is taken in when it ends. To follow a log that does not end, cut it into files and watch their folder: `landbridge run --watch DIR`.',
    'On Kafka it returns when everything is durable there: processors and sinks are processes of their own, and duplicates are not told apart from what is new.',
    'Counts are source events: a DCSA event, an EDIFACT container, a line. A fact that is older than its topic allows is accepted here and shows in `dead-letters` as late.',
  ],
  options: {
    feed: {
      type: 'text',
      value: 'NAME',
      about: 'name of the feed, part of the ids (default: the format)',
    },
    source: {
      type: 'text',
      value: 'NAME',
      about: 'format, where it is not to be found from the content',
    },
    zone: {
      type: 'text',
      value: 'ZONE',
      about: 'IANA zone of times without one, where the place has none',
    },
    topic: { type: 'text', value: 'TOPIC', about: 'topic of JSON lines that name none' },
    crs: {
      type: 'text',
      value: 'CRS',
      about: 'coordinate system of positions that name none',
      choices: ['WGS84', 'GCJ02', 'BD09'],
    },
    json: { type: 'flag', about: '{accepted, duplicates, deadLettered, files}' },
    'data-dir': FOLDER_OPTIONS['data-dir'],
  },
  examples: [
    'landbridge ingest events.json codeco.edi',
    'landbridge ingest --topic truck.positions --feed gps positions.jsonl',
    'zcat gate.log.gz | landbridge ingest --topic gate.transactions -',
  ],
  where: 'owner',
  role: 'sources',
  makesFolder: true,
  async run({ positionals: typed, values, terminal }, pipeline) {
    const paths = typed.map((path) => readable(path, terminal.cwd));
    if (paths.filter((path) => path === '-').length > 1) {
      throw new UsageError('ingest reads standard input once: give - once.');
    }
    const { feed, source, zone, topic, crs } = values;
    const known = Object.entries({ feed, source, zone, topic, crs });
    let readBytes = 0;
    const reports = await pipeline.ingestion
      .ingestFiles(paths, {
        ...Object.fromEntries(known.filter(([, value]) => value !== undefined)),
        stdin: untilStopped(terminal, (bytes) => {
          readBytes += bytes;
        }),
        onProgress: progressTo(terminal),
      })
      .catch(async (error: unknown) => {
        if (terminal.signal.aborted) await terminal.err(stoppedAfter(readBytes));
        throw error;
      });
    await settledWithProgress(pipeline, terminal, 'Landing');
    const files = reports.map((report, at) => fileOf(report, typed[at] ?? report.name));
    const result = {
      accepted: sum(files, 'accepted'),
      duplicates: sum(files, 'duplicates'),
      deadLettered: sum(files, 'deadLettered'),
      files,
    };
    await terminal.out(
      values.json ? `${JSON.stringify(result)}\n` : textOf(result, values['data-dir']),
    );
    return result.deadLettered > 0 ? EXIT.deadLettered : EXIT.done;
  },
});

/** Standard input cannot be read again: what is gone has to be said. */
function stoppedAfter(readBytes: number): string {
  const gone =
    readBytes === 0
      ? ''
      : ` ${counted(readBytes, 'byte')} of standard input had been read and may be missing: give them again.`;
  return `Ingesting was stopped before everything was taken in.${gone} What was taken in already changes nothing the second time.\n`;
}

type File = Omit<DeliveryReport, 'name'> & { path: string };
type Result = {
  accepted: number;
  duplicates: number;
  deadLettered: number;
  files: readonly File[];
};

function fileOf({ name: _, ...report }: DeliveryReport, path: string): File {
  return { path, ...report };
}

function sum(files: readonly File[], what: 'accepted' | 'duplicates' | 'deadLettered'): number {
  return files.reduce((all, file) => all + file[what], 0);
}

function textOf(
  { files, accepted, duplicates, deadLettered }: Result,
  dataDir: string | undefined,
): string {
  const right = (title: string) => ({ title, align: 'right' as const });
  const left = (title: string) => ({ title, align: 'left' as const });
  const lines = textTable(
    [left('file'), left('format'), ...['accepted', 'duplicates', 'set aside'].map(right), left('')],
    files.map((file) => [
      file.path,
      file.format ?? 'unknown',
      count(file.accepted),
      count(file.duplicates),
      count(file.deadLettered),
      Object.entries(file.reasons)
        .map(([code, events]) => `${code} ${events}`)
        .join(', '),
    ]),
    PATH_WIDTH_MAX,
  );
  const list = shellLine(['dead-letters', 'list', ...onFolder(dataDir)]);
  const hint = deadLettered === 0 ? '' : ` \`${list}\` says why.`;
  const said = `${counted(accepted, 'event')} accepted, ${counted(duplicates, 'duplicate')}, ${count(deadLettered)} set aside.${hint}`;
  return `${[...lines, '', said].join('\n')}\n`;
}

/** A path that cannot be read is a slip of the finger, not a record to set aside: nothing is taken in then. */
function readable(path: string, cwd: string): string {
  if (path === '-') return path;
  const full = resolve(cwd, path);
  try {
    accessSync(full, constants.R_OK);
    if (!statSync(full).isDirectory()) return full;
  } catch (cause) {
    throw new PipelineError(
      'input-unreadable',
      `Ingesting ${path}: it is not there, or may not be read. Nothing was taken in.`,
      { cause },
    );
  }
  throw new PipelineError(
    'input-unreadable',
    `Ingesting ${path}: it is a folder. Name its files, or watch it: \`landbridge run --watch ${path}\`.`,
  );
}

function progressTo(terminal: Terminal): (progress: IngestProgress) => void {
  let line = '';
  const repaint = repainter(terminal, () => line);
  return ({ phase, path, done, total }) => {
    terminal.signal.throwIfAborted();
    const of = total === null ? '' : ` of ${count(total)}`;
    line =
      phase === 'read'
        ? `Reading ${path}: ${count(done)}${of} bytes`
        : `Appending: ${count(done)}${of} records`;
    repaint();
  };
}

/** Standard input that breaks off when the person wants to stop: a pipe may stay open for ever. */
async function* untilStopped(
  { stdin, signal }: Terminal,
  tell: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const iterator = stdin()[Symbol.asyncIterator]();
  for (;;) {
    const next = await orStopped(iterator.next(), signal);
    if (next.done === true) return;
    tell(next.value.length);
    yield Buffer.from(next.value);
  }
}
