import { isRefusal, type Refusal, refuse } from '../normalise/refusal.ts';
import { shown } from '../normalise/shown.ts';
import { readBoxes } from './boxes.ts';
import { type Draft, EXTRA, type FieldPlan, readStrings, type TopicPlan } from './plan.ts';

/** A line as JSON has it. */
export type Line = Readonly<Record<string, unknown>>;

/** Fields of the schema that are not a line's to say. */
const OURS = new Set(['revision', 'ingestedAt']);

/** Takes the fields of a line into a draft and checks each against the schema. Times stay as they are written. */
export function readDraft(line: Line, plan: TopicPlan, feed: string): Draft | Refusal {
  const draft = plan.quickRead(line) ?? readFields(line, plan);
  if (isRefusal(draft)) return draft;
  if (draft['source'] !== undefined && draft['source'] !== feed) {
    return refuse(
      'bad-value',
      `source is ${shown(draft['source'])}, but the feed is ${feed}: leave source out, or name the feed so.`,
    );
  }
  draft['source'] = feed;
  return draft;
}

/** The plain reading, field by field: says what is wrong with a line that the quick one does not take. */
export function readFields(line: Line, plan: TopicPlan): Draft | Refusal {
  const draft: Draft = { ...plan.template };
  const { fields } = plan;
  for (const name in line) {
    const field = fields.get(name);
    if (field === undefined) {
      if (EXTRA.has(name)) continue;
      return unknownField(name, plan);
    }
    const value = line[name];
    if (value === null) continue;
    const read = readValue(field, value);
    if (read === undefined) return wrongValue(field, value);
    draft[name] = read;
  }
  return draft;
}

/** The value where it fits its field, else undefined. */
function readValue(field: FieldPlan, value: unknown): unknown {
  switch (field.kind) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'double':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'time':
      return typeof value === 'string' || Number.isSafeInteger(value) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'enum':
      return field.symbols.has(value as string) ? value : undefined;
    case 'long':
      return Number.isSafeInteger(value) ? value : undefined;
    case 'int':
      return Number.isInteger(value) && (value as number) === ((value as number) | 0)
        ? value
        : undefined;
    case 'strings':
      return readStrings(value);
    case 'boxes':
      return readBoxes(value);
  }
}

function unknownField(name: string, { topic, fields }: TopicPlan): Refusal {
  if (OURS.has(name)) {
    return refuse('bad-value', `${name} is set when the record is taken in: leave it out.`);
  }
  const plain = name.replaceAll(/[_\s]/g, '').toLowerCase();
  const near = [...fields.keys()].find((known) => known.toLowerCase() === plain);
  const hint = near === undefined ? `It has ${[...fields.keys()].join(', ')}.` : `Is it ${near}?`;
  return refuse('bad-value', `${topic.name} has no field ${shown(name)}. ${hint}`);
}

const SHAPES: Readonly<Record<FieldPlan['kind'], string>> = {
  string: 'a text',
  boolean: 'true or false',
  int: 'a whole number of 32 bits',
  long: 'a whole number',
  double: 'a number',
  time: 'an ISO 8601 time or epoch milliseconds',
  enum: 'one of',
  strings: 'a list of texts',
  boxes: 'a list of boxes, each with a container and the fields of a box',
};

function wrongValue({ name, kind, symbols }: FieldPlan, value: unknown): Refusal {
  const wanted = kind === 'enum' ? `one of ${[...symbols].join(', ')}` : SHAPES[kind];
  return refuse('bad-value', `${name} is ${shown(value)}, but it should be ${wanted}.`);
}
