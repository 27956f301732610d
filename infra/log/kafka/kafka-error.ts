/// <reference path="./kafkajs.d.ts" />
import errors from 'kafkajs/src/protocol/error.js';
import { PipelineError } from '../../errors.ts';

/** The codes of Kafka's protocol that we decide by. */
export const CODES = {
  offsetOutOfRange: 1,
  unknownTopic: 3,
  messageTooLarge: 10,
  coordinatorLoading: 14,
  coordinatorNotAvailable: 15,
  notCoordinator: 16,
  recordListTooLarge: 18,
  illegalGeneration: 22,
  unknownMember: 25,
  rebalance: 27,
  invalidProducerEpoch: 47,
  concurrentTransactions: 51,
  saslFailed: 58,
  fencedInstance: 82,
  producerFenced: 90,
  unknownTransactionalId: 105,
} as const;

/** kafkajs knows no code above 88 and leaves the number in the message alone. */
const UNKNOWN_CODE = /^Unknown error code (\d+)/;

/** Errors of kafkajs that a new connection or a look at the cluster's state may mend. */
const TRANSIENT = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSLockTimeout',
  'KafkaJSTimeout',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSTopicMetadataNotLoaded',
]);

/** The error a broker's code stands for. */
export function errorOf(code: number): Error {
  return errors.createErrorFromCode(code);
}

/** The code a broker answered with, or undefined for an error of another kind. */
export function codeOf(error: unknown): number | undefined {
  const root = rootOf(error);
  if (!(root instanceof Error) || !('code' in root) || typeof root.code !== 'number')
    return undefined;
  const unknown = UNKNOWN_CODE.exec(root.message)?.[1];
  return unknown === undefined ? root.code : Number(unknown);
}

/** What kafkajs throws without a name of its own, when a connection goes away while it works with it. */
const FROM_KAFKAJS = /^\s*at .*[\\/]kafkajs[\\/]src[\\/]/;

/** Whether the same may work later, over a new connection. */
export function isTransient(error: unknown): boolean {
  const root = rootOf(error);
  if (!(root instanceof Error)) return false;
  if (TRANSIENT.has(root.name)) return true;
  if (root.name === 'Error' || root.name === 'TypeError') {
    const [thrownAt = ''] = root.stack?.split('\n').filter((line) => /^\s*at /.test(line)) ?? [];
    return FROM_KAFKAJS.test(thrownAt);
  }
  const isOfBroker =
    root.name === 'KafkaJSProtocolError' || root.name === 'KafkaJSOffsetOutOfRange';
  return isOfBroker && 'retriable' in root && root.retriable === true;
}

export function isFenced(error: unknown): boolean {
  const code = codeOf(error);
  return code === CODES.invalidProducerEpoch || code === CODES.producerFenced;
}

/** What is behind the errors that say how often it was tried. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  return root;
}

/** Whether brokers do not take the name or the password: they were asked, and said so. */
export function isLoginRefused(error: unknown): boolean {
  const root = rootOf(error);
  return root instanceof Error && root.name === 'KafkaJSSASLAuthenticationError';
}

export function loginRefused(doing: string, cause: unknown): PipelineError {
  return new PipelineError(
    'config-invalid',
    `${doing}: Kafka does not let us in. Correct LANDBRIDGE_KAFKA_SASL, LANDBRIDGE_KAFKA_USERNAME and LANDBRIDGE_KAFKA_PASSWORD.`,
    { cause },
  );
}

/** No broker answered for so long that somebody has to be told. */
export function unavailable(doing: string, cause: unknown): PipelineError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new PipelineError(
    'log-unavailable',
    `${doing}: Kafka does not answer (${why}). Is it running, and are its addresses right? Nothing acknowledged is lost.`,
    { retriable: true, cause },
  );
}
