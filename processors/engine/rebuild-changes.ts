import type { Processor } from '../processor.ts';
import type { Checkpoint } from './checkpoint.ts';
import { foldOrder } from './fold-order.ts';
import { logicOf } from './topology.ts';

/** In what the processors and reference data at hand differ from those that a state was folded with. */
export type Changes = {
  readonly processors: readonly { readonly name: string; readonly why: string }[];
  /** Processors that are no longer there: their rows stay as they are. */
  readonly removed: readonly string[];
  /** Files of reference data. */
  readonly reference: readonly string[];
};

export function changesOf(
  checkpoint: Pick<Checkpoint, 'processors' | 'files'> | undefined,
  processors: readonly Processor[],
  files: Readonly<Record<string, string>>,
): Changes {
  if (checkpoint === undefined) return { processors: [], removed: [], reference: [] };
  const names = new Set(processors.map(({ name }) => name));
  const before = checkpoint.files ?? {};
  return {
    processors: processors.flatMap((processor) => {
      const why = whyChanged(checkpoint.processors[processor.name], processor);
      return why === undefined ? [] : [{ name: processor.name, why }];
    }),
    removed: Object.keys(checkpoint.processors).filter((name) => !names.has(name)),
    reference: [...new Set([...Object.keys(before), ...Object.keys(files)])].filter(
      (file) => before[file] !== files[file],
    ),
  };
}

function whyChanged(
  known: Partial<Checkpoint['processors'][string]> | undefined,
  processor: Processor,
): string | undefined {
  if (known === undefined) return 'it is new';
  if (known.logic === logicOf(processor)) return undefined;
  return known.version === processor.version
    ? 'its inputs, outputs or state have changed, or how state is stored'
    : `version ${known.version} is now ${processor.version}`;
}

export function isUnchanged({ processors, removed, reference }: Changes): boolean {
  return processors.length + removed.length + reference.length === 0;
}

/** The changes as the middle of a sentence. */
export function sayChanges({ processors, removed, reference }: Changes): string {
  const said = [
    ...processors.map(({ name, why }) => `${name} (${why})`),
    ...removed.map((name) => `${name} (it is gone)`),
    ...(reference.length === 0 ? [] : [`the reference data (${reference.join(', ')})`]),
  ];
  return said.length > SAID_MAX
    ? `${said.slice(0, SAID_MAX).join(', ')} and ${said.length - SAID_MAX} more`
    : said.join(', ');
}

const SAID_MAX = 8;

/**
 * What must be folded anew: these processors, after a change of reference data all that may look at it, and everything
 * downstream of them. Upstream ones first.
 */
export function affectedBy(
  processors: readonly Processor[],
  changes: { readonly names: readonly string[]; readonly reference: boolean },
): Processor[] {
  const named = new Set(changes.names);
  const written = new Set<string>();
  const affected: Processor[] = [];
  for (const index of foldOrder(processors)) {
    const processor = processors[index];
    if (processor === undefined) continue;
    const isHit =
      named.has(processor.name) ||
      (changes.reference && !isSettling(processor)) ||
      processor.inputs.some(({ topic }) => written.has(topic.name));
    if (!isHit) continue;
    affected.push(processor);
    for (const { topic } of processor.outputs) written.add(topic.name);
  }
  return affected;
}

/** Settling looks at nothing but the fact. */
function isSettling({ outputs }: Processor): boolean {
  return outputs.every(({ topic }) => topic.kind === 'settled');
}
