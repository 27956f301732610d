import type { AvroField, AvroSchema } from '@landbridge/schemas';

/**
 * Fields of an event's newest schema under which a reducer remembers a part of that event, so that a state says what
 * it keeps and not how it is typed. A field that the topic lacks is a programmer's error.
 */
export function fieldsOf(
  topic: { readonly name: string; readonly schemas: readonly AvroSchema[] },
  names: readonly string[],
): readonly AvroField[] {
  const fields = topic.schemas.at(-1)?.fields ?? [];
  return names.map((name) => {
    const field = fields.find((each) => each.name === name);
    if (field === undefined) throw new Error(`${topic.name} has no field ${name} to remember.`);
    return field;
  });
}
