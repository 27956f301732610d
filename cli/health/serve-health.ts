import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PipelineError } from '@landbridge/infra';
import { UsageError } from '../parse-arguments.ts';
import { metricsText, type Watched } from './metrics-text.ts';

/** Where to listen: a port of this machine alone, or of an address that was named. */
export type HealthPlace = { readonly host: string; readonly port: number };

const LOOPBACK = '127.0.0.1';
const PORT_MAX = 65_535;

/** Reads `PORT` or `HOST:PORT`. */
export function healthPlace(typed: string): HealthPlace {
  const [, host = LOOPBACK, port = ''] = /^(?:\[?([\w.:-]+?)\]?:)?(\d{1,5})$/.exec(typed) ?? [];
  if (port !== '' && Number(port) <= PORT_MAX) return { host, port: Number(port) };
  throw new UsageError(`--health ${typed}: it is PORT, or HOST:PORT where others are to reach it.`);
}

export type Health = AsyncDisposable & {
  readonly port: number;
  /** Whose figures are told from now on; before, and where it is undefined, it is live and not ready. */
  show(pipeline: Watched | undefined): void;
};

/**
 * Answers whoever watches the process: `/live` while it runs, `/ready` where the partitions it has are restored and
 * Kafka answers, and its figures at `/metrics`. It says nothing of what the records hold.
 */
export async function serveHealth(place: HealthPlace): Promise<Health> {
  let shown: Watched | undefined;
  const server = createServer(({ method, url = '' }, response) => {
    const path = url.split('?', 1)[0];
    if (method !== 'GET' && method !== 'HEAD') answer(response, 405, 'Only GET is answered.\n');
    else if (path === '/live') answer(response, 200, 'live\n');
    else if (path !== '/ready' && path !== '/metrics')
      answer(response, 404, 'There are /live, /ready and /metrics.\n');
    else if (shown === undefined) answer(response, 503, 'starting, or about to end\n');
    else if (path === '/ready') answerReady(response, shown);
    else answer(response, 200, metricsText(shown));
  });
  server.listen(place);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PipelineError(
      'config-invalid',
      `Listening for --health at ${place.host}:${place.port}: ${why}. Take another port.`,
      { cause },
    );
  }
  return {
    port: (server.address() as AddressInfo).port,
    show(pipeline) {
      shown = pipeline;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answerReady(response: ServerResponse, { tasks, figures }: Watched): void {
  const [outage] = figures().outages;
  const waiting = [...tasks.owned()].flatMap(([partition, isOpen]) => (isOpen ? [] : [partition]));
  if (outage !== undefined) answer(response, 503, `Kafka does not answer: ${outage}\n`);
  else if (waiting.length === 0) answer(response, 200, 'ready\n');
  else answer(response, 503, `restoring partitions ${waiting.join(', ')}\n`);
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  response.end(text);
}
