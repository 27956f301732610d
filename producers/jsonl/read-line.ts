import type { Fact } from '@landbridge/schemas';
import { isRefusal, type Refusal, refuse } from '../normalise/refusal.ts';
import { shown } from '../normalise/shown.ts';
import type { DecodeContext } from '../source.ts';
import {
  type Completing,
  completeBox,
  completeCondition,
  completePlace,
  completePlate,
  completePosition,
  completeTimes,
} from './complete.ts';
import { completeFromTimedId, revisableId, subjectOf, timedId } from './identify.ts';
import { type Draft, neutral, plans, type TopicPlan } from './plan.ts';
import { type Line, readDraft } from './read-fields.ts';

export type LineFact = { readonly plan: TopicPlan; readonly fact: Fact };

/**
 * Reads one line into a fact.
 * @param bytes the line as received, for the id of a statement that is known by nothing else
 */
export function readLine(
  line: Line,
  context: DecodeContext,
  bytes: () => Uint8Array,
): LineFact | Refusal {
  const plan = planFor(line, context);
  if (isRefusal(plan)) return plan;
  const draft = readDraft(line, plan, context.feed);
  if (isRefusal(draft)) return draft;
  const flags = scratchFlags;
  if (flags.size > 0) flags.clear();
  const completing = { draft, line, context, plan, flags };
  const refusal = plan.isTimed ? completeTimed(completing) : completeRevisable(completing, bytes);
  if (refusal !== undefined) return refusal;
  if (flags.size > 0) {
    for (const flag of draft['flags'] as readonly string[]) flags.add(flag);
    draft['flags'] = [...flags].sort();
  }
  return { plan, fact: draft as unknown as Fact };
}

/** One set for all lines, emptied before each: most lines have no flag. */
const scratchFlags = new Set<string>();

function planFor(line: Line, context: DecodeContext): TopicPlan | Refusal {
  const name = line['topic'] ?? context.topic;
  const plan = plans.get(name as string);
  if (plan !== undefined) return plan;
  const known = [...plans.keys()].join(', ');
  return refuse(
    'unknown-topic',
    name === null
      ? `The line names no topic. It may be one of ${known}.`
      : `${shown(name)} is no topic from outside. These are: ${known}.`,
  );
}

/** Positions and traffic: the hot path, without places and texts. */
function completeTimed(completing: Completing): Refusal | undefined {
  const { draft, context, plan } = completing;
  const isWithdrawal = draft['retracted'] === true;
  if (isWithdrawal) completeFromTimedId(plan, draft, context.feed);
  const badTime = completeTimes(completing, null);
  if (badTime !== undefined) return badTime;
  draft['recordedAt'] ??= draft['eventTime'];
  const isPosition = 'crsText' in draft;
  if (isPosition) completePlate(completing);
  if (isWithdrawal && draft['eventTime'] !== undefined) fillNeutral(draft, plan);
  else if (isPosition) draft['crsText'] ??= completing.line['crs'] ?? context.crs;
  const id = timedId(plan, draft, context.feed);
  // An id that is given says nothing wrong where the key or the time that it is made of is missing.
  if (isRefusal(id)) return missingField(draft, plan) ?? id;
  draft['id'] = id;
  const missing = missingField(draft, plan);
  if (missing !== undefined || isWithdrawal) return missing;
  return isPosition ? completePosition(completing) : completeCondition(completing);
}

function completeRevisable(completing: Completing, bytes: () => Uint8Array): Refusal | undefined {
  const { draft, context, plan } = completing;
  const zone = completePlace(completing);
  const badTime = completeTimes(completing, zone);
  if (badTime !== undefined) return badTime;
  if ('container' in draft) completeBox(completing);
  if ('plate' in draft) completePlate(completing);
  const isWithdrawal = draft['retracted'] === true && draft['id'] !== undefined;
  if (draft['recordedAt'] === undefined) {
    return refuse(
      'missing-field',
      `recordedAt is missing: of two statements of one fact the later recorded one counts.`,
    );
  }
  if (isWithdrawal) draft['eventTime'] ??= draft['recordedAt'];
  const id = revisableId(plan, draft, { feed: context.feed, line: bytes });
  if (isRefusal(id)) return id;
  draft['id'] = id;
  if (plan.topic.keyField === 'subject' && draft['subject'] === undefined) {
    const subject = subjectOf(plan.topic.name, draft);
    if (!isRefusal(subject)) draft['subject'] = subject;
    else if (!isWithdrawal) return missingField(draft, plan, 'subject') ?? subject;
  }
  if (isWithdrawal) fillNeutral(draft, plan);
  if ('eventCodeText' in draft && typeof draft['eventCode'] === 'string') {
    draft['eventCodeText'] ??= draft['eventCode'];
    draft['eventCode'] = draft['eventCode'].trim().toUpperCase();
  }
  return missingField(draft, plan);
}

/** A withdrawal may name the id alone; the settled fact has the rest. */
function fillNeutral(draft: Draft, plan: TopicPlan): void {
  draft[plan.topic.keyField] ??= draft['id'];
  for (const field of plan.required) draft[field.name] ??= neutral(field);
}

function missingField(draft: Draft, plan: TopicPlan, but?: string): Refusal | undefined {
  for (const { name } of plan.required) {
    if (draft[name] !== undefined || name === but) continue;
    const hint = name === 'crsText' ? CRS_HINT : '';
    return refuse('missing-field', `${name} is missing, which ${plan.topic.name} needs.${hint}`);
  }
  return undefined;
}

const CRS_HINT =
  ' Say "crs":"WGS84", GCJ02 or BD09: positions in mixed systems fail silently, as trucks that touch no gate.';
