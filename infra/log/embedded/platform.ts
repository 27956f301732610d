import { PipelineError } from '../../errors.ts';

/** What LMDB and the warehouse engine are built for. */
export function assertPlatform(
  platform: { name: string; glibc: string | undefined } = thisPlatform(),
): void {
  if (platform.name === 'darwin') return;
  if (platform.name === 'linux' && platform.glibc !== undefined) return;
  const name = platform.name === 'linux' ? 'Linux without glibc (musl)' : platform.name;
  throw new PipelineError(
    'platform-unsupported',
    `Starting on ${name}: Landbridge runs on macOS and on Linux with glibc. ` +
      'Run it in a container of Debian or Ubuntu, for example.',
  );
}

function thisPlatform(): { name: string; glibc: string | undefined } {
  if (process.platform !== 'linux') return { name: process.platform, glibc: undefined };
  // Without this the report looks up the name of every open connection. The declaration lacks it.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return { name: process.platform, glibc: header.glibcVersionRuntime };
}
