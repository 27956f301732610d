import { readAvroSchema } from '../avro-schema.ts';
import { defineFactTopic, type Fact } from '../topic.ts';

/** Speed and level of a road segment from a moment on. Event time: the moment from which it holds, UTC. */
export type TrafficCondition = Fact & {
  /** Event time as received; null where it came as epoch milliseconds. */
  timeText: string | null;
  /** Where the time zone of the event time came from. */
  tzSource: 'EXPLICIT' | 'FACILITY' | 'SOURCE' | 'ASSUMED';
  /** How fine the received event time is. */
  precision: 'MILLISECOND' | 'SECOND' | 'MINUTE' | 'DAY';
  /** Directed road segment. */
  segment: string;
  /** Mean speed, km/h; null where only a level is known; 0 is a standstill. */
  speedKmh: number | null;
  /** Congestion level: 1 free to 5 severe; null unknown. */
  level: number | null;
  /** How often the feed speaks of the segment, milliseconds. */
  intervalMs: number;
  /** Vehicles behind the reading. */
  samples: number | null;
  /** Quality flags, sorted; empty when all is well. */
  flags: readonly string[];
};

export const trafficConditions = defineFactTopic<TrafficCondition>({
  name: 'traffic.conditions',
  about: 'Speed and level of a road segment from a moment on.',
  schemas: [readAvroSchema(import.meta.dirname, 'traffic-conditions.v1.avsc')],
  key: (event) => event.segment,
  keyField: 'segment',
  placing: ['segment', 'eventTime'],
  identity: 'timed',
});
