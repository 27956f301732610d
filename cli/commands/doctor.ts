import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { arch, platform, tmpdir, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  type Config,
  checkServer,
  type KafkaConfig,
  openChdbWarehouse,
  openEmbeddedLog,
  openSchemaRegistry,
  openTopicAdmin,
  readConfig,
  systemClock,
} from '@landbridge/infra';
import { processors, topologyOf } from '@landbridge/processors';
import { topics } from '@landbridge/schemas';
import { defineCommand, FOLDER_OPTIONS } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { loadReferenceOf } from '../folder-settings.ts';
import { decimal } from '../format/numbers.ts';
import { findOwner } from '../owner/ask-owner.ts';
import { checkPlatform, thisMachine } from '../platform.ts';

const GIB = 2 ** 30;
/** What `npm start` takes at its peak, and some room (README, Figures). */
const MEMORY_GIB_MIN = 4;
const DISK_GIB_MIN = 2;

/** One thing looked at. `advice` says what to do where it is not well. */
export type Finding = {
  check: string;
  state: 'ok' | 'warning' | 'failed';
  found: string;
  advice: string;
};

export const doctorCommand = defineCommand({
  name: 'doctor',
  about:
    'Checks that this machine and the data folder are fit, and says what to do where they are not.',
  usage: '',
  positionals: [0, 0],
  details: ['It opens an engine and a log of its own in a temporary folder, and changes nothing.'],
  options: {
    'data-dir': FOLDER_OPTIONS['data-dir'],
    reference: FOLDER_OPTIONS.reference,
    json: { type: 'flag', about: 'an array of {check, state, found, advice}' },
  },
  examples: ['landbridge doctor', 'landbridge doctor --data-dir /var/lib/landbridge'],
  async run({ values, terminal }) {
    const dataDir = resolve(terminal.cwd, values['data-dir'] ?? configuredFolder());
    const wanted = { reference: values.reference, cwd: terminal.cwd };
    const findings = [
      machine(),
      memory(totalmem()),
      disk(dataDir),
      ...folder(dataDir),
      await owner(dataDir),
      ...(await attempted('reference data', () => referenceData(dataDir, wanted))),
      ...(await attempted('embedded log', tryLog)),
      ...(await attempted('embedded warehouse', tryWarehouse)),
      ...(await servers()),
    ];
    if (values.json) await terminal.out(`${JSON.stringify(findings)}\n`);
    else await terminal.out(`${findings.map(line).join('\n')}\n`);
    return findings.some(({ state }) => state === 'failed') ? EXIT.failed : EXIT.done;
  },
});

function line({ check, state, found, advice }: Finding): string {
  const head = `${state.padEnd(8)} ${check.padEnd(19)} ${found}`;
  return advice === '' ? head : `${head}\n${' '.repeat(29)}${advice}`;
}

function machine(): Finding {
  const here = thisMachine();
  const refusal = checkPlatform(here);
  const library = here.glibc === undefined ? '' : `, glibc ${here.glibc}`;
  return {
    check: 'machine',
    state: refusal === undefined ? 'ok' : 'failed',
    found: `Node ${here.node} on ${platform()} ${arch()}${library}`,
    advice: refusal ?? '',
  };
}

export function memory(bytes: number): Finding {
  const enough = bytes >= MEMORY_GIB_MIN * GIB;
  return {
    check: 'memory',
    state: enough ? 'ok' : 'warning',
    found: `${decimal(bytes / GIB, 1)} GiB`,
    advice: enough
      ? ''
      : `A simulated day takes some 3 GiB: have ${MEMORY_GIB_MIN} GiB, or take a part of it: --scale 0.1.`,
  };
}

function disk(dataDir: string): Finding {
  const place = nearest(dataDir);
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  const enough = free >= DISK_GIB_MIN * GIB;
  return {
    check: 'disk',
    state: enough ? 'ok' : 'warning',
    found: `${decimal(free / GIB, 1)} GiB free at ${place}`,
    advice: enough ? '' : 'Free some space, or take a folder on another disk: --data-dir DIR.',
  };
}

/** The folder itself, or what it would be made in. */
function nearest(path: string): string {
  return existsSync(path) || path === dirname(path) ? path : nearest(dirname(path));
}

