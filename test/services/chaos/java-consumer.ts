import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A record as Kafka's own consumer shows it. */
export type Shown = {
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer;
  /** Undefined for none. */
  readonly value: Buffer | undefined;
};

const CONSUMER = 'org.apache.kafka.tools.consumer.ConsoleConsumer';
/** It ends when nothing has come for so long: at the end of the topic. */
const QUIET_MS = 8_000;
const SHOWN_BYTES_MAX = 1 << 30;
/** Keys and values are shown as they are, so what stands between them must not occur in them. */
const [FIELD, LINE, NOTHING] = ['<~|field|~>', '<~|record|~>', '<~|nothing|~>'];

/**
 * All that Kafka's own console consumer shows of the topics whose names match, under its own idea of what was committed,
 * or whatever was written. It does not say of which topic a record is.
 */
export async function shownByJava(of: {
  classPath: string;
  brokers: string;
  /** A regular expression of Java's. */
  topics: string;
  isolation: 'read_committed' | 'read_uncommitted';
}): Promise<Shown[]> {
  const format = {
    ...{ 'print.partition': true, 'print.offset': true, 'print.key': true, 'print.value': true },
    ...{ 'key.separator': FIELD, 'line.separator': LINE, 'null.literal': NOTHING },
  };
  const { stdout, stderr } = await run(
    'java',
    [
      ...['-XX:TieredStopAtLevel=1', '-Xmx512m', '-cp', of.classPath, CONSUMER],
      ...['--bootstrap-server', of.brokers, '--include', of.topics, '--from-beginning'],
      ...['--isolation-level', of.isolation, '--timeout-ms', String(QUIET_MS)],
      ...Object.entries(format).flatMap(([name, is]) => ['--formatter-property', `${name}=${is}`]),
    ],
    { encoding: 'buffer', maxBuffer: SHOWN_BYTES_MAX },
  );
  const shown = [...split(stdout, LINE)].slice(0, -1).map(read);
  // Its own count says whether ours is what it meant.
  const [, count] = /Processed a total of (\d+) messages/.exec(stderr.toString()) ?? [];
  if (Number(count) !== shown.length) {
    throw new Error(`The console consumer showed ${shown.length} records, and says: ${stderr}`);
  }
  return shown;
}

function read(line: Buffer): Shown {
  const [partition, offset, key, value] = split(line, FIELD);
  if (!partition || !offset || !key || !value) throw new Error(`No record: ${line}`);
  return {
    partition: Number(/\d+$/.exec(partition.toString())?.[0]),
    offset: Number(/\d+$/.exec(offset.toString())?.[0]),
    key,
    value: value.equals(Buffer.from(NOTHING)) ? undefined : value,
  };
}

function* split(bytes: Buffer, by: string): Generator<Buffer> {
  let from = 0;
  for (let at = bytes.indexOf(by); at >= 0; at = bytes.indexOf(by, from)) {
    yield bytes.subarray(from, at);
    from = at + by.length;
  }
  yield bytes.subarray(from);
}
