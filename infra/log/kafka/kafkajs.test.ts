import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { expect, test, vi } from 'vitest';
import { newCluster } from './kafkajs.ts';

const silent = { debug: () => undefined, warn: () => undefined };

function newQueue() {
  return new RequestQueue({
    ...{ logger: silent, clientId: 'test', broker: 'b:1' },
    ...{ requestTimeout: 1_000, enforceRequestTimeout: false, maxInFlightRequests: null },
  });
}

test('a connection without requests has no timer', () => {
  const queue = newQueue();
  queue.checkPendingRequests();
  queue.scheduleCheckPendingRequests();
  expect(queue.throttleCheckTimeoutId).toBeNull();
});

/** Requests that note that they are sent. */
function requestsTo(sent: number[]) {
  return (correlationId: number) => ({
    entry: { correlationId, resolve: () => undefined, reject: () => undefined },
    expectResponse: true,
    requestTimeout: null,
    sendRequest: () => sent.push(correlationId),
  });
}

// Batches of one producer are numbered: the broker refuses the next one where it comes before the last.
test('a request does not overtake those that wait for the end of a throttling', () => {
  vi.useFakeTimers();
  try {
    const queue = newQueue();
    const sent: number[] = [];
    const request = requestsTo(sent);
    queue.throttledUntil = Date.now() + 300;
    queue.push(request(1));
    // The throttling is over, but the thread was busy, and the timer has still to be heard of.
    vi.setSystemTime(Date.now() + 301);
    queue.push(request(2));
    vi.advanceTimersByTime(400);
    expect(sent).toEqual([1, 2]);
  } finally {
    vi.useRealTimers();
  }
});

test('a request that waits for the end of a throttling is sent then', () => {
  vi.useFakeTimers();
  try {
    const queue = newQueue();
    const sent: number[] = [];
    const request = requestsTo(sent);
    queue.throttledUntil = Date.now() + 300;
    queue.push(request(1));
    queue.push(request(2));
    vi.advanceTimersByTime(299);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(20);
    expect(sent).toEqual([1, 2]);
    expect(queue.throttleCheckTimeoutId).toBeNull();
  } finally {
    vi.useRealTimers();
  }
});

test('a cluster is not connected before it is asked for something', async () => {
  const cluster = newCluster({ brokers: ['127.0.0.1:1'], tls: true });
  expect(Object.keys(cluster.brokerPool.brokers)).toEqual([]);
  await cluster.disconnect();
});
