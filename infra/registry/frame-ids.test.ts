import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AvroSchema, embeddedSchemaId } from '@landbridge/schemas';
import { expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../telemetry/logger.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { memoryRegistry } from '../testing/memory-registry.ts';
import { type FrameIdsOptions, openFrameIds } from './frame-ids.ts';
import { registerSchemas } from './schema-changes.ts';
import { TIDE_V1, TIDE_V2, tides } from './tides.ts';

const topic = tides();
const [V1, V2] = [embeddedSchemaId(TIDE_V1), embeddedSchemaId(TIDE_V2)];
const FOREIGN: AvroSchema = {
  ...TIDE_V1,
  fields: [...TIDE_V1.fields, { name: 'gauge', type: 'string' }],
};

async function aRegistry(firstId?: number) {
  const registry = memoryRegistry(firstId);
  await registerSchemas(topic, registry);
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-ids-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return { registry, topics: [topic], file: join(folder, 'deep', 'schema-ids.json'), folder };
}

async function framesOf(options: FrameIdsOptions) {
  const frames = (await openFrameIds(options)).of('tide.levels');
  if (frames === undefined) throw new Error('The topic is ours.');
  return frames;
}

test('our ids become those of the registry, and back', async () => {
  const frames = await framesOf(await aRegistry(41));
  expect([frames.outgoing(V1), frames.outgoing(V2)]).toEqual([41, 42]);
  expect(frames.incoming(42)).toEqual({ kind: 'own', schemaId: V2 });
  expect(frames.outgoing(7)).toBeUndefined();
  expect(frames.incoming(7)).toBeUndefined();
});

test('topics of others have no frames', async () => {
  expect((await openFrameIds(await aRegistry())).of('beilun.changelog')).toBeUndefined();
});

test('a schema that is not registered stops the start and says what to do', async () => {
  const options = { ...(await aRegistry()), registry: memoryRegistry() };
  await expect(openFrameIds(options)).rejects.toMatchObject({
    code: 'schema-unknown',
    message: expect.stringContaining('topics apply'),
  });
});

test('a start while the registry is down uses the ids of the last one, and says so', async () => {
  const options = await aRegistry();
  await openFrameIds(options);
  options.registry.down = true;
  const said: string[] = [];
  const logger = createLogger({ write: (line) => said.push(line) });
  const frames = await framesOf({ ...options, logger });
  expect(frames.outgoing(V2)).toBe(2);
  expect(said.join()).toContain('does not answer');
});

test('the registry must answer the first time, and when a version is new', async () => {
  const options = await aRegistry();
  options.registry.down = true;
  await expect(openFrameIds(options)).rejects.toMatchObject({ code: 'registry-unavailable' });
  options.registry.down = false;
  await openFrameIds({ ...options, topics: [tides([TIDE_V1])] });
  options.registry.down = true;
  await expect(openFrameIds(options)).rejects.toMatchObject({ code: 'registry-unavailable' });
});

test('who may wait starts when the registry is back, and says what it waits for', async () => {
  const options = await aRegistry();
  options.registry.down = true;
  const said: string[] = [];
  const logger = createLogger({ write: (line) => said.push(line) });
  const pauses: number[] = [];
  const pause = async (ms: number) => {
    pauses.push(ms);
    options.registry.down = pauses.length < 9;
  };
  const { signal } = new AbortController();
  const frames = await framesOf({ ...options, logger, waiting: { signal, pause } });
  expect(frames.outgoing(V2)).toBe(2);
  expect(pauses).toHaveLength(9);
  expect(Math.max(...pauses)).toBe(30_000);
  expect(said[0]).toContain('Waiting for the schema registry');
});

test('who is told to stop while waiting says why there was no start', async () => {
  const options = await aRegistry();
  options.registry.down = true;
  const stop = new AbortController();
  const pause = async () => stop.abort();
  const waiting = { signal: stop.signal, pause };
  await expect(openFrameIds({ ...options, waiting })).rejects.toMatchObject({
    code: 'registry-unavailable',
  });
});

test('nobody waits for what the registry refuses', async () => {
  const waiting = { signal: new AbortController().signal };
  const options = { ...(await aRegistry()), registry: memoryRegistry(), waiting };
  await expect(openFrameIds(options)).rejects.toMatchObject({ code: 'schema-unknown' });
});

test('a registry that gives other ids than before is not used', async () => {
  const options = await aRegistry();
  await openFrameIds(options);
  const { registry } = await aRegistry(10);
  await expect(openFrameIds({ ...options, registry })).rejects.toMatchObject({
    code: 'registry-changed',
    message: expect.stringContaining(options.file),
  });
});

test('a damaged cache is as good as none', async () => {
  const options = await aRegistry();
  const file = join(options.folder, 'ids.json');
  for (const damaged of ['{"own":', '[]', '{"own":7}', 'null']) {
    writeFileSync(file, damaged);
    expect((await framesOf({ ...options, file })).outgoing(V1)).toBe(1);
  }
  expect(readdirSync(options.folder)).toEqual(['ids.json']);
});

test('a foreign schema is asked for once, and kept for later starts', async () => {
  const options = await aRegistry();
  const id = await options.registry.register('others', FOREIGN);
  const frames = await framesOf(options);
  expect(frames.incoming(id)).toBeUndefined();
  expect((await frames.learn(id)).kind).toBe('foreign');
  expect(frames.incoming(id)?.kind).toBe('foreign');
  options.registry.down = true;
  expect((await (await framesOf(options)).learn(id)).kind).toBe('foreign');
});

/** Reads the same bytes without a complaint, as something else. */
const OTHER: AvroSchema = {
  ...TIDE_V1,
  fields: FOREIGN.fields.map((field) =>
    field.name === 'gauge' ? { ...field, name: 'berth' } : field,
  ),
};

/** Met one foreign schema, and kept its id. */
async function keptForeign() {
  const options = await aRegistry();
  const id = await options.registry.register('others', FOREIGN);
  await (await framesOf(options)).learn(id);
  const anew = memoryRegistry();
  await registerSchemas(topic, anew);
  return { options, id, anew };
}

test('a registry that has another schema under an id of others is not used', async () => {
  const { options, id, anew } = await keptForeign();
  expect(await anew.register('others', OTHER)).toBe(id);
  await expect(openFrameIds({ ...options, registry: anew })).rejects.toMatchObject({
    code: 'registry-changed',
    message: expect.stringContaining(options.file),
  });
});

test('an id of others that the registry does not have any more is forgotten, and asked for when it comes', async () => {
  const { options, id, anew } = await keptForeign();
  const frames = await framesOf({ ...options, registry: anew });
  await expect(frames.learn(id)).rejects.toMatchObject({ code: 'registry-unavailable' });
  expect(await anew.register('others', FOREIGN)).toBe(id);
  expect((await frames.learn(id)).kind).toBe('foreign');
});

test('the schema of an id of others may be told with other words', async () => {
  const { options, id, anew } = await keptForeign();
  await anew.register('others', { ...FOREIGN, doc: 'Of the harbour master.' });
  const frames = await framesOf({ ...options, registry: anew });
  expect((await frames.learn(id)).kind).toBe('foreign');
});

/** What becomes of an id that the registry does not have: its records wait, then are set aside. */
async function learnAbsent(
  frames: Awaited<ReturnType<typeof framesOf>>,
  id: number,
  clock: ManualClock,
) {
  await expect(frames.learn(id)).rejects.toMatchObject({
    code: 'registry-unavailable',
    retriable: true,
    message: expect.stringContaining(`no schema ${id}`),
  });
  clock.advance(10_000);
  return await frames.learn(id);
}

test('an id that nobody gave out is unknown after some seconds, and not asked for again for minutes', async () => {
  const clock = manualClock(0);
  const options = { ...(await aRegistry()), clock };
  const frames = await framesOf(options);
  const asked = () => options.registry.calls.filter((call) => call === 'schemaOf').length;
  expect(await learnAbsent(frames, 999, clock)).toEqual({ kind: 'unknown' });
  expect(asked()).toBe(2);
  expect([await frames.learn(999), frames.incoming(999)]).toEqual(
    Array(2).fill({ kind: 'unknown' }),
  );
  expect(asked()).toBe(2);
  clock.advance(600_000);
  expect(frames.incoming(999)).toBeUndefined();
  expect(await frames.learn(999)).toEqual({ kind: 'unknown' });
  expect(asked()).toBe(3);
});

test('an id that a replica hears of late is read as soon as it knows it', async () => {
  const clock = manualClock(0);
  const options = { ...(await aRegistry()), clock };
  const frames = await framesOf(options);
  await expect(frames.learn(3)).rejects.toMatchObject({ retriable: true });
  expect(await options.registry.register('others', FOREIGN)).toBe(3);
  expect((await frames.learn(3)).kind).toBe('foreign');
});

test('an id that was set aside as absent is read once the registry has it', async () => {
  const clock = manualClock(0);
  const options = { ...(await aRegistry()), clock };
  const frames = await framesOf(options);
  await learnAbsent(frames, 3, clock);
  await options.registry.register('others', FOREIGN);
  clock.advance(600_000);
  expect((await frames.learn(3)).kind).toBe('foreign');
});

test('an id that no registry can have given out is not asked for', async () => {
  const options = await aRegistry();
  const frames = await framesOf(options);
  for (const id of [2 ** 31, 2 ** 32 - 1])
    expect(await frames.learn(id)).toEqual({ kind: 'unknown' });
  expect(options.registry.calls).not.toContain('schemaOf');
});

test('while the registry is down an id that was not met before is not judged', async () => {
  const options = await aRegistry();
  const frames = await framesOf(options);
  options.registry.down = true;
  await expect(frames.learn(999)).rejects.toMatchObject({ retriable: true });
  expect(frames.incoming(999)).toBeUndefined();
});
