import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHttpFront } from './http-front.ts';

test('a client killed in the middle of its statement takes nobody else down', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-front-'));
  try {
    await using front = await openHttpFront(folder);
    const { hostname, port } = new URL(front.url);
    const killed = connect(Number(port), hostname);
    // The answer to `Expect` says that the server is about to read the body, which never comes whole.
    killed.write('POST / HTTP/1.1\r\nHost: front\r\nExpect: 100-continue\r\n');
    killed.write('Content-Length: 1000\r\n\r\nSELECT');
    await once(killed, 'data');
    killed.resetAndDestroy();
    await once(killed, 'close');
    const asked = await fetch(front.url, { method: 'POST', body: 'SELECT 1' });
    expect(await asked.text()).toBe('1\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
