import type { AvroSchema } from '../avro-schema.ts';
import { avroType } from '../codec.ts';

/**
 * What keeps a topic's newer schemas from reading its older ones (BACKWARD_TRANSITIVE: every version reads all before
 * it), as sentences; empty where nothing does.
 */
export function incompatibilities(versions: readonly AvroSchema[]): string[] {
  return versions.flatMap((reader, i) =>
    versions.slice(0, i).flatMap((writer, j) => pairOf({ reader, writer, at: [i + 1, j + 1] })),
  );
}

function pairOf(pair: { reader: AvroSchema; writer: AvroSchema; at: [number, number] }): string[] {
  const { reader, writer, at } = pair;
  const where = `${reader.name} v${at[0]} cannot read v${at[1]}`;
  const known = new Set(writer.fields.map((field) => field.name));
  const found = reader.fields
    .filter((field) => !known.has(field.name) && field.default === undefined)
    .map((field) => `${where}: the new field '${field.name}' needs a default.`);
  const kept = new Set(reader.fields.map((field) => field.name));
  const lost = writer.fields
    .filter((field) => !kept.has(field.name))
    .map(
      (field) => `${where}: the field '${field.name}' is gone; keep it, tables have its column.`,
    );
  const first = reader.fields.slice(0, 4).map((field) => field.name);
  if (first.some((name, i) => name !== writer.fields[i]?.name)) {
    return [...found, ...lost, `${where}: the header fields are not where they were.`];
  }
  try {
    avroType(reader).createResolver(avroType(writer));
  } catch (error) {
    if (found.length === 0) return [...lost, `${where}: ${String(error)}`];
  }
  return [...found, ...lost];
}
