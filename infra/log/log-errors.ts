import { PipelineError } from '../errors.ts';

/** The errors that every runtime of the log gives alike. */

export function positionLost(at: {
  topic: string;
  partition: number;
  from: number;
  start: number;
}): PipelineError {
  return new PipelineError(
    'position-lost',
    `Reading ${at.topic}[${at.partition}]@${at.from}: the log begins at ${at.start}, what lay before is gone. ` +
      'Was this consumer stopped for longer than the retention? Begin anew with another --data-dir (on Kafka also another LANDBRIDGE_DEPLOYMENT), and ingest what it missed again.',
  );
}

/** A position beyond the end: reading on from there would leave out what comes until the log is as long again. */
export function positionBeyond(at: {
  topic: string;
  partition: number;
  from: number;
  end: number;
}): PipelineError {
  return new PipelineError(
    'position-lost',
    `Reading ${at.topic}[${at.partition}]@${at.from}: the log ends at ${at.end}, before what was read already. Was it made ` +
      'anew, restored from a backup, or cut short by a loss of power? Begin anew with another --data-dir (on Kafka also another LANDBRIDGE_DEPLOYMENT), and ingest the facts again.',
  );
}

export function taskInUse(task: number): PipelineError {
  return new PipelineError(
    'data-dir-in-use',
    `Opening the state of task ${task}: it is open already. Close its owner first.`,
  );
}

export function logFull(of: { held: number; size: number; bytesMax: number }): PipelineError {
  const fits = of.size <= of.bytesMax;
  const next = fits
    ? 'Consumers must catch up before old records can go; try again then, or raise LANDBRIDGE_LOG_SIZE.'
    : 'It will never fit: raise LANDBRIDGE_LOG_SIZE.';
  return new PipelineError(
    'log-full',
    `Appending ${of.size} bytes to a log of ${of.held}: its bound is ${of.bytesMax}. ${next}`,
    { retriable: fits },
  );
}

export function diskFull(of: {
  doing: string;
  folder: string;
  free: number;
  cause?: unknown;
}): PipelineError {
  return new PipelineError(
    'disk-full',
    `${of.doing}: the disk of ${of.folder} has ${of.free} bytes left. Free space, then start again; ` +
      'nothing acknowledged is lost.',
    of.cause === undefined ? {} : { cause: of.cause },
  );
}
