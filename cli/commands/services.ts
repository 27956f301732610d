import { systemPause } from '@landbridge/infra';
import { startKafka, startRegistry } from '@landbridge/infra/services';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-status.ts';

const WAIT_MS = 60_000;

export const servicesCommand = defineCommand({
  name: 'services',
  about: 'Runs Kafka and a schema registry on this machine, for trying out, until Ctrl-C.',
  usage: '',
  positionals: [0, 0],
  details: [
    'In containers where Docker answers, else with Java 17 and Maven, which fetches them once. They listen on this machine alone, ask nobody who they are, and forget everything at the end.',
  ],
  options: {},
  examples: ['landbridge services'],
  async run({ terminal }) {
    await using started = new AsyncDisposableStack();
    terminal.progress('Starting Kafka; the first time it is fetched');
    const kafka = await startKafka();
    started.defer(() => kafka.stop());
    terminal.progress('Starting the schema registry');
    const registry = await startRegistry();
    started.defer(() => registry.stop());
    terminal.progress('');
    await terminal.out(whatNext(kafka.brokers, registry.url));
    while (!terminal.signal.aborted) await systemPause(WAIT_MS, terminal.signal);
    return EXIT.done;
  },
});

function whatNext(brokers: string, registry: string): string {
  return [
    'Kafka and a schema registry are running. In another terminal:',
    '',
    `  export LANDBRIDGE_KAFKA_BROKERS=${brokers} LANDBRIDGE_REGISTRY_URL=${registry}`,
    '  npx landbridge topics apply',
    '  npx landbridge run --simulate',
    '',
    'Ctrl-C ends both, and forgets what they hold; remove .landbridge-kafka then, whose tables come from it.',
    '',
  ].join('\n');
}
