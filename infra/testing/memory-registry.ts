import type { AvroSchema } from '@landbridge/schemas';
import { PipelineError } from '../errors.ts';
import type { SchemaRegistry } from '../registry/schema-registry.ts';

export type MemoryRegistry = SchemaRegistry & {
  /** Calls so far, by name. */
  readonly calls: readonly string[];
  /** While true, every call rejects as one to a registry that is down. */
  down: boolean;
  /** Schemas that no subject takes. */
  readonly refused: Set<AvroSchema>;
};

/** A registry without a network. Ids are counted from `firstId`: one made anew gives others. */
export function memoryRegistry(firstId = 1): MemoryRegistry {
  const ids = new Map<string, number>();
  const subjects = new Map<string, Set<number>>();
  const rules = new Map<string, string>();
  const calls: string[] = [];
  const refused = new Set<AvroSchema>();
  const called = (name: string) => {
    calls.push(name);
    if (!registry.down) return;
    throw new PipelineError('registry-unavailable', 'The registry is down.', { retriable: true });
  };
  const registry: MemoryRegistry = {
    url: 'memory:',
    calls,
    refused,
    down: false,
    async compatibility(subject) {
      called('compatibility');
      return rules.get(subject);
    },
    async setCompatibility(subject, level) {
      called('setCompatibility');
      rules.set(subject, level);
    },
    async idOf(subject, schema) {
      called('idOf');
      const id = ids.get(JSON.stringify(schema));
      return id !== undefined && subjects.get(subject)?.has(id) ? id : undefined;
    },
    async takes(_, schema) {
      called('takes');
      return !refused.has(schema);
    },
    async register(subject, schema) {
      called('register');
      if (refused.has(schema)) {
        throw new PipelineError('schema-incompatible', `${subject} does not take it.`);
      }
      const text = JSON.stringify(schema);
      const id = ids.get(text) ?? firstId + ids.size;
      ids.set(text, id);
      subjects.set(subject, (subjects.get(subject) ?? new Set()).add(id));
      return id;
    },
    async schemaOf(id) {
      called('schemaOf');
      const [text] = [...ids].find(([, given]) => given === id) ?? [];
      return text === undefined ? undefined : JSON.parse(text);
    },
  };
  return registry;
}
