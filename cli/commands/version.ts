import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import manifest from '../package.json' with { type: 'json' };

export const versionCommand = defineCommand({
  name: 'version',
  about: 'Says which version this is, and what runs it: the first thing a report of a fault needs.',
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
