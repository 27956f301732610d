export { tables } from './catalog.ts';
export { benchSink, type SinkBench } from './runtime/bench-sink.ts';
export { REVISIONS_DAYS } from './runtime/create-sql.ts';
export { describeMarts, type Mart } from './runtime/describe-marts.ts';
export type { SinkLimits } from './runtime/limits.ts';
export { openSinks, type SinkOptions, type Sinks } from './runtime/open-sinks.ts';
export { prepareWarehouse } from './runtime/prepare-warehouse.ts';
export type { SinkCounters, TableCounters } from './runtime/sink-counters.ts';
export { defineTable, type Table } from './table.ts';
