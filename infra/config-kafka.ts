import { both, httpAddress, type Login, type ReadSetting } from './config-values.ts';

/** How a deployment on Kafka is reached and named. Files are named here, and read by who connects. */
export type KafkaConfig = {
  /** LANDBRIDGE_KAFKA_BROKERS: `host:port` of some brokers, comma-separated. */
  readonly brokers: readonly string[];
  /**
   * LANDBRIDGE_KAFKA_TLS: `on`, with the machine's own certificates, or with those of LANDBRIDGE_KAFKA_TLS_CA (PEM file);
   * LANDBRIDGE_KAFKA_TLS_CERT and LANDBRIDGE_KAFKA_TLS_KEY (PEM files) say who we are.
   */
  readonly tls: TlsFiles | undefined;
  /** LANDBRIDGE_KAFKA_SASL, LANDBRIDGE_KAFKA_USERNAME, LANDBRIDGE_KAFKA_PASSWORD. */
  readonly sasl: Sasl | undefined;
  /** LANDBRIDGE_REGISTRY_URL: base of a Confluent-compatible API, with _USERNAME and _PASSWORD where it asks for them. */
  readonly registry: { readonly url: string; readonly auth: Login | undefined };
  /** LANDBRIDGE_DEPLOYMENT: what its changelog, group and producers are named by; two on one cluster have two names. */
  readonly deployment: string;
  /**
   * LANDBRIDGE_KAFKA_TRANSACTION_TIMEOUT_MS: a commit that takes longer is aborted by the broker, and done again. So long
   * readers wait at most for an owner that has gone and that nobody follows.
   */
  readonly transactionTimeoutMs: number;
};

export type TlsFiles = {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
};
export type Sasl = Login & { readonly mechanism: (typeof MECHANISMS)[number] };

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

export const KAFKA_NAMES = [
  'LANDBRIDGE_KAFKA_BROKERS',
  'LANDBRIDGE_KAFKA_TLS',
  'LANDBRIDGE_KAFKA_TLS_CA',
  'LANDBRIDGE_KAFKA_TLS_CERT',
  'LANDBRIDGE_KAFKA_TLS_KEY',
  'LANDBRIDGE_KAFKA_SASL',
  'LANDBRIDGE_KAFKA_USERNAME',
  'LANDBRIDGE_KAFKA_PASSWORD',
  'LANDBRIDGE_REGISTRY_URL',
  'LANDBRIDGE_REGISTRY_USERNAME',
  'LANDBRIDGE_REGISTRY_PASSWORD',
  'LANDBRIDGE_DEPLOYMENT',
  'LANDBRIDGE_KAFKA_TRANSACTION_TIMEOUT_MS',
] as const;

const TRANSACTION_TIMEOUT_MS = 10_000;
/** The most that brokers allow unless told otherwise (transaction.max.timeout.ms). */
const TRANSACTION_TIMEOUT_MAX_MS = 900_000;
const TRANSACTION_TIMEOUT_MIN_MS = 1_000;

type Name = (typeof KAFKA_NAMES)[number];
type Read = ReadSetting<Name>;
type Maybe = string | undefined;

const BROKER = /^[^\s:,]+:\d{1,5}$|^\[[\da-fA-F:]+\]:\d{1,5}$/;
/** Part of topic names and ids of producers. */
const DEPLOYMENT = /^[a-z][a-z0-9-]{0,39}$/;

/** Adds what is wrong only in combination to the problems. Undefined where no broker is named. */
export function readKafkaConfig(read: Read, problems: string[]): KafkaConfig | undefined {
  const text = (name: Name) => read<Maybe>(name, (value) => value, undefined);
  const brokers = read<{ list: string[] } | undefined>('LANDBRIDGE_KAFKA_BROKERS', list, undefined);
  const deployment = read('LANDBRIDGE_DEPLOYMENT', nameOf, 'landbridge');
  const transactionTimeoutMs = read(
    'LANDBRIDGE_KAFKA_TRANSACTION_TIMEOUT_MS',
    transactionTimeout,
    TRANSACTION_TIMEOUT_MS,
  );
  const url = read<Maybe>(
    'LANDBRIDGE_REGISTRY_URL',
    httpAddress('http://host:8080/apis/ccompat/v7', 'LANDBRIDGE_REGISTRY'),
    undefined,
  );
  const mechanism = read<Sasl['mechanism'] | undefined>('LANDBRIDGE_KAFKA_SASL', known, undefined);
  const login = (of: 'KAFKA' | 'REGISTRY') =>
    both(
      [`LANDBRIDGE_${of}_USERNAME`, text(`LANDBRIDGE_${of}_USERNAME`)],
      [`LANDBRIDGE_${of}_PASSWORD`, text(`LANDBRIDGE_${of}_PASSWORD`)],
      problems,
    );
  const [user, auth] = [login('KAFKA'), login('REGISTRY')];
  if ((user === undefined) !== (mechanism === undefined)) {
    problems.push(
      `LANDBRIDGE_KAFKA_SASL (${MECHANISMS.join(', ')}) goes with LANDBRIDGE_KAFKA_USERNAME and LANDBRIDGE_KAFKA_PASSWORD`,
    );
  }
  const tls = readTls(read, text, problems);
  if (brokers === undefined) return undefined;
  if (url === undefined) {
    problems.push('LANDBRIDGE_REGISTRY_URL is needed with LANDBRIDGE_KAFKA_BROKERS');
    return undefined;
  }
  const sasl = user === undefined || mechanism === undefined ? undefined : { mechanism, ...user };
  const named = { brokers: brokers.list, deployment, registry: { url, auth } };
  return { ...named, tls, sasl, transactionTimeoutMs };
}

function readTls(
  read: Read,
  text: (name: Name) => Maybe,
  problems: string[],
): TlsFiles | undefined {
  const isOn = read('LANDBRIDGE_KAFKA_TLS', onOff, { on: false }).on;
  const ca = text('LANDBRIDGE_KAFKA_TLS_CA');
  const cert = text('LANDBRIDGE_KAFKA_TLS_CERT');
  const key = text('LANDBRIDGE_KAFKA_TLS_KEY');
  both(['LANDBRIDGE_KAFKA_TLS_CERT', cert], ['LANDBRIDGE_KAFKA_TLS_KEY', key], problems);
  if (isOn) return { ca, cert, key };
  if (ca !== undefined || cert !== undefined) {
    problems.push('certificates are of use with LANDBRIDGE_KAFKA_TLS=on only');
  }
  return undefined;
}

function list(text: string): { list: string[] } | string[] {
  const brokers = text.split(',').map((broker) => broker.trim());
  const wrong = brokers.find((broker) => !BROKER.test(broker));
  return wrong === undefined ? { list: brokers } : [`"${wrong}" is not host:port`];
}

function onOff(text: string): { on: boolean } | string[] {
  return text === 'on' || text === 'off' ? { on: text === 'on' } : ['it is on or off'];
}

function known(text: string): Sasl['mechanism'] | string[] {
  return (
    MECHANISMS.find((mechanism) => mechanism === text) ?? [`it is one of ${MECHANISMS.join(', ')}`]
  );
}

function nameOf(text: string): string | string[] {
  return DEPLOYMENT.test(text)
    ? text
    : ['it is a name of lower-case letters, digits and hyphens, at most 40'];
}

function transactionTimeout(text: string): number | string[] {
  const ms = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return ms >= TRANSACTION_TIMEOUT_MIN_MS && ms <= TRANSACTION_TIMEOUT_MAX_MS
    ? ms
    : ['it is milliseconds, from 1000 to 900000'];
}
