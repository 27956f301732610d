import { type AvroSchema, defineFactTopic, type Fact, type Topic } from '@landbridge/schemas';

/** A topic with a past, for tests: its second version has a field more. */
export type Tide = Fact & { station: string; levelM?: number | null };

const FIELDS: AvroSchema['fields'] = [
  { name: 'id', type: 'string' },
  { name: 'revision', type: 'long' },
  { name: 'retracted', type: 'boolean' },
  { name: 'eventTime', type: { type: 'long', logicalType: 'timestamp-millis' } },
  { name: 'source', type: 'string' },
  { name: 'recordedAt', type: { type: 'long', logicalType: 'timestamp-millis' } },
  { name: 'ingestedAt', type: { type: 'long', logicalType: 'timestamp-millis' } },
  { name: 'station', type: 'string', doc: 'Where it is measured.' },
];

export const TIDE_V1: AvroSchema = { type: 'record', name: 'Tide', fields: FIELDS };
export const TIDE_V2: AvroSchema = {
  ...TIDE_V1,
  fields: [...FIELDS, { name: 'levelM', type: ['null', 'double'], default: null }],
};

export function tides(schemas: readonly AvroSchema[] = [TIDE_V1, TIDE_V2]): Topic<Tide> {
  return defineFactTopic<Tide>({
    name: 'tide.levels',
    about: 'Levels of the water.',
    schemas,
    key: (tide) => tide.station,
    keyField: 'station',
    placing: [],
    identity: 'timed',
  });
}

export function aTide(set: Partial<Tide> = {}): Tide {
  return {
    id: 'tide:1',
    revision: 1,
    retracted: false,
    eventTime: 1_000,
    source: 'tide',
    recordedAt: 2_000,
    ingestedAt: 3_000,
    station: 'Zhenhai',
    ...set,
  };
}

/** The framed bytes as they are on Kafka: with an id of the registry. */
export function onWire(bytes: Buffer, id: number): Buffer {
  const wire = Buffer.from(bytes);
  wire.writeUInt32BE(id, 1);
  return wire;
}
