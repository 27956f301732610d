import type { Topic } from '@landbridge/schemas';
import { type SchemaRegistry, subjectOf } from './schema-registry.ts';

/** What every subject demands: each version reads all that were there before it. */
export const COMPATIBILITY = 'BACKWARD_TRANSITIVE';

/** What keeps a topic's subject from being as it is to be. `refused`: the registry would not take the version. */
export type SchemaChange = {
  readonly topic: string;
  readonly subject: string;
} & (
  | { readonly kind: 'rule'; readonly from: string | undefined }
  | { readonly kind: 'register' | 'refused'; readonly version: number }
);

/** Asks, and changes nothing. */
export async function schemaChanges(
  topic: Topic,
  registry: SchemaRegistry,
): Promise<SchemaChange[]> {
  const subject = subjectOf(topic.name);
  const at = { topic: topic.name, subject };
  const changes: SchemaChange[] = [];
  const from = await registry.compatibility(subject);
  if (from !== COMPATIBILITY) changes.push({ ...at, kind: 'rule', from });
  for (const [i, schema] of topic.schemas.entries()) {
    if ((await registry.idOf(subject, schema)) !== undefined) continue;
    const kind = (await registry.takes(subject, schema)) ? 'register' : 'refused';
    changes.push({ ...at, kind, version: i + 1 });
  }
  return changes;
}

/**
 * Registers every version, oldest first. The rule is set before the first of them: a subject without one takes anything,
 * and a process that dies in between would leave it so.
 */
export async function registerSchemas(topic: Topic, registry: SchemaRegistry): Promise<void> {
  const subject = subjectOf(topic.name);
  await registry.setCompatibility(subject, COMPATIBILITY);
  for (const schema of topic.schemas) await registry.register(subject, schema);
}
