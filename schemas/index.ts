export type { AvroField, AvroSchema, AvroType } from './avro-schema.ts';
export * from './catalog.ts';
export {
  avroType,
  type Codec,
  CodecError,
  codecFor,
  copyWithRevision,
  embeddedSchemaId,
  FRAME_BYTES,
  type HeaderView,
  newHeaderView,
  type PlainCodec,
  plainCodecFor,
  readHeader,
  schemaIdOf,
  VALUE_BYTES_MAX,
} from './codec.ts';
export { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './durations.ts';
export { murmur2, partitionOf } from './murmur2.ts';
export { readText } from './text.ts';
export {
  defineDerivedTopic,
  defineFactTopic,
  type Fact,
  type Header,
  KEY_BYTES_MAX,
  type Topic,
  type TopicKind,
} from './topic.ts';
export { topics } from './topics.ts';
export { cursor, readLong, writeLong } from './varint.ts';
