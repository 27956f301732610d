import { type AvroField, type AvroType, type Fact, type Topic, topics } from '@landbridge/schemas';
import { readBoxes } from './boxes.ts';
import { compileRead, type QuickRead } from './compile-read.ts';

/** What a field of a line may hold. */
export type Kind =
  | 'string'
  | 'boolean'
  | 'int'
  | 'long'
  | 'double'
  | 'time'
  | 'enum'
  | 'strings'
  | 'boxes';

export type FieldPlan = {
  readonly name: string;
  readonly kind: Kind;
  readonly nullable: boolean;
  readonly symbols: ReadonlySet<string>;
};

/** A line's fields on their way to an event: every field of the schema, in its order. */
export type Draft = Record<string, unknown>;

/** What is known of a topic before the first line: built once, so that a line costs only the fields it has. */
export type TopicPlan = {
  readonly topic: Topic<Fact>;
  readonly fields: ReadonlyMap<string, FieldPlan>;
  /** A draft in which nothing is said: null, false, an empty list; undefined where a value must be given. */
  readonly template: Draft;
  /** Fields that a line or its topic must give. */
  readonly required: readonly FieldPlan[];
  readonly times: readonly string[];
  readonly isTimed: boolean;
  readonly quickRead: QuickRead;
};

/** Fields that a line may have besides those of its topic's schema. */
export const EXTRA: ReadonlySet<string> = new Set(['topic', 'crs', 'terminalId']);

const NO_SYMBOLS: ReadonlySet<string> = new Set();
const EMPTY: readonly never[] = Object.freeze([]);
/** The runtime sets these; they are in the template so that adding them changes no object's shape. */
const STAMPS = new Set(['revision', 'ingestedAt']);

/** Plans of all topics that a line may name: those of facts from outside. */
export const plans: ReadonlyMap<string, TopicPlan> = new Map(
  topics
    .filter(({ kind }) => kind === 'fact' || kind === 'settled')
    .map((topic) => [topic.name, planOf(topic as Topic<Fact>)]),
);

function planOf(topic: Topic<Fact>): TopicPlan {
  const schema = topic.schemas.at(-1);
  const fields = new Map<string, FieldPlan>();
  const template: Draft = {};
  const required: FieldPlan[] = [];
  for (const field of schema?.fields ?? []) {
    const plan = fieldPlan(field);
    template[field.name] = STAMPS.has(field.name) ? 0 : unsaid(plan);
    if (STAMPS.has(field.name)) continue;
    fields.set(field.name, plan);
    if (template[field.name] === undefined) required.push(plan);
  }
  const times = [...fields.values()].filter(({ kind }) => kind === 'time');
  return {
    topic,
    fields,
    template,
    required,
    times: times.map(({ name }) => name),
    isTimed: topic.kind === 'fact',
    quickRead: compileRead((schema?.fields ?? []).map(fieldPlan), EXTRA, {
      symbols: new Map([...fields].map(([name, { symbols }]) => [name, symbols])),
      strings: readStrings,
      boxes: readBoxes,
    }),
  };
}

function fieldPlan({ name, type }: AvroField): FieldPlan {
  const branches: readonly AvroType[] = Array.isArray(type) ? type : [type];
  const nullable = branches.includes('null');
  const inner = branches.find((branch) => branch !== 'null') ?? 'null';
  return { name, nullable, kind: kindOf(inner), symbols: symbolsOf(inner) };
}

function kindOf(type: AvroType): Kind {
  if (typeof type === 'string') return type as Kind;
  if ('logicalType' in type) return 'time';
  if ('symbols' in type) return 'enum';
  if ('items' in type) return type.items === 'string' ? 'strings' : 'boxes';
  throw new Error(`jsonl has no reading for the schema type ${JSON.stringify(type)}`);
}

function symbolsOf(type: AvroType): ReadonlySet<string> {
  return typeof type === 'object' && 'symbols' in type ? new Set(type.symbols) : NO_SYMBOLS;
}

function unsaid({ kind, nullable }: FieldPlan): unknown {
  if (nullable) return null;
  if (kind === 'boolean') return false;
  return kind === 'strings' || kind === 'boxes' ? EMPTY : undefined;
}

/** The value that says nothing, for what a withdrawal need not repeat. */
export function neutral({ kind, symbols }: FieldPlan): unknown {
  if (kind === 'string') return '';
  return kind === 'enum' ? [...symbols][0] : 0;
}

/** A list of texts, or undefined. */
export function readStrings(value: unknown): unknown {
  return Array.isArray(value) && value.every((element) => typeof element === 'string')
    ? value
    : undefined;
}
