import { startKafka, startRegistry } from '@landbridge/infra/services';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** `host:port` of the broker that all files of this suite share. */
    kafka: string;
    /** Base of the registry's Confluent-compatible API. */
    registry: string;
  }
}

/** Starts one broker and one registry for the whole suite. What cannot be had fails it: nothing is skipped. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await using started = new AsyncDisposableStack();
  const kafka = await startKafka();
  started.defer(() => kafka.stop());
  const registry = await startRegistry();
  started.defer(() => registry.stop());
  project.provide('kafka', kafka.brokers);
  project.provide('registry', registry.url);
  const owned = started.move();
  return () => owned.disposeAsync();
}
