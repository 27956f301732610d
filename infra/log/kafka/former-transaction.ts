/// <reference path="./kafkajs.d.ts" />
import type { Broker, Request } from 'kafkajs/src/cluster/index.js';
import { PipelineError } from '../../errors.ts';
import { systemPause } from '../../pause.ts';
import type { Extents, Place } from './extents.ts';
import { CODES, errorOf } from './kafka-error.ts';
import { ask } from './link.ts';
import { RequestWriter, ResponseReader } from './wire.ts';

const DESCRIBE_TRANSACTIONS = { apiKey: 65, apiVersion: 0, apiName: 'DescribeTransactions' };
/** States of a transaction, as brokers name them, from which it cannot become committed any more. */
const ABORTED: ReadonlySet<string> = new Set([
  'PrepareAbort',
  'CompleteAbort',
  'PrepareEpochFence',
]);
const ONGOING = 'Ongoing';
const NEVER_USED = 'Empty';
/** A marker is there within milliseconds once it is decided on. */
const [LOOKS_MAX, LOOK_AGAIN_MS] = [500, 20];

/** What the coordinator knows of the transaction that an id was used for last. */
export type FormerTransaction = { readonly state: string; readonly producerEpoch: number };

/** Asks before the fence: with it the coordinator forgets. */
export async function formerTransaction(
  coordinator: Broker,
  transactionalId: string,
): Promise<FormerTransaction> {
  const request = describeTransactionRequest(transactionalId);
  const { errorCode, state, producerEpoch } = await ask<ReturnType<typeof readDescribed>>(
    coordinator,
    request,
  );
  if (errorCode === CODES.unknownTransactionalId) return { state: NEVER_USED, producerEpoch: -1 };
  if (errorCode !== 0) throw errorOf(errorCode);
  return { state, producerEpoch };
}

/**
 * What is known of it when it was described once more, before another try of the fence: the newest answer, as the owner may
 * have begun another one in between. Only where somebody was fenced since does the coordinator know nothing any more: a
 * fence whose answer was lost, or another process's. Then it ended as what was known before says.
 */
export function knownOf(
  before: FormerTransaction | undefined,
  now: FormerTransaction,
): FormerTransaction {
  if (before === undefined || now.state !== NEVER_USED) return now;
  if (now.producerEpoch < 0) return before;
  const { producerEpoch } = now;
  const state = wasCommitted(before, producerEpoch) ? 'CompleteCommit' : 'CompleteAbort';
  return { state, producerEpoch };
}

/**
 * How it ended, seen from behind the fence that was asked for right after it was described. A fence that finds a
 * transaction open aborts it and is refused for the moment, so that one is described as aborted before the next try. One
 * that was described as open after all was either ended in time by its owner, or aborted by somebody else's fence or by its
 * time-out, which takes an epoch more. Of one that was decided an epoch more says only that somebody else was fenced, too.
 * Where nothing is known it was one that a fence before this one had found decided, and who decides by himself commits.
 */
export function wasCommitted({ state, producerEpoch }: FormerTransaction, epoch: number): boolean {
  return state === ONGOING ? epoch - producerEpoch === 1 : !ABORTED.has(state);
}

/**
 * Makes good what a broker leaves undone that starts again after a crash. Where the coordinator comes back before the
 * partitions have leaders, it takes them for deleted and writes off the markers it owes them: the transaction counts as
 * complete, and its records stay undecided until the producer's next marker, whichever that is. To restore only what is
 * decided would lose a commit that was acknowledged, and do it again; and where the next transaction is aborted, its
 * marker would take back what this one wrote elsewhere. So the same decision is written once more, wherever it may be
 * missing: in outputs others may be at work too, then that is done without need.
 */
export async function settleFormer(of: {
  readonly extents: Pick<Extents, 'isUndecided'>;
  readonly changelog: Place;
  /** Where else a commit may have written. */
  readonly outputs: readonly Place[];
  /** Writes the decision to all these partitions. */
  decideAgain(): Promise<void>;
}): Promise<void> {
  const { extents, changelog, outputs } = of;
  // Whoever answers leads the partition: its marker is not written off again.
  if (!(await extents.isUndecided([changelog, ...outputs]))) return;
  await of.decideAgain();
  for (let looks = 1; await extents.isUndecided([changelog]); looks++) {
    if (looks === LOOKS_MAX) throw strange(changelog);
    await systemPause(LOOK_AGAIN_MS);
  }
}

function strange({ topic, partition }: Place): PipelineError {
  return new PipelineError(
    'log-corrupt',
    `Restoring ${topic}[${partition}]: a transaction of somebody else is open in it. Only tasks may write there: end it with kafka-transactions.sh.`,
  );
}

/** DescribeTransactions, version 0: the first kind of message whose lengths are varints, one too high. */
export function describeTransactionRequest(transactionalId: string): Request {
  return {
    request: {
      ...DESCRIBE_TRANSACTIONS,
      encode: async () =>
        new RequestWriter(transactionalId.length + 16)
          .tags() // of the request's header, which kafkajs writes without
          .compactLength(1)
          .compactString(transactionalId)
          .tags()
          .done(),
    },
    response: {
      decode: async (payload) => readDescribed(payload),
      parse: async (decoded) => decoded,
    },
    logResponseError: false,
  };
}

function readDescribed(payload: Buffer) {
  const reader = new ResponseReader(payload);
  reader.tags();
  const clientSideThrottleTime = reader.int32();
  reader.compactLength(); // one was asked for
  const errorCode = reader.int16();
  reader.compactString();
  const state = reader.compactString();
  reader.int32(); // its time-out
  reader.int64(); // its beginning
  reader.int64(); // the producer's id
  return { clientSideThrottleTime, errorCode, state, producerEpoch: reader.int16() };
}
