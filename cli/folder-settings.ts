import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { loadReference, NINGBO_FOLDER, PipelineError, type Reference } from '@landbridge/infra';

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
/** What the settings are written as before they are renamed into place. */
const UNFINISHED = `${FILE}.new`;
/** Without settings, a folder is one of ours by the file of its log. */
const LOG_FILE = join('log', 'data.mdb');
/** What lies in a folder that is empty to a person; the first is left by a start that was killed. */
const NOTHING: readonly string[] = [UNFINISHED, 'lost+found', '.DS_Store'];
/** What names the reference data that comes with Landbridge. */
const BUILT_IN = basename(NINGBO_FOLDER);
const PARTITIONS_MAX = 64;
const PARTITIONS = 1;

/** What a path is as a data folder: one that Landbridge made, one that it may be made of, or somebody else's. */
export type FolderKind = 'ours' | 'absent' | 'empty' | 'foreign';

/** Looks what a folder is, and changes nothing. Rejects with `config-invalid` where it may not look. */
export function kindOfFolder(dataDir: string): FolderKind {
  let entries: string[];
  try {
    entries = readdirSync(dataDir);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return 'absent';
    // A file is told when the folder is to be made of it.
    if (codeOf(cause) === 'ENOTDIR') return 'foreign';
    throw unusable('read', dataDir, cause);
  }
  if (entries.includes(FILE) || existsSync(join(dataDir, LOG_FILE))) return 'ours';
  return entries.every((entry) => NOTHING.includes(entry)) ? 'empty' : 'foreign';
}

/**
 * The settings that a data folder is opened with: its own, and what is wanted now. Changes nothing: who has checked
 * that all of it can be used stores it. Rejects with `config-invalid` what is wrong, and with `data-dir-incompatible` a
 * partition count other than the folder's: it is fixed for life. Another reference folder is taken: whether the state
 * still fits it is for the topology's hash to say.
 */
export function folderSettings(dataDir: string, wanted: WantedSettings): FolderSettings {
  const partitions = partitionsOf(wanted.partitions) ?? wanted.deployed;
  const stored = readSettings(dataDir);
  if (wanted.deployed !== undefined) assertDeployed(dataDir, { ...wanted, stored, partitions });
  if (stored !== undefined && partitions !== undefined && partitions !== stored.partitions) {
    throw new PipelineError(
      'data-dir-incompatible',
      `Opening ${dataDir}: it has ${stored.partitions} partitions for life, and --partitions says ${partitions}. Leave the option out, or take another --data-dir.`,
    );
  }
  return {
    partitions: stored?.partitions ?? partitions ?? PARTITIONS,
    reference: referenceOf(wanted, stored),
    log: stored?.log,
  };
}

/**
 * Makes the folder where there is none, and stores what it is opened with. A command that only asks leaves the
 * reference data as it was: a slip in a question must not be what every later command is run with.
 */
export function storeSettings(
  dataDir: string,
  settings: FolderSettings,
  { keepsReference }: { readonly keepsReference: boolean },
): void {
  makeFolder(dataDir);
  const stored = readSettings(dataDir);
  const reference = keepsReference ? settings.reference : (stored?.reference ?? null);
  const kept = { partitions: settings.partitions, reference, log: settings.log };
  if (JSON.stringify(kept) !== JSON.stringify(stored)) writeSettings(dataDir, kept);
}

/** Reads and checks the reference data that a folder is opened with, and tells the way back where it is stored. */
export function loadReferenceOf(
  dataDir: string,
  wanted: Pick<WantedSettings, 'reference' | 'cwd'>,
): Reference {
  const folder = referenceOf(wanted, readSettings(dataDir)) ?? undefined;
  try {
    return loadReference(folder);
  } catch (cause) {
    const isStored = folder !== undefined && wanted.reference === undefined;
    if (!isStored || !(cause instanceof PipelineError)) throw cause;
    throw new PipelineError(
      cause.code,
      `${cause.message} ${dataDir} was last run with it: put it back, or name other data with \`npx landbridge rebuild --reference DIR\`; ` +
        `\`--reference ${BUILT_IN}\` is what comes with Landbridge.`,
      { cause },
    );
  }
}

/** Folder of the reference data that is wanted, or else stored; null is the one that comes with Landbridge. */
function referenceOf(
  { reference, cwd }: Pick<WantedSettings, 'reference' | 'cwd'>,
  stored: FolderSettings | undefined,
): string | null {
  if (reference === undefined) return stored?.reference ?? null;
  const path = resolve(cwd, reference);
  if (reference !== BUILT_IN) return path;
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? path : null;
}

/** For its owner only: what lies in it names plates. */
function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unusable('make', dataDir, cause);
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
  } catch (cause) {
    // Whatever else keeps us from reading them, there may be settings, and they must not be written over.
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw unusable('read', path, cause);
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
  const unfinished = join(dataDir, UNFINISHED);
  try {
    // Renamed into place: a crash leaves the old file or the new one, never half of one.
    writeFileSync(unfinished, `${JSON.stringify(settings)}\n`, { mode: 0o600, flush: true });
    renameSync(unfinished, path);
    chmodSync(path, 0o600);
  } catch (cause) {
    if (codeOf(cause) !== 'ENOSPC') throw unusable('write', path, cause);
    const why = `Writing ${path}: the disk is full. Free space, then start again; nothing acknowledged is lost.`;
    throw new PipelineError('disk-full', why, { cause });
  }
}

function unusable(doing: 'make' | 'read' | 'write', path: string, cause: unknown): PipelineError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const isRefused = ['EACCES', 'EPERM', 'EROFS'].includes(codeOf(cause));
  const what = `You ${isRefused ? 'may not' : 'cannot'} ${doing} ${path}: ${reason}.`;
  return new PipelineError(
    'config-invalid',
    `${what} Name a folder that you may write to with --data-dir.`,
    { cause },
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
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
