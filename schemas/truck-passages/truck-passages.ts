import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** A truck's stay inside a geofence. Event time: when the truck entered, UTC. */
export type TruckPassage = Header & {
  /** Plate key. */
  plate: string;
  /** Facility or plant. */
  place: string;
  /** What the geofence stands for. */
  placeKind: 'TERMINAL' | 'QUEUE' | 'PLANT' | 'DEPOT';
  /** When the truck left; null while inside. */
  leftAt: number | null;
  /** Whether an earlier position shows the entry; without one the truck was first heard of inside. */
  entrySeen: boolean;
  /** Boxes aboard at entry. */
  containers: readonly string[];
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const truckPassages = defineDerivedTopic<TruckPassage>({
  name: 'truck.passages',
  about: "A truck's stay inside a geofence.",
  schemas: [readAvroSchema(import.meta.dirname, 'truck-passages.v1.avsc')],
  key: (event) => event.plate,
  keyField: 'plate',
  placing: ['plate', 'eventTime'],
  spanMs: 7 * DAY_MS,
});
