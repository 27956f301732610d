import { benches } from '../bench/catalog.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { UsageError } from '../parse-arguments.ts';

export const benchCommand = defineCommand({
  name: 'bench',
  about: 'Measures this machine and prints the figures as JSON.',
  usage: benches.map(({ name }) => name).join('|') || 'NAME',
  positionals: [1, 1],
  details: [
    ...benches.map(({ name, about }) => `${name}: ${about}`),
    'Those on Kafka use the brokers that KAFKA_BROKERS names, and leave topics bench-… behind, which hold their records for an hour; else a broker of their own, from Docker or from Java 17 and Maven.',
  ],
  options: {
    scale: {
      type: 'text',
      value: 'X',
      about: 'size of the input; 1 is what the README quotes',
      default: '1',
    },
    json: { type: 'flag', about: 'it prints JSON with or without' },
  },
  examples: ['landbridge bench engine', 'landbridge bench pipeline --scale 0.1'],
  async run({ positionals: [name], values, terminal }) {
    const bench = benches.find((known) => known.name === name);
    if (bench === undefined) {
      const known = benches.map((one) => one.name).join(', ');
      throw new UsageError(`There is no benchmark ${name}: it may be ${known}.`);
    }
    const scale = Number(values.scale);
    if (!(scale > 0)) throw new UsageError(`--scale ${values.scale}: it is a number above 0.`);
    await terminal.out(`${JSON.stringify(await bench.run({ terminal, scale }))}\n`);
    return EXIT.done;
  },
});
