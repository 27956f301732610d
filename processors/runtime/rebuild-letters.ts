import type { Log } from '@landbridge/infra';
import { type DeadLetter, deadLetters, type Topic } from '@landbridge/schemas';
import type { LateCode, Rebuilding } from '../engine/index.ts';
import type { Processor } from '../processor.ts';
import { outsideOf } from './rebuild-plan.ts';
import { forEachBatch, placeOf, wholeOf } from './rebuild-rows.ts';
import { checkpointIn, type RebuildPlan, withStores } from './rebuild-state.ts';

/** Letters of one stage that say something is late. */
type LateLetters = {
  /** Letter and code by the address of the record. */
  readonly byAddress: Map<string, { id: string; code: LateCode }>;
  /** Revision of the newest version of a letter, and whether that withdraws it. */
  readonly newest: Map<string, { revision: number; retracted: boolean }>;
};

/**
 * What was late stays so until it is driven again, and what was taken stays taken: a rebuild does not judge anew, since
 * what it takes in now would make late what came after it. The letters in the log say what was refused, those that were
 * withdrawn what was driven again. An input that a processor never read is judged as ever.
 */
export async function judgedBefore(
  log: Log,
  plan: RebuildPlan,
  affected: readonly Processor[],
): Promise<Rebuilding> {
  const letters = await lateLetters(log, new Set(plan.affected));
  const redriven = new Set(plan.redriven);
  const outside = new Set(outsideOf(affected));
  const read = await withStores(log, async (stores) =>
    stores.map((store) => checkpointIn(store).processors),
  );
  const judged = affected.map(({ name, inputs }) => {
    const { byAddress, newest } = letters.get(name) ?? noLetters();
    const refused = new Map<string, LateCode>();
    for (const [address, { id, code }] of byAddress) {
      if (!redriven.has(id) && newest.get(id)?.retracted !== true) refused.set(address, code);
    }
    const known = inputs.filter((input) => read.some((each) => each[name]?.inputs[input.name]));
    // Rows that are folded again themselves stand elsewhere now; they are never late.
    const ofInputs = known.map(
      (input) => [input.name, outside.has(input.topic.name) ? refused : NOTHING] as const,
    );
    return [name, new Map(ofInputs)] as const;
  });
  return new Map(judged);
}

const NOTHING: ReadonlyMap<string, LateCode> = new Map();

function noLetters(): LateLetters {
  return { byAddress: new Map(), newest: new Map() };
}

async function lateLetters(
  log: Log,
  stages: ReadonlySet<string>,
): Promise<Map<string, LateLetters>> {
  const topic: Topic<DeadLetter> = deadLetters;
  const read = topic.codec.project(['stage', 'code', 'address']);
  const letters = new Map<string, LateLetters>();
  await forEachBatch(log, wholeOf(log, topic.name), (batch) => {
    for (let i = 0; i < batch.count; i++) {
      const [start, value, end] = placeOf(batch, i);
      if (value === end || !stages.has(batch.bytes.toString('utf8', start, value))) continue;
      const { id, stage, code, address, revision, retracted } = read(batch.bytes, value, end);
      if (!isLate(code)) continue;
      const ofStage = letters.get(stage) ?? noLetters();
      letters.set(stage, ofStage);
      if (!retracted && address !== null) ofStage.byAddress.set(address, { id, code });
      if (revision >= (ofStage.newest.get(id)?.revision ?? -1)) {
        ofStage.newest.set(id, { revision, retracted });
      }
    }
  });
  return letters;
}

function isLate(code: string): code is LateCode {
  return code.startsWith('late');
}
