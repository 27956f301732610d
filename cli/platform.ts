/** What `checkPlatform` looks at; passed in, so that a test can be any machine. */
export type Machine = {
  readonly node: string;
  readonly os: string;
  readonly cpu: string;
  /** Version of the GNU C library; undefined where the system has another one. */
  readonly glibc: string | undefined;
};

const NODE_MAJOR_MIN = 24;
const SYSTEMS = ['linux', 'darwin'];
const PROCESSORS = ['x64', 'arm64'];

/**
 * Why Landbridge cannot run on a machine and what to do about it, or undefined where it can. Imports nothing: it is
 * asked before anything that would fail to load on such a machine, where the error would name a library instead.
 */
export function checkPlatform(machine: Machine): string | undefined {
  if (Number.parseInt(machine.node, 10) < NODE_MAJOR_MIN) {
    return (
      `Landbridge needs Node ${NODE_MAJOR_MIN} or later, and this is Node ${machine.node}. ` +
      'The right one is installed with it: start through `npm start` or `npx landbridge`.'
    );
  }
  if (!SYSTEMS.includes(machine.os)) {
    return (
      `Landbridge runs on Linux and macOS, and this is ${machine.os}: the embedded warehouse (chDB) has no build for it. ` +
      'On Windows use WSL 2 with a glibc distribution such as Ubuntu.'
    );
  }
  if (!PROCESSORS.includes(machine.cpu)) {
    return `Landbridge runs on x64 and arm64 processors, and this is ${machine.cpu}: the embedded warehouse (chDB) has no build for it.`;
  }
  if (machine.os === 'linux' && machine.glibc === undefined) {
    return (
      'Landbridge needs the GNU C library, and this Linux has another one (Alpine has musl): the embedded warehouse ' +
      '(chDB) has no build for it. Use a glibc distribution such as Debian or Ubuntu, also as a container image.'
    );
  }
  return undefined;
}

/** This machine. */
export function thisMachine(): Machine {
  return {
    node: process.versions.node,
    os: process.platform,
    cpu: process.arch,
    glibc: process.platform === 'linux' ? glibcVersion() : undefined,
  };
}

function glibcVersion(): string | undefined {
  // The report lists network interfaces too, which can take seconds on a machine with many of them.
  Object.assign(process.report, { excludeNetwork: true });
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime;
}
