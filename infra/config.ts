import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { KAFKA_NAMES, type KafkaConfig, readKafkaConfig } from './config-kafka.ts';
import { readWarehouseConfig, WAREHOUSE_NAMES } from './config-warehouse.ts';
import { PipelineError } from './errors.ts';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from './telemetry/logger.ts';
import type { ServerPlace } from './warehouse/server/connection.ts';

/** Every setting that comes from the environment. Flags of the command line go before these, defaults after. */
export type Config = {
  /** LANDBRIDGE_DATA_DIR: where log, state and warehouse live; of a deployment on Kafka another than of a log on this machine. */
  readonly dataDir: string;
  /** LANDBRIDGE_LOG_LEVEL: what is told on stderr. */
  readonly logLevel: LogLevel;
  /** LANDBRIDGE_LOG_FORMAT: `text` for people, `json` for collectors. */
  readonly logFormat: LogFormat;
  /** LANDBRIDGE_PSEUDONYM_KEY: the secret that plates are pseudonymised with; undefined: one is made with the data. */
  readonly pseudonymKey: string | undefined;
  /** LANDBRIDGE_MAP_SIZE: bound of the log and the state on disk, on Kafka of the state's copy, bytes. */
  readonly mapSizeBytes: number;
  /** LANDBRIDGE_LOG_SIZE: bound of the embedded log's records, bytes. */
  readonly logBytesMax: number;
  /** LANDBRIDGE_SYNC: `disk` (default) survives the loss of power, `process` only that of the process. */
  readonly durable: boolean;
  /** Of a deployment on Kafka; undefined where LANDBRIDGE_KAFKA_BROKERS is not set: then the log is embedded. */
  readonly kafka: KafkaConfig | undefined;
  /** The ClickHouse server that the tables lie in; undefined: they lie in the data folder. */
  readonly clickhouse: ServerPlace | undefined;
};

/** How the embedded log and the state may lie on the disk. */
export type StoreConfig = Pick<Config, 'mapSizeBytes' | 'logBytesMax' | 'durable'>;

type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'LANDBRIDGE_';
/** A file of `NAME=value` lines, for settings that are better not seen in a process's environment. */
const FILE_NAME = 'LANDBRIDGE_CONFIG_FILE';
const NAMES = [
  'LANDBRIDGE_DATA_DIR',
  'LANDBRIDGE_LOG_LEVEL',
  'LANDBRIDGE_LOG_FORMAT',
  'LANDBRIDGE_PSEUDONYM_KEY',
  'LANDBRIDGE_MAP_SIZE',
  'LANDBRIDGE_LOG_SIZE',
  'LANDBRIDGE_SYNC',
  ...KAFKA_NAMES,
  ...WAREHOUSE_NAMES,
] as const;
type Name = (typeof NAMES)[number];

const PSEUDONYM_KEY_MIN = 16;
/** Far more than what is appended at once: a log that has no room for that waits for ever. */
const SIZE_MIN_BYTES = 64 << 20;
const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/**
 * Reads the environment once, and before it the file that LANDBRIDGE_CONFIG_FILE names; where both have a setting, the
 * environment's counts. Throws `config-invalid` with everything that is wrong, and never tells a secret.
 */
export function readConfig(environment: Environment = process.env): Config {
  const problems: string[] = [];
  const file = settingsFile(environment[FILE_NAME], problems);
  const settings = { ...file, ...present(environment) };
  const unknown = unknownNames(settings);
  if (unknown.length > 0) {
    problems.push(
      `${unknown.join(' and ')} ${unknown.length === 1 ? 'is no setting' : 'are no settings'}: known are ${[FILE_NAME, ...NAMES].join(', ')}`,
    );
  }
  /** The parsed value, or the default where the variable is not set, is empty, or is wrong. */
  const read = <Value>(name: Name, parse: (text: string) => Value | string[], otherwise: Value) => {
    const text = settings[name];
    if (text === undefined || text === '') return otherwise;
    const value = parse(text);
    if (!Array.isArray(value)) return value;
    problems.push(`${name} is ${SECRET.test(name) ? 'set' : `"${text}"`}: ${value[0]}`);
    return otherwise;
  };
  const kafka = readKafkaConfig(read, problems);
  const pseudonymKey = read<string | undefined>('LANDBRIDGE_PSEUDONYM_KEY', secret, undefined);
  const config: Config = {
    dataDir: read(
      'LANDBRIDGE_DATA_DIR',
      (text) => text,
      kafka === undefined ? '.landbridge' : '.landbridge-kafka',
    ),
    logLevel: read('LANDBRIDGE_LOG_LEVEL', oneOf(LOG_LEVELS), 'warn'),
    logFormat: read('LANDBRIDGE_LOG_FORMAT', oneOf(LOG_FORMATS), 'text'),
    pseudonymKey,
    mapSizeBytes: read('LANDBRIDGE_MAP_SIZE', size, 64 * 2 ** 30),
    logBytesMax: read('LANDBRIDGE_LOG_SIZE', size, 8 * 2 ** 30),
    durable: read('LANDBRIDGE_SYNC', oneOf(['disk', 'process']), 'disk') === 'disk',
    kafka,
    clickhouse: readWarehouseConfig(read, problems, pseudonymKey),
  };
  if (config.logBytesMax >= config.mapSizeBytes) {
    problems.push(
      'LANDBRIDGE_LOG_SIZE must be smaller than LANDBRIDGE_MAP_SIZE: state needs room too',
    );
  }
  if (problems.length > 0) {
    throw new PipelineError(
      'config-invalid',
      `Reading the ${file === undefined ? 'environment' : `environment and ${environment[FILE_NAME]}`}: ${problems.join('; ')}. Correct or unset these and start again.`,
    );
  }
  return config;
}

