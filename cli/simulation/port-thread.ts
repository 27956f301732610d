import { parentPort, workerData } from 'node:worker_threads';
import { loadReference } from '@landbridge/infra';
import { type SimulatedDelivery, simulatedPort } from '@landbridge/producers';
import { BYTES_TOGETHER, type PortOrder, type PortWord, SENT_AHEAD_MAX } from './port-words.ts';

/** The thread in which the simulated port lives: the pipeline has the other one to itself. */
async function live({ options, referenceFolder }: PortOrder): Promise<void> {
  if (parentPort === null) throw new Error('The simulated port lives in a thread of the pipeline.');
  const pipeline = parentPort;
  const say = (word: PortWord): void => pipeline.postMessage(word);
  let ahead = 0;
  let wake = (): void => {};
  pipeline.on('message', () => {
    ahead--;
    wake();
  });
  const port = simulatedPort({ ...options, reference: loadReference(referenceFolder) });
  let together: SimulatedDelivery[] = [];
  let bytes = 0;
  const send = async (): Promise<void> => {
    say({ deliveries: together });
    together = [];
    bytes = 0;
    if (++ahead < SENT_AHEAD_MAX) return;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  };
  for (const delivery of port.deliveries) {
    together.push(delivery);
    bytes += delivery.bytes.length;
    if (bytes >= BYTES_TOGETHER) await send();
  }
  if (together.length > 0) await send();
  say({ absorbed: port.absorbed });
  pipeline.close();
}

await live(workerData);