export function folder(dataDir: string): Finding[] {
  const check = 'data folder';
  const place = nearest(dataDir);
  try {
    accessSync(place, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    const advice = `You may not write to ${place}: take another folder, --data-dir DIR.`;
    return [{ check, state: 'failed', found: dataDir, advice }];
  }
  if (place !== dataDir) {
    return [{ check, state: 'ok', found: `${dataDir}, not there yet`, advice: '' }];
  }
  const open = (statSync(dataDir).mode & 0o077) !== 0;
  return [
    {
      check,
      state: open ? 'warning' : 'ok',
      found: dataDir,
      advice: open ? `Others may look into it, and it holds plates: chmod 700 ${dataDir}` : '',
    },
  ];
}

async function owner(dataDir: string): Promise<Finding> {
  const found = await findOwner(dataDir);
  if (found.kind === 'owner') found.socket.destroy();
  const said = {
    nobody: () => ['nobody has the folder open', ''],
    owner: (pid: number) => [`process ${pid} has the folder open and answers`, ''],
    'left-behind': (pid: number) => [
      `process ${pid} ended without closing`,
      'Nothing to do: the next command goes on from what it had acknowledged.',
    ],
  };
  const [text = '', advice = ''] =
    found.kind === 'nobody' ? said.nobody() : said[found.kind](found.record.pid);
  return { check: 'owner', state: 'ok', found: text, advice };
}

async function attempted(check: string, look: () => Promise<string> | string): Promise<Finding[]> {
  try {
    return [{ check, state: 'ok', found: await look(), advice: '' }];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ check, state: 'failed', found: 'does not work', advice: reason }];
  }
}

/** What was named, or else what the folder is run with. */
function referenceData(
  dataDir: string,
  wanted: { readonly reference: string | undefined; readonly cwd: string },
): string {
  const reference = loadReferenceOf(dataDir, wanted);
  const { facilities, plants, vehicles, segments } = reference;
  topologyOf({ processors, topics, referenceHash: reference.hash });
  return `${reference.name}: ${facilities.length} facilities, ${plants.length} plants, ${vehicles.length} vehicles, ${segments.length} road segments; ${processors.length} processors fit`;
}

async function tryLog(): Promise<string> {
  return await inTemporaryFolder(async (path) => {
    const log = await openEmbeddedLog({ folder: path, clock: systemClock });
    await log.close();
    return 'opens and closes';
  });
}

async function tryWarehouse(): Promise<string> {
  return await inTemporaryFolder(async (path) => {
    const warehouse = await openChdbWarehouse({ folder: path });
    try {
      const [row] = await warehouse.query<{ version: string }>('SELECT version() AS version');
      return `answers, engine ${row?.version}`;
    } finally {
      await warehouse.close();
    }
  });
}

/** What is wrong with the settings is told by itself: until then the folder is the usual one. */
function configuredFolder(): string {
  try {
    return readConfig().dataDir;
  } catch {
    return readConfig({}).dataDir;
  }
}

/** Nothing where no server is configured. Who we are is told, never how we prove it. */
async function servers(): Promise<Finding[]> {
  let config: Config | undefined;
  const settings = await attempted('settings', () => {
    config = readConfig();
    return 'can be read';
  });
  if (config === undefined) return settings;
  const { kafka, clickhouse } = config;
  return [
    ...(kafka === undefined ? [] : await kafkaAt(kafka)),
    ...(clickhouse === undefined
      ? []
      : await attempted('clickhouse', async () => {
          const version = await checkServer(clickhouse);
          const as = clickhouse.login === undefined ? 'nobody' : clickhouse.login.username;
          return `answers at ${clickhouse.url} as ${as}, version ${version}`;
        })),
  ];
}

async function kafkaAt(config: KafkaConfig): Promise<Finding[]> {
  const { brokers, tls, sasl, registry } = config;
  const over = tls === undefined ? 'without TLS' : 'over TLS';
  const as = sasl === undefined ? 'as nobody' : `as ${sasl.username} by ${sasl.mechanism}`;
  return [
    ...(await attempted('kafka', async () => {
      const admin = await openTopicAdmin(config);
      try {
        return `${await admin.brokerCount()} brokers at ${brokers.join(', ')}, ${over}, ${as}`;
      } finally {
        await admin.close();
      }
    })),
    ...(await attempted('schema registry', async () => {
      await openSchemaRegistry(registry).compatibility('dead.letters-value');
      return `answers at ${registry.url}`;
    })),
  ];
}

async function inTemporaryFolder<T>(use: (path: string) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), 'landbridge-doctor-'));
  try {
    return await use(path);
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
