import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PipelineError } from '@landbridge/infra';

/** What a folder was made with; every later start takes it from here. */
export type FolderSettings = {
  readonly partitions: number;
  /** Folder of the reference data; null is the one that comes with Landbridge. */
  readonly reference: string | null;
  /** Identity of the log that its tables come from; undefined until one was opened. */
  readonly log?: string | undefined;
};

export type WantedSettings = {
  readonly partitions: string | undefined;
  readonly reference: string | undefined;
  /** What a relative reference folder is meant from. */
  readonly cwd: string;
  /** Partitions of the deployment that the folder is to work for; undefined where its log is its own. */
  readonly deployed?: number | undefined;
};

const FILE = 'settings.json';
const PARTITIONS_MAX = 64;
const PARTITIONS = 1;

/**
 * The settings of a data folder, made with it where it is new. Rejects with `config-invalid` what is wrong, and with
 * `data-dir-incompatible` a partition count other than the folder's: it is fixed for life. Another reference folder is
 * taken: whether the state still fits it is for the topology's hash to say.
 */
export function folderSettings(dataDir: string, wanted: WantedSettings): FolderSettings {
  makeFolder(dataDir);
  const partitions = partitionsOf(wanted.partitions) ?? wanted.deployed;
  const reference = wanted.reference && resolve(wanted.cwd, wanted.reference);
  const stored = readSettings(dataDir);
  if (wanted.deployed !== undefined) assertDeployed(dataDir, { ...wanted, stored, partitions });
  if (stored !== undefined && partitions !== undefined && partitions !== stored.partitions) {
    throw new PipelineError(
      'data-dir-incompatible',
      `Opening ${dataDir}: it has ${stored.partitions} partitions for life, and --partitions says ${partitions}. Leave the option out, or take another --data-dir.`,
    );
  }
  const settings = {
    partitions: stored?.partitions ?? partitions ?? PARTITIONS,
    reference: reference ?? stored?.reference ?? null,
    log: stored?.log,
  };
  if (JSON.stringify(settings) !== JSON.stringify(stored)) writeSettings(dataDir, settings);
  return settings;
}

/** For its owner only: what lies in it names plates. */
function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new PipelineError(
      'config-invalid',
      `Making the data folder ${dataDir}: ${cause instanceof Error ? cause.message : String(cause)}. ` +
        'Name a folder that you may write to with --data-dir.',
      { cause },
    );
  }
}

/**
 * Notes which log the folder's tables come from, for life: another one counts revisions anew, and rows of both would be
 * mixed. Rejects with `data-dir-incompatible` where it is another.
 */
export function bindToLog(dataDir: string, log: string): void {
  const stored = readSettings(dataDir);
  if (stored === undefined || stored.log === log) return;
  if (stored.log !== undefined) throw ofAnotherLog(dataDir);
  writeSettings(dataDir, { ...stored, log });
}

function assertDeployed(
  dataDir: string,
  of: {
    readonly deployed?: number | undefined;
    readonly partitions: number | undefined;
    readonly stored: FolderSettings | undefined;
  },
): void {
  if (of.stored !== undefined && of.stored.partitions !== of.deployed) throw ofAnotherLog(dataDir);
  if (of.partitions === of.deployed) return;
  throw new PipelineError(
    'data-dir-incompatible',
    `Opening ${dataDir}: the deployment has ${of.deployed} partitions for life, and --partitions says ${of.partitions}. Leave the option out.`,
  );
}

function ofAnotherLog(dataDir: string): PipelineError {
  return new PipelineError(
    'data-dir-incompatible',
    `Opening ${dataDir}: its tables come from another log, such as one on this machine, or the same deployment before it was made anew. Take another --data-dir, or remove this one.`,
  );
}

function readSettings(dataDir: string): FolderSettings | undefined {
  const path = join(dataDir, FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const { partitions, reference, log } = JSON.parse(text) as FolderSettings;
    if (Number.isSafeInteger(partitions)) return { partitions, reference, log };
  } catch {
    // Falls through: the text is no settings file.
  }
  throw new PipelineError(
    'data-dir-corrupt',
    `Opening ${dataDir}: ${FILE} does not read back. It holds the partition count, {"partitions": N, "reference": null}: write it again, or take another --data-dir.`,
  );
}

function writeSettings(dataDir: string, settings: FolderSettings): void {
  const path = join(dataDir, FILE);
  // Renamed into place: a crash leaves the old file or the new one, never half of one.
  writeFileSync(`${path}.new`, `${JSON.stringify(settings)}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  chmodSync(path, 0o600);
}

function partitionsOf(typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined;
  const partitions = Number(typed);
  if (!Number.isSafeInteger(partitions) || partitions < 1 || partitions > PARTITIONS_MAX) {
    throw new PipelineError(
      'config-invalid',
      `--partitions ${typed}: it is a number from 1 to ${PARTITIONS_MAX}.`,
    );
  }
  return partitions;
}
