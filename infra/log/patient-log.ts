import { PipelineError } from '../errors.ts';
import { type Pause, systemPause } from '../pause.ts';
import type { Log, RecordBatch } from './log.ts';
import { withMethods } from './with-methods.ts';

export type PatientLogOptions = {
  /** Ends the waiting: what is read then rejects with the error it waited for the end of. */
  readonly signal: AbortSignal;
  /** Hears of every error that is waited out. */
  readonly onWait: (error: PipelineError) => void;
  readonly pause?: Pause;
};

const PAUSE_FIRST_MS = 100;
const PAUSE_MAX_MS = 5_000;

/**
 * A log whose readers wait for as long as an error says that it passes, such as a registry that does not answer: where
 * the record is not at fault, nobody stops for it and nothing is set aside.
 */
export function patientLog(log: Log, options: PatientLogOptions): Log {
  const { signal, onWait, pause = systemPause } = options;
  const read = async (...where: Parameters<Log['read']>): Promise<RecordBatch | undefined> => {
    for (let pauseMs = PAUSE_FIRST_MS; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS)) {
      try {
        return await log.read(...where);
      } catch (error) {
        const passes = error instanceof PipelineError && error.retriable;
        if (!passes || signal.aborted) throw error;
        onWait(error);
      }
      await pause(pauseMs, signal);
    }
  };
  return withMethods(log, { read });
}
