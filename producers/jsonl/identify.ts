import { factId, hashOf } from '../normalise/identity.ts';
import { type Refusal, refuse } from '../normalise/refusal.ts';
import { shown } from '../normalise/shown.ts';
import type { Draft, TopicPlan } from './plan.ts';

/** Parts of an id by which a topic's statements are known where the line gives no id; undefined where it says too little. */
const STATEMENTS: Readonly<Record<string, (draft: Draft) => readonly unknown[]>> = {
  'truck.appointments': (draft) => [draft['appointmentId'], draft['version']],
  'plant.orders': (draft) => [draft['orderId'], draft['milestone'], draft['statement'] ?? ''],
  'traffic.incidents': (draft) => [draft['incidentId'], draft['segment']],
  // An actual happens once; of plans and estimates each statement is a fact of its own.
  'vessel.calls': (draft) => [
    draft['callId'],
    draft['milestone'],
    draft['classifier'],
    draft['classifier'] === 'ACT' ? '' : draft['recordedAt'],
  ],
  // A terminal may number the visit: the movement belongs to the identity, as it does in EDIFACT.
  'gate.transactions': (draft) => [
    draft['facilityText'] ?? undefined,
    draft['transactionId'] ?? undefined,
    draft['direction'],
  ],
  'container.events': (draft) => [draft['sourceEventId'] ?? undefined, draft['eventType']],
};

/** Key of a container event or gate transaction, where the line does not give it. */
export function subjectOf(topic: string, draft: Draft): string | Refusal {
  const text = (name: string) => {
    const value = draft[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  if (topic === 'gate.transactions') {
    const { plate, appointment, transaction } = {
      plate: text('plate'),
      appointment: text('appointmentId'),
      transaction: text('transactionId'),
    };
    if (plate !== undefined) return plate;
    if (appointment !== undefined) return `appointment:${appointment}`;
    if (transaction !== undefined) return `gate:${text('facilityText') ?? ''}:${transaction}`;
    return refuse('no-key', 'The line names no plate, no appointment and no transaction.');
  }
  const container = text('container');
  if (container !== undefined) return container;
  const document = documentOf(text);
  if (document !== undefined) return `doc:${document}`;
  const call = text('callId');
  if (call !== undefined) return `call:${call}`;
  return refuse('no-key', 'The line names no container, no document and no transport call.');
}

function documentOf(text: (name: string) => string | undefined): string | undefined {
  const id = text('documentId');
  if (id !== undefined) return `${text('documentType') ?? 'UNKNOWN'}:${id}`;
  const booking = text('booking');
  if (booking !== undefined) return `BKG:${booking}`;
  const bill = text('billOfLading');
  return bill === undefined ? undefined : `TRD:${bill}`;
}

/** Id of a timed fact: feed, key and event time. One that the line gives must be the same. */
export function timedId(plan: TopicPlan, draft: Draft, feed: string): string | Refusal {
  const { topic } = plan;
  const id = `${feed}:${String(draft[topic.keyField])}:${String(draft['eventTime'])}`;
  const given = draft['id'];
  if (given === undefined || given === id) return id;
  return refuse(
    'bad-id',
    `id is ${shown(given)}, but ids of ${topic.name} are made of feed, ${topic.keyField} and time, here ${id}: leave id out.`,
  );
}

/** Key and event time of a timed fact out of its id, for a withdrawal that names nothing else. */
export function completeFromTimedId(plan: TopicPlan, draft: Draft, feed: string): void {
  const id = draft['id'];
  if (typeof id !== 'string' || !id.startsWith(`${feed}:`)) return;
  const cut = id.lastIndexOf(':');
  const atMs = Number(id.slice(cut + 1));
  if (cut <= feed.length || !Number.isSafeInteger(atMs)) return;
  draft[plan.topic.keyField] ??= id.slice(feed.length + 1, cut);
  draft['eventTime'] ??= atMs;
}

/** Id of a revisable fact: what the line says, else what its statement is known by, else the hash of the line. */
export function revisableId(
  plan: TopicPlan,
  draft: Draft,
  from: { feed: string; line: () => Uint8Array },
): string | Refusal {
  const given = draft['id'];
  if (typeof given === 'string') {
    if (given.trim() === '') return refuse('bad-id', 'id is blank: leave it out or say it.');
    return given.startsWith(`${from.feed}:`) ? given : `${from.feed}:${given}`;
  }
  const parts = STATEMENTS[plan.topic.name]?.(draft) ?? [undefined];
  const isUnknown = parts.includes(undefined);
  if (isUnknown && draft['retracted'] === true) {
    return refuse(
      'missing-field',
      'id is missing: what a line withdraws is found by the id of its fact, as the tables have it.',
    );
  }
  if (isUnknown) return factId(from.feed, [`derived-${hashOf(from.line())}`]);
  return factId(from.feed, parts.map(String));
}
