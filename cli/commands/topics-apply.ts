import { defineCommand } from '../command.ts';
import { DEPLOYMENT_OPTIONS, withDeployment } from '../deploy/open-deployment.ts';
import { carryOut, differencesOf, planOf } from '../deploy/plan.ts';
import { showDifferences } from '../deploy/show-differences.ts';
import { EXIT } from '../exit-status.ts';

export const topicsApplyCommand = defineCommand({
  name: 'topics apply',
  about: 'Brings topics, their settings and their schemas on Kafka in line with what is declared.',
  usage: '',
  positionals: [0, 0],
  details: [
    'It may be run again at any time, and does only what `topics diff` shows. Where anything is refused (another number of partitions, a schema that cannot read an older one) it changes nothing. Settings that are not declared, and topics of others, are left alone.',
  ],
  options: DEPLOYMENT_OPTIONS,
  examples: ['landbridge topics apply', 'landbridge topics apply --partitions 12 --replication 3'],
  async run({ values, terminal }) {
    const { differences, refused } = await withDeployment(values, async (deployment) => {
      const plan = await planOf(deployment);
      const found = differencesOf(plan);
      const stop = found.some(({ change }) => change === 'refused');
      if (!stop) await carryOut(plan, deployment);
      return { differences: found, refused: stop };
    });
    if (values.json) await terminal.out(`${JSON.stringify(differences)}\n`);
    else await terminal.out(`${showDifferences(differences).join('\n')}\n`);
    if (refused) await terminal.err('Nothing was changed.\n');
    else if (differences.length > 0) await terminal.err(`Done: ${differences.length} changes.\n`);
    return refused ? EXIT.failed : EXIT.done;
  },
});
