import { createHash } from 'node:crypto';
import type { Topic } from '@landbridge/schemas';
import type { Processor } from '../processor.ts';
import { isFact } from './progress.ts';
import { settlingOf } from './settling.ts';

/** Every processor of a deployment in the order of their numbers, and the hash under which their state is kept. */
export type Topology = { readonly processors: readonly Processor[]; readonly hash: string };

/**
 * Adds settling for each revisable topic, checks the graph and hashes what the state hangs on: logic, schemas and
 * reference data. Throws where the catalog is wrong: two writers of one topic, a circle, an input that cannot be found
 * again in time.
 */
export function topologyOf(options: {
  processors: readonly Processor[];
  topics: readonly Topic[];
  referenceHash: string;
}): Topology {
  const settling = options.topics.filter(({ kind }) => kind === 'settled').map(settlingOf);
  const processors = [...settling, ...options.processors];
  checkNames(processors);
  checkWriters(processors);
  checkInputs(processors);
  checkCircles(processors);
  return { processors, hash: hashOf(processors, options.referenceHash) };
}

function checkNames(processors: readonly Processor[]): void {
  const names = processors.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`Two processors are named ${twice}.`);
}

function checkWriters(processors: readonly Processor[]): void {
  const writers = new Map<string, string>();
  for (const { name, outputs } of processors) {
    for (const { topic } of outputs) {
      const other = writers.get(topic.name);
      if (other !== undefined) {
        throw new Error(
          `${other} and ${name} both write ${topic.name}: a topic belongs to one processor.`,
        );
      }
      if (topic.kind !== 'derived' && topic.kind !== 'settled') {
        throw new Error(`${name} writes ${topic.name}, which is not a derived topic.`);
      }
      writers.set(topic.name, name);
    }
  }
}

/**
 * The event time must place an input's rows: a version that moves in time then comes behind its retraction. Facts come
 * in any order: one that means nothing may have an older version that does, still to come.
 */
function checkInputs(processors: readonly Processor[]): void {
  for (const { name, inputs } of processors) {
    for (const { topic, only } of inputs) {
      if (only !== undefined && isFact(topic)) {
        throw new Error(`${name} reads only some of ${topic.name}, which are facts from outside.`);
      }
      const moves = topic.kind === 'derived' || topic.kind === 'settled';
      if (moves && !topic.placing.includes('eventTime')) {
        throw new Error(`${name} reads ${topic.name}, which must be placed by its event time.`);
      }
    }
  }
}

function checkCircles(processors: readonly Processor[]): void {
  const done = new Set<Processor>();
  const visit = (processor: Processor, path: readonly string[]): void => {
    if (path.includes(processor.name)) {
      throw new Error(
        `Processors read each other in a circle: ${[...path, processor.name].join(' > ')}.`,
      );
    }
    if (done.has(processor)) return;
    for (const next of processors) {
      const reads = next.inputs.some(({ topic }) =>
        processor.outputs.some((output) => output.topic.name === topic.name),
      );
      if (reads) visit(next, [...path, processor.name]);
    }
    done.add(processor);
  };
  for (const processor of processors) visit(processor, []);
}

/** Raised when what the engine stores is laid out otherwise: older state would be read wrong. */
const STATE_FORMAT = 4;

function hashOf(processors: readonly Processor[], referenceHash: string): string {
  return hashOfText(JSON.stringify([processors.map(describe), referenceHash]));
}

/** Hash of what a processor's state and rows hang on besides the reference data. */
export function logicOf(processor: Processor): string {
  return hashOfText(JSON.stringify(describe(processor))).slice(0, 16);
}

function describe({ name, version, inputs, outputs, state }: Processor): object {
  return {
    format: STATE_FORMAT,
    name,
    version,
    inputs: inputs.map((input) => [input.name, input.topic.name, input.topic.codec.schemaIds]),
    outputs: outputs.map((output) => [output.name, output.topic.name, output.topic.codec.schemaId]),
    state,
  };
}

function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