/** The environment without what says where Kafka and ClickHouse are: for child processes with a log and tables of their own. */
export function withoutServers(environment: Environment = process.env): Environment {
  const servers: readonly string[] = [FILE_NAME, ...KAFKA_NAMES, ...WAREHOUSE_NAMES];
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !servers.includes(name)),
  );
}

/** Services that run already, for the suites and for trying out; undefined: they are started. */
export type ServicesConfig = {
  /** KAFKA_BROKERS: `host:port`, comma-separated. */
  readonly kafkaBrokers: string | undefined;
  /** SCHEMA_REGISTRY_URL: base of a Confluent-compatible API. */
  readonly registryUrl: string | undefined;
  /** CLICKHOUSE_URL: of a server for tests alone, with user and password where it asks for them. */
  readonly clickhouseUrl: string | undefined;
};

export function readServicesConfig(environment: Environment = process.env): ServicesConfig {
  return {
    kafkaBrokers: environment['KAFKA_BROKERS'] || undefined,
    registryUrl: environment['SCHEMA_REGISTRY_URL'] || undefined,
    clickhouseUrl: environment['CLICKHOUSE_URL'] || undefined,
  };
}

/** Bytes of `512MiB`, `64GiB` or a plain number; undefined where it is none. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?([KMGT]iB|B)?$/.exec(text.trim());
  const unit = UNITS[match?.[2] ?? 'B'];
  if (!match || unit === undefined) return undefined;
  const bytes = Math.round(Number(match[1]) * unit);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** What a line of the file may be: nothing, a remark, or a setting with its value. */
const FILE_LINE = /^\s*(?:#.*|(?:export\s+)?LANDBRIDGE_[A-Z0-9_]+\s*=.*)?$/;

/** Undefined where no file is named. Every line of it means something: one that does not is told, and not left out. */
function settingsFile(path: string | undefined, problems: string[]): Environment | undefined {
  if (path === undefined || path === '') return undefined;
  const text = readText(path);
  text.split(/\r?\n/).forEach((line, at) => {
    // Not told as it stands: it may hold a secret.
    if (!FILE_LINE.test(line))
      problems.push(`line ${at + 1} of the file is no LANDBRIDGE_NAME=value`);
  });
  return parseEnv(text);
}

function readText(path: string): string {
  try {
    // An editor may have put a byte order mark before the first name.
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new PipelineError(
      'config-invalid',
      `Reading the settings: ${FILE_NAME} is "${path}", which cannot be read. Correct or unset it.`,
      { cause },
    );
  }
}

function present(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, text]) => text !== ''));
}

function unknownNames(environment: Environment): string[] {
  const known: readonly string[] = NAMES;
  return Object.keys(environment).filter(
    (name) => name.startsWith(PREFIX) && name !== FILE_NAME && !known.includes(name),
  );
}

/** Settings whose value is told to nobody; an address may have credentials in it, although it must not. */
const SECRET = /_(?:PSEUDONYM_KEY|PASSWORD|REGISTRY_URL|CLICKHOUSE_URL)$/;

function oneOf<Value extends string>(values: readonly Value[]): (text: string) => Value | string[] {
  return (text) => values.find((value) => value === text) ?? [`it is one of ${values.join(', ')}`];
}

function size(text: string): number | string[] {
  const bytes = parseBytes(text);
  if (bytes === undefined) return ['it is a size such as 512MiB or 64GiB'];
  return bytes < SIZE_MIN_BYTES ? ['it is at least 64MiB'] : bytes;
}

function secret(text: string): string | string[] {
  return text.length < PSEUDONYM_KEY_MIN
    ? [`it has at least ${PSEUDONYM_KEY_MIN} characters`]
    : text;
}
