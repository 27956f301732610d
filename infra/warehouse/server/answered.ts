import { type Pause, systemPause } from '../../pause.ts';
import { EngineError } from '../engine-error.ts';
import type { ServerConnection, StatementOptions } from './connection.ts';

/** How long an answer is waited for: a later one says nothing about now. */
const ANSWER_MS = 10_000;
/** The engine's own code for a network that failed: the advice on it is what helps here. */
const NETWORK_ERROR = 210;

type Waiting = StatementOptions & {
  /** As an error begins: `Asking who lands`. */
  readonly doing: string;
  readonly pause?: Pause;
};

/** Asks what a server that is well answers at once. Rejects with `warehouse-unavailable`, for another try later, where it does not. */
export async function answered(
  connection: ServerConnection,
  statement: string,
  { doing, pause = systemPause, signal, ...rest }: Waiting,
): Promise<Buffer> {
  const [over, isAnswered] = [new AbortController(), new AbortController()];
  const givenUp = Promise.withResolvers<never>();
  over.signal.addEventListener('abort', () => givenUp.reject(over.signal.reason));
  const giveUp = () => over.abort(signal?.reason);
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp);
  void pause(ANSWER_MS, isAnswered.signal).then(() => over.abort(noAnswer(doing)));
  try {
    const asked = connection.run(doing, statement, { ...rest, signal: over.signal });
    // However long the connection takes to give the statement up: the end is not to wait for it.
    return (await Promise.race([asked, givenUp.promise])).bytes;
  } finally {
    signal?.removeEventListener('abort', giveUp);
    isAnswered.abort();
  }
}

function noAnswer(doing: string): EngineError {
  const why = new Error(`the server has not answered in ${ANSWER_MS / 1000} s.`);
  return new EngineError(doing, Object.assign(why, { clickhouseCode: NETWORK_ERROR }));
}
