import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** A use of a box, from empty gate-out or discharge to empty gate-in or loading. Event time: first move of the cycle, UTC. */
export type ContainerCycle = Header & {
  /** Normalised container number. */
  container: string;
  /** What the box did, as far as seen. */
  kind: 'IMPORT' | 'EXPORT' | 'TRANSSHIPMENT' | 'EMPTY' | 'UNKNOWN';
  /** When it began; null where its beginning was not seen. */
  startAt: number | null;
  /** When it ended; null while open. */
  endAt: number | null;
  /** Length of the cycle, milliseconds. */
  cycleMs: number | null;
  /** Move that began it. */
  startMove: string | null;
  /** Move that ended it. */
  endMove: string | null;
  /** Facility where it began. */
  startFacility: string | null;
  /** Roll-up group of the facility where it began. */
  startGroup: string | null;
  /** Facility where it ended. */
  endFacility: string | null;
  /** Roll-up group of the facility where it ended. */
  endGroup: string | null;
  /** What cut it from the next cycle; null while open. */
  endedBy: 'EMPTY_IN' | 'LOADED' | 'DISCHARGED_ELSEWHERE' | 'STREET_TURN' | 'NEXT_CYCLE' | null;
  /** The empty box went straight to an exporter: in no mean of returns. */
  streetTurn: boolean;
  /** First booking of the cycle. */
  booking: string | null;
  /** Another booking was stated later: it does not cut the cycle. */
  bookingChanged: boolean;
  /** Evidence of start and end. */
  quality: 'COMPLETE' | 'START_INFERRED' | 'END_INFERRED' | 'NO_START' | 'REJECTED';
  /** Rule that inferred an end or rejected the cycle. */
  qualityRule: string | null;
  /** Id of the first move. */
  startEventId: string | null;
  /** Id of the move that ended it. */
  endEventId: string | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const containerCycles = defineDerivedTopic<ContainerCycle>({
  name: 'container.cycles',
  about: 'A use of a box, from empty gate-out or discharge to empty gate-in or loading.',
  schemas: [readAvroSchema(import.meta.dirname, 'container-cycles.v1.avsc')],
  key: (event) => event.container,
  keyField: 'container',
  placing: ['container', 'eventTime'],
  // Boxes come round in weeks, but some wait for a year.
  spanMs: 400 * DAY_MS,
});
