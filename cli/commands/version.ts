import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import manifest from '../package.json' with { type: 'json' };

export const versionCommand = defineCommand({
  name: 'version',
  about:
    'Prints the version, and the platform it runs on: the first thing that a bug report needs.',
  usage: '',
  positionals: [0, 0],
  options: {},
  examples: ['landbridge version', 'landbridge --version'],
  async run({ terminal }) {
    const { platform, arch, versions } = process;
    await terminal.out(
      `landbridge ${manifest.version}, Node ${versions.node}, ${platform} ${arch}\n`,
    );
    return EXIT.done;
  },
});
