import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Most memory that the engine may use for everything, bytes: the process has to stay under 1.5 GB with it. */
export const ENGINE_MEMORY_BYTES_MAX = 700 * 1024 * 1024;

/**
 * Server settings of the embedded engine. They can only be given when the engine starts, and most defaults are made
 * for a server of its own: gigabytes of caches, sixteen merge threads. Caches are kept small because data that is
 * being merged reads every part once; merges get two threads because the fold runs on the other core.
 */
const SERVER_SETTINGS: Readonly<Record<string, number>> = {
  max_server_memory_usage: ENGINE_MEMORY_BYTES_MAX,
  // What is given back on other threads than it was taken on is not always noticed: the count must follow the memory.
  memory_worker_correct_memory_tracker: 1,
  mark_cache_size: 32 << 20,
  index_mark_cache_size: 4 << 20,
  primary_index_cache_size: 32 << 20,
  uncompressed_cache_size: 0,
  index_uncompressed_cache_size: 0,
  query_condition_cache_size: 4 << 20,
  mmap_cache_size: 16,
  compiled_expression_cache_size: 8 << 20,
  background_pool_size: 2,
  background_merges_mutations_concurrency_ratio: 1,
  background_schedule_pool_size: 4,
  background_fetches_pool_size: 1,
  background_move_pool_size: 1,
  background_common_pool_size: 1,
  max_thread_pool_size: 256,
  max_thread_pool_free_size: 16,
  thread_pool_queue_size: 1000,
};

/** Writes the engine's configuration beside its data and answers the arguments that make it be read. */
export function engineArguments(folder: string): readonly string[] {
  const file = join(folder, 'engine.xml');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lines = Object.entries(SERVER_SETTINGS).map(
    ([name, value]) => `  <${name}>${value}</${name}>`,
  );
  writeFileSync(file, `<clickhouse>\n${lines.join('\n')}\n</clickhouse>\n`, { mode: 0o600 });
  return [`--config-file=${file}`];
}
