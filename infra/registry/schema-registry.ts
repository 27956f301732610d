import type { AvroSchema } from '@landbridge/schemas';
import { PipelineError } from '../errors.ts';

export type RegistryOptions = {
  /** Base of a Confluent-compatible API, without credentials. */
  readonly url: string;
  readonly auth?: { readonly username: string; readonly password: string } | undefined;
  /** Longest that a call may take; a registry that hangs is as good as one that is down. */
  readonly timeoutMs?: number;
};

/**
 * A Confluent-compatible registry of schemas, version 7 of its API. Every call ends within the timeout. Rejects with
 * `registry-unavailable` (retriable) where the registry cannot be reached, hangs or fails, and with `config-invalid`
 * where it refuses the credentials.
 */
export type SchemaRegistry = {
  readonly url: string;
  /** What the subject demands of a new version; undefined where it has no rule of its own, or none at all. */
  compatibility(subject: string): Promise<string | undefined>;
  setCompatibility(subject: string, level: string): Promise<void>;
  /** Id of a schema under the subject; undefined where it is not registered there. */
  idOf(subject: string, schema: AvroSchema): Promise<number | undefined>;
  /** Whether the subject would take the schema as its next version. */
  takes(subject: string, schema: AvroSchema): Promise<boolean>;
  /**
   * Registers a schema, again without effect, and answers its id. Rejects with `schema-incompatible` where the subject
   * does not take it.
   */
  register(subject: string, schema: AvroSchema): Promise<number>;
  /** The Avro record with this id; undefined where there is none, or it is something else. */
  schemaOf(id: number): Promise<AvroSchema | undefined>;
};

const TIMEOUT_MS = 10_000;
const CONTENT_TYPE = 'application/vnd.schemaregistry.v1+json';

/** Subject of a topic's values, named as Confluent's serializers name it by default. */
export function subjectOf(topic: string): string {
  return `${topic}-value`;
}

export function openSchemaRegistry(options: RegistryOptions): SchemaRegistry {
  const url = options.url.replace(/\/+$/, '');
  const ask = asking(url, options);
  // The text is always made in one way: a registry may take other white space for another schema.
  const body = (schema: AvroSchema) => ({ schema: JSON.stringify(schema) });
  return {
    url,
    async compatibility(subject) {
      const answer = await ask(`reading the rule of ${subject}`, `/config/${named(subject)}`);
      if (answer.isAbsent) return undefined;
      const level = String(answer.expect(['compatibilityLevel'])).toUpperCase();
      // Confluent answers 404 where a subject has no rule of its own, Apicurio NONE.
      return level === 'NONE' ? undefined : level;
    },
    async setCompatibility(subject, compatibility) {
      const doing = `setting the rule of ${subject}`;
      const put = { method: 'PUT', body: { compatibility } };
      (await ask(doing, `/config/${named(subject)}`, put)).expect([]);
    },
    async idOf(subject, schema) {
      const doing = `looking up a schema of ${subject}`;
      const post = { method: 'POST', body: body(schema) };
      const answer = await ask(doing, `/subjects/${named(subject)}`, post);
      return answer.isAbsent ? undefined : idIn(answer.expect(['id']));
    },
    async takes(subject, schema) {
      const doing = `checking a schema of ${subject}`;
      const path = `/compatibility/subjects/${named(subject)}/versions`;
      const answer = await ask(doing, path, { method: 'POST', body: body(schema) });
      // A subject without a version takes anything.
      return answer.isAbsent || answer.expect(['is_compatible']) === true;
    },
    async register(subject, schema) {
      const doing = `registering ${schema.name} as ${subject}`;
      const path = `/subjects/${named(subject)}/versions`;
      const answer = await ask(doing, path, { method: 'POST', body: body(schema) });
      if (answer.status === 409) throw incompatible(subject, schema, answer.said);
      return idIn(answer.expect(['id']));
    },
    async schemaOf(id) {
      const answer = await ask(`reading schema ${id}`, `/schemas/ids/${id}`);
      if (answer.isAbsent) return undefined;
      const text = answer.expect(['schema']);
      if (typeof text === 'string') return recordIn(text);
      throw strange(`${url}: reading schema ${id}`, answer.status);
    },
  };
}

type Call = { readonly method: string; readonly body: unknown };

