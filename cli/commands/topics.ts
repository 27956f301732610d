import type { Log } from '@landbridge/infra';
import { type Topic, topics } from '@landbridge/schemas';
import { defineFolderCommand } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { count } from '../format/numbers.ts';
import { textTable } from '../format/text-table.ts';

export const topicsCommand = defineFolderCommand({
  name: 'topics',
  about: 'Lists the topics: what they hold, their keys, and how many records the log has.',
  usage: '',
  positionals: [0, 0],
  details: [
    'Records are those that the log still keeps, over all partitions, marks included. A topic of facts that can be revised has a twin, `.received`, that sources write.',
  ],
  options: { json: { type: 'flag', about: 'an array of topics as JSON' } },
  examples: ['landbridge topics', 'landbridge topics --json'],
  where: 'owner',
  async run({ values, terminal }, { log }) {
    const listed = topics.flatMap((topic) => [topic, ...(topic.received ? [topic.received] : [])]);
    const states = listed.map((topic) => stateOf(topic, log));
    if (values.json) await terminal.out(`${JSON.stringify(states)}\n`);
    else await terminal.out(`${table(states).join('\n')}\n`);
    return EXIT.done;
  },
});

type TopicState = {
  topic: string;
  kind: string;
  key: string;
  /** Records that the log keeps, and the sum of the offsets of the next ones. */
  records: number;
  written: number;
  about: string;
};

function stateOf(topic: Topic, log: Log): TopicState {
  let records = 0;
  let written = 0;
  for (let partition = 0; partition < log.partitions; partition++) {
    const { start, end } = log.extent(topic.name, partition);
    records += end - start;
    written += end;
  }
  const { name, kind, keyField: key, about } = topic;
  return { topic: name, kind, key, records, written, about };
}

function table(states: readonly TopicState[]): string[] {
  return textTable(
    [
      { title: 'topic', align: 'left' },
      { title: 'kind', align: 'left' },
      { title: 'key', align: 'left' },
      { title: 'records', align: 'right' },
      { title: 'about', align: 'left' },
    ],
    states.map((s) => [s.topic, s.kind, s.key, count(s.records), s.about]),
    100,
  );
}
