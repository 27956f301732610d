import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** Whether what an order needs or ships comes in time, and whether it did. Event time: when the need or readiness was first stated, UTC. */
export type SupplyRisk = Header & {
  /** Order number. */
  orderId: string;
  /** Material in or product out. */
  direction: 'INBOUND' | 'OUTBOUND';
  /** Plant. */
  plant: string;
  /** Cluster. */
  cluster: string | null;
  /** When it is needed; of an export: cargo closing. */
  deadlineAt: number | null;
  /** OK: the ninetieth percentile fits; AT_RISK: only the median fits; LATE: the median misses. */
  level: 'OK' | 'AT_RISK' | 'LATE' | 'UNKNOWN';
  /** Why the level is unknown: no-box, no-state, no-distribution, no-deadline. */
  reason: string | null;
  /** The box that decides: the worst of those the order is about. */
  container: string | null;
  /** How many boxes the order is about. */
  boxes: number;
  /** Where that box is. */
  stage: string | null;
  /** Time of its last actual event. */
  stageAt: number | null;
  /** Id of its last actual event. */
  stageEventId: string | null;
  /** What the expectation is made of: the reference stages and the estimate used. */
  basis: readonly string[];
  /** Expected arrival, median. */
  expectedP50At: number | null;
  /** Expected arrival, ninetieth percentile. */
  expectedP90At: number | null;
  /** Deadline less the median arrival, milliseconds, signed. */
  slackMs: number | null;
  /** Deadline less the ninetieth percentile, milliseconds, signed. */
  slackP90Ms: number | null;
  /** Actual arrival of the last box; null while open, and where a box was only seen loaded. */
  arrivedAt: number | null;
  /** Deadline less the actual arrival, milliseconds, signed; null where either is unknown. */
  actualSlackMs: number | null;
  /** How it ended; null while open. */
  outcome: 'ON_TIME' | 'LATE' | 'ROLLED' | null;
  /** When the plant stated a shortage of material. */
  shortageAt: number | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const supplyRisks = defineDerivedTopic<SupplyRisk>({
  name: 'supply.risks',
  about: 'Whether what an order needs or ships comes in time, and whether it did.',
  schemas: [readAvroSchema(import.meta.dirname, 'supply-risks.v1.avsc')],
  key: (event) => event.orderId,
  keyField: 'orderId',
  placing: ['orderId', 'eventTime'],
  spanMs: 200 * DAY_MS,
});
