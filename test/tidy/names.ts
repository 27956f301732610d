const WORDS = '[a-z][a-z0-9]*';
const TOPIC = new RegExp(`^${WORDS}\\.${WORDS}(?:\\.received)?$`);
const TABLE = new RegExp(`^${WORDS}_${WORDS}$`);
const MART = new RegExp(`^(?:mart|at)_${WORDS}(?:_${WORDS})*$`);
const METRIC = new RegExp(`^${WORDS}(?:_${WORDS})*_(?:total|ms|seconds|bytes|count)$`);

export type NameKind = 'topic' | 'table' | 'mart' | 'metric';

const FORMS: Readonly<Record<NameKind, readonly [RegExp, string]>> = {
  topic: [TOPIC, 'two words with a dot, as gate.transactions'],
  table: [TABLE, "the topic's name with an underscore, as gate_transactions"],
  mart: [MART, 'mart_, of a moment at_, and words with underscores, as mart_yard_dwells'],
  metric: [METRIC, 'room, thing and unit with underscores, as processors_events_late_total'],
};

/** Names are what people type: each kind has one form. */
export function nameBreaches(kind: NameKind, names: readonly string[]): string[] {
  const [form, example] = FORMS[kind];
  return names
    .filter((name) => !form.test(name))
    .map((name) => `The ${kind} '${name}' has another form than ${kind}s have: ${example}.`);
}
