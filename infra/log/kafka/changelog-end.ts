/// <reference path="./kafkajs.d.ts" />
import { chunkOf, recordsOf } from './chunk.ts';
import { keyOf, LATEST, listOffsets, type Place, READ_ALL } from './extents.ts';
import { type Fetched, fetchRequest } from './fetch.ts';
import { CODES, errorOf } from './kafka-error.ts';
import { ask, byLeader, type Link } from './link.ts';
import { isAbort } from './record-batch.ts';

/**
 * Whether what stands last in a changelog shows that the transaction it is of was not committed: the marker of an abort,
 * or a record that is not the checkpoint, with which every commit ends. Where it shows nothing of the kind, that proves
 * nothing.
 */
export async function endsCutOff(link: Link, changelog: Place): Promise<boolean> {
  const { topic, partition } = changelog;
  const address = `${topic}[${partition}]`;
  return await link.use(`Reading the end of ${address}`, async (cluster) => {
    const asked = { places: [changelog], timestamp: LATEST, isolationLevel: READ_ALL };
    const from = ((await listOffsets(cluster, asked)).get(keyOf(changelog)) ?? 0) - 1;
    if (from < 0) return false;
    const [nodeId = 0] = byLeader(cluster, [changelog]).keys();
    // One byte asks for one batch, which comes whole.
    const places = [{ topic, partition, from, bytesMax: 1 }];
    const request = fetchRequest({ places, maxWaitMs: 0, bytesMax: 1, isolationLevel: READ_ALL });
    const broker = await cluster.findBroker({ nodeId });
    const [answer] = (await ask<{ fetched: Fetched[] }>(broker, request)).fetched;
    if (answer?.errorCode !== 0) throw errorOf(answer?.errorCode ?? CODES.offsetOutOfRange);
    const chunk = chunkOf({ place: address, from, recordSet: answer.recordSet, aborted: [] });
    const last = chunk.batches.at(-1);
    if (last === undefined) return false;
    if (last.control) return isAbort(last);
    const { count, starts, values } = await recordsOf(chunk, { ...changelog, from });
    // The checkpoint is the record whose key has no bytes.
    return count > 0 && values[count - 1] !== starts[count - 1];
  });
}
