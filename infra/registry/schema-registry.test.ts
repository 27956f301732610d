import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openSchemaRegistry } from './schema-registry.ts';
import { TIDE_V1 } from './tides.ts';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** A registry on this machine that answers as it is told. */
async function answering(handle: Handle): Promise<string> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
}

function saying(status: number, content: unknown): Handle {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof content === 'string' ? content : JSON.stringify(content));
  };
}

async function registryThat(handle: Handle, timeoutMs = 5_000) {
  return openSchemaRegistry({ url: await answering(handle), timeoutMs });
}

test('asks by the paths of the Confluent API, always with the same text of a schema', async () => {
  const asked: string[] = [];
  const registry = await registryThat((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${body}`);
      saying(200, { id: 7, is_compatible: true, compatibilityLevel: 'FULL' })(request, response);
    });
  });
  const text = JSON.stringify({ schema: JSON.stringify(TIDE_V1) });
  expect(await registry.register('a.b-value', TIDE_V1)).toBe(7);
  expect(await registry.idOf('a.b-value', TIDE_V1)).toBe(7);
  expect(await registry.takes('a.b-value', TIDE_V1)).toBe(true);
  expect(await registry.compatibility('a/b')).toBe('FULL');
  await registry.setCompatibility('a.b-value', 'BACKWARD_TRANSITIVE');
  expect(asked).toEqual([
    `POST /api/subjects/a.b-value/versions ${text}`,
    `POST /api/subjects/a.b-value ${text}`,
    `POST /api/compatibility/subjects/a.b-value/versions ${text}`,
    'GET /api/config/a%2Fb ',
    'PUT /api/config/a.b-value {"compatibility":"BACKWARD_TRANSITIVE"}',
  ]);
});

test('what is not there is undefined', async () => {
  const registry = await registryThat(saying(404, { error_code: 40403, message: 'No schema' }));
  expect(await registry.idOf('a.b-value', TIDE_V1)).toBeUndefined();
  expect(await registry.schemaOf(7)).toBeUndefined();
  expect(await registry.compatibility('a.b-value')).toBeUndefined();
  expect(await registry.takes('a.b-value', TIDE_V1)).toBe(true);
});

test.each([
  [404, 'default backend - 404'],
  [404, ''],
  [404, { status: 404, error: 'Not Found' }],
  [200, '<html>Maintenance</html>'],
  [200, { schema: 7 }],
])("a proxy's %i (%s) does not say that there is no such schema", async (status, content) => {
  const registry = await registryThat(saying(status, content));
  await expect(registry.schemaOf(3)).rejects.toMatchObject({
    code: 'registry-unavailable',
    retriable: true,
  });
});

test("nor does a proxy's 404 say that a schema is not registered, or that there is no rule", async () => {
  const registry = await registryThat(saying(404, 'default backend - 404'));
  const unavailable = { code: 'registry-unavailable', retriable: true };
  await expect(registry.idOf('a.b-value', TIDE_V1)).rejects.toMatchObject(unavailable);
  await expect(registry.compatibility('a.b-value')).rejects.toMatchObject(unavailable);
  await expect(registry.takes('a.b-value', TIDE_V1)).rejects.toMatchObject(unavailable);
});

test('an id that stands for no record is as good as unknown', async () => {
  for (const schema of ['"long"', '{"type":"enum","name":"E","symbols":["A"]}', 'syntax = "3";']) {
    const registry = await registryThat(saying(200, { schema }));
    expect(await registry.schemaOf(7)).toBeUndefined();
  }
});

test('a schema that cannot read an older one says what to do', async () => {
  const registry = await registryThat(saying(409, { message: 'reader type INT' }));
  await expect(registry.register('a.b-value', TIDE_V1)).rejects.toMatchObject({
    code: 'schema-incompatible',
    message: expect.stringContaining('reader type INT'),
  });
});

test('a registry that hangs is given up in time', async () => {
  const registry = await registryThat(() => undefined, 50);
  await expect(registry.schemaOf(7)).rejects.toMatchObject({
    code: 'registry-unavailable',
    retriable: true,
    message: expect.stringContaining('no answer in 50 ms'),
  });
});

test('one that stops in the middle of an answer is given up in time', async () => {
  const registry = await registryThat((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"id":');
  }, 50);
  await expect(registry.schemaOf(7)).rejects.toMatchObject({ code: 'registry-unavailable' });
});

test('a registry that is down is told with its address', async () => {
  const url = await answering(saying(200, {}));
  const down = openSchemaRegistry({ url: url.replace(/:\d+/, ':1') });
  await expect(down.schemaOf(7)).rejects.toMatchObject({
    code: 'registry-unavailable',
    retriable: true,
    message: expect.stringContaining('http://127.0.0.1:1/api'),
  });
});

test('credentials are sent, and never told when they are refused', async () => {
  const sent: (string | undefined)[] = [];
  const url = await answering((request, response) => {
    sent.push(request.headers.authorization);
    saying(401, 'Unauthorized')(request, response);
  });
  const registry = openSchemaRegistry({ url, auth: { username: 'port', password: 'wharf' } });
  const refused = registry.schemaOf(7);
  await expect(refused).rejects.toMatchObject({ code: 'config-invalid' });
  await expect(refused).rejects.not.toThrow('wharf');
  expect(sent).toEqual([`Basic ${Buffer.from('port:wharf').toString('base64')}`]);
});

test('an overloaded registry may be asked again, one that refuses may not', async () => {
  for (const [status, retriable] of [
    [503, true],
    [429, true],
    [422, false],
  ] as const) {
    const registry = await registryThat(saying(status, { message: 'no' }));
    const asked = registry.register('a.b-value', TIDE_V1);
    await expect(asked).rejects.toMatchObject({ code: 'registry-unavailable', retriable });
  }
});

test('another kind of server is found out', async () => {
  const registry = await registryThat(saying(200, '<html>Welcome</html>'));
  await expect(registry.register('a.b-value', TIDE_V1)).rejects.toThrow('Confluent-compatible');
});