type Answer = {
  readonly status: number;
  /** Whether the registry itself says that there is no such thing. */
  readonly isAbsent: boolean;
  /** What the registry says of a refusal. */
  readonly said: string;
  /** The value at this path of a good answer; throws where the registry refused. */
  expect(path: readonly string[]): unknown;
};

function asking(url: string, { auth, timeoutMs = TIMEOUT_MS }: RegistryOptions) {
  const headers: Record<string, string> = { accept: CONTENT_TYPE, 'content-type': CONTENT_TYPE };
  if (auth !== undefined) {
    const pair = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
    headers['authorization'] = `Basic ${pair}`;
  }
  return async (doing: string, path: string, call?: Call): Promise<Answer> => {
    const answer = await reached(`${url}: ${doing}`, timeoutMs, async (signal) => {
      const init = call && { method: call.method, body: JSON.stringify(call.body) };
      const response = await fetch(`${url}${path}`, { headers, signal, ...init });
      return { status: response.status, text: await response.text() };
    });
    const content = parsed(answer.text);
    const said = textAt(content, 'message') ?? answer.text.slice(0, 500);
    return {
      status: answer.status,
      isAbsent: answer.status === 404 && isOfRegistry(fieldOf(content, 'error_code')),
      said,
      expect(at) {
        if (answer.status === 404) throw strange(`${url}: ${doing}`, answer.status);
        if (answer.status < 200 || answer.status > 299) {
          throw refusal(`${url}: ${doing}`, answer.status, said);
        }
        return at.reduce<unknown>((value, field) => fieldOf(value, field), content);
      },
    };
  };
}

async function reached<T>(
  doing: string,
  timeoutMs: number,
  send: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await send(signal);
  } catch (cause) {
    const why = signal.aborted ? `no answer in ${timeoutMs} ms` : reasonOf(cause);
    throw new PipelineError(
      'registry-unavailable',
      `Schema registry ${doing}: ${why}. Is it running, and is LANDBRIDGE_REGISTRY_URL its address?`,
      { retriable: true, cause },
    );
  }
}

function refusal(doing: string, status: number, said: string): PipelineError {
  if (status === 401 || status === 403) {
    return new PipelineError(
      'config-invalid',
      `Schema registry ${doing}: the credentials are refused (${status}). Correct LANDBRIDGE_REGISTRY_USERNAME and LANDBRIDGE_REGISTRY_PASSWORD.`,
    );
  }
  return new PipelineError('registry-unavailable', `Schema registry ${doing}: ${status}, ${said}`, {
    retriable: status >= 500 || status === 429 || status === 408,
  });
}

/** The codes of a registry begin with the status; what a proxy in front of it answers has none. */
function isOfRegistry(code: unknown): boolean {
  return typeof code === 'number' && Math.floor(code / 100) === 404;
}

/** Somebody else answers for the registry, for a while or because the address is another's: nothing follows from that. */
function strange(doing: string, status: number): PipelineError {
  return new PipelineError(
    'registry-unavailable',
    `Schema registry ${doing}: the answer (${status}) is not one of a registry. Is it starting behind a proxy, or is ` +
      'LANDBRIDGE_REGISTRY_URL without the path of its Confluent-compatible API, such as /apis/ccompat/v7?',
    { retriable: true },
  );
}

function incompatible(subject: string, schema: AvroSchema, said: string): PipelineError {
  return new PipelineError(
    'schema-incompatible',
    `Registering ${schema.name} as ${subject}: it cannot read a version that is there already. Give new fields defaults, keep ` +
      `old ones, change no type; or take another topic. The registry says: ${said}`,
  );
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

function named(subject: string): string {
  return encodeURIComponent(subject);
}

function idIn(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new PipelineError(
    'registry-unavailable',
    'Schema registry: the answer holds no id. Does its address end in a Confluent-compatible API, such as /apis/ccompat/v7?',
  );
}

function recordIn(text: string): AvroSchema | undefined {
  const schema = parsed(text);
  const fields = fieldOf(schema, 'fields');
  const isRecord = fieldOf(schema, 'type') === 'record' && Array.isArray(fields);
  return isRecord ? (schema as AvroSchema) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textAt(value: unknown, field: string): string | undefined {
  const found = fieldOf(value, field);
  return typeof found === 'string' ? found : undefined;
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[field]
    : undefined;
}
