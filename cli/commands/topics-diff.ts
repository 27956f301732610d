import { defineCommand } from '../command.ts';
import { DEPLOYMENT_OPTIONS, withDeployment } from '../deploy/open-deployment.ts';
import { differencesOf, planOf } from '../deploy/plan.ts';
import { showDifferences } from '../deploy/show-differences.ts';
import { EXIT } from '../exit-status.ts';

export const topicsDiffCommand = defineCommand({
  name: 'topics diff',
  about:
    'Says what `topics apply` would change on Kafka and in the registry; status 1 if anything.',
  usage: '',
  positionals: [0, 0],
  options: DEPLOYMENT_OPTIONS,
  examples: ['landbridge topics diff', 'landbridge topics diff --json'],
  async run({ values, terminal }) {
    const differences = await withDeployment(values, async (deployment) =>
      differencesOf(await planOf(deployment)),
    );
    if (values.json) await terminal.out(`${JSON.stringify(differences)}\n`);
    else await terminal.out(`${showDifferences(differences).join('\n')}\n`);
    return differences.length === 0 ? EXIT.done : EXIT.failed;
  },
});
