/// <reference path="./kafkajs.d.ts" />
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import kafkajs from 'kafkajs/package.json' with { type: 'json' };
import Cluster from 'kafkajs/src/cluster/index.js';
import loggers from 'kafkajs/src/loggers/index.js';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import socketFactory from 'kafkajs/src/network/socketFactory.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import { assert } from '../../errors.ts';
import { type Login, saslOf } from './login.ts';
import { RequestWriter, WrittenRequest } from './wire.ts';

/** How to reach Kafka. */
export type KafkaConnection = {
  /** `host:port` of some brokers; the others are learned from them. */
  readonly brokers: readonly string[];
  readonly clientId?: string;
  /** True for TLS with the machine's own certificates. */
  readonly tls?: boolean | Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'servername'>;
  readonly sasl?: Login;
};

const VERSION = '2.2.4';
const CONNECTION_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const METADATA_MAX_AGE_MS = 300_000;
const READ_COMMITTED = 1;
/** Between two looks at requests that wait for the end of a throttling. */
const WAITING_MS = 10;

repairTimer();
repairOrder();
repairFraming();
assertAsKnown();

/**
 * A view of the cluster with connections of its own, not connected yet. It tries things once: who uses it decides what to
 * do again, and from where. Its log lines are left out, since every error comes back to the caller.
 */
export function newCluster(connection: KafkaConnection): Cluster {
  const { brokers, clientId = 'landbridge', tls, sasl } = connection;
  const sockets = new Sockets();
  const cluster = new Cluster({
    logger: loggers.createLogger({ level: 0, logCreator: () => () => undefined }),
    socketFactory: sockets.open,
    brokers: [...brokers],
    clientId,
    ...(tls === undefined || tls === false ? {} : { ssl: tls }),
    ...(sasl === undefined ? {} : { sasl: saslOf(sasl) }),
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    metadataMaxAge: METADATA_MAX_AGE_MS,
    retry: { retries: 2, initialRetryTime: 20, multiplier: 1.6, maxRetryTime: 200 },
    allowAutoTopicCreation: false,
    maxInFlightRequests: null,
    isolationLevel: READ_COMMITTED,
  });
  const disconnect = cluster.disconnect.bind(cluster);
  let disconnecting: Promise<void> | undefined;
  // Everybody who was at work with it lets it go, and each call would leave a listener on a socket that never connects.
  cluster.disconnect = () => {
    disconnecting ??= disconnect().finally(() => sockets.close());
    return disconnecting;
  };
  return cluster;
}

/**
 * The sockets of one cluster. After `disconnect` kafkajs may open another one, where a look at the metadata was under
 * way: nobody would ever close it, and the process could not end.
 */
class Sockets {
  readonly #make = socketFactory();
  readonly #opened = new Set<Socket>();
  #closed = false;

  readonly open = (options: unknown): Socket => {
    const socket = this.#make(options);
    this.#opened.add(socket);
    socket.once('close', () => this.#opened.delete(socket));
    if (this.#closed) socket.destroy(new Error('its cluster was let go'));
    return socket;
  };

  close(): void {
    this.#closed = true;
    for (const socket of this.#opened) socket.destroy();
  }
}

/**
 * A connection of kafkajs looks every millisecond for requests that wait, for ever, with a negative time-out on top: ten
 * idle ones cost a twentieth of a core. Requests wait only while a broker throttles us, so only then is there a timer.
 */
function repairTimer(): void {
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
    const waitMs = Math.max(WAITING_MS, this.throttledUntil - Date.now());
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, waitMs);
  };
}

/**
 * A request that comes when a throttling is over, and before the timer is heard of, would overtake those that wait: a
 * producer's batches are numbered, and the broker refuses one that comes before the last.
 */
function repairOrder(): void {
  const theirs = RequestQueue.prototype.push;
  RequestQueue.prototype.push = function (this: RequestQueue, request: object): void {
    if (this.pending.length > 0) this.checkPendingRequests();
    theirs.call(this, request);
  };
}

/** kafkajs copies a request twice, into zeroed memory, to put something before it: ours have room for that. */
function repairFraming(): void {
  const theirs = Encoder.prototype.writeEncoder;
  Encoder.prototype.writeEncoder = function (this: Encoder, request: Encoder | WrittenRequest) {
    const isInFront = request instanceof WrittenRequest && request.putBefore(this.buffer);
    return isInFront ? request : theirs.call(this, request);
  };
}

/** We stand on what kafkajs does not promise, so another version must not be taken for this one without a word. */
function assertAsKnown(): void {
  assert(kafkajs.version === VERSION, `kafkajs is ${VERSION}, found ${kafkajs.version}`);
  const queue = new RequestQueue({ logger: {}, requestTimeout: 1, enforceRequestTimeout: false });
  queue.checkPendingRequests();
  assert(queue.throttleCheckTimeoutId === null, 'an idle request queue of kafkajs has no timer');
  const request = new RequestWriter(4).int32(1).done();
  assert(
    new Encoder().writeInt16(2).writeEncoder(request).buffer.toString('hex') === '000200000001' &&
      request.size() === 6,
    'requests for kafkajs are written without a copy',
  );
  for (const member of ['findBroker', 'findGroupCoordinator', 'addMultipleTargetTopics'] as const) {
    assert(typeof Cluster.prototype[member] === 'function', `kafkajs has Cluster.${member}`);
  }
}
