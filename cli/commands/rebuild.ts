import { defineFolderCommand } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { settledWithProgress } from '../progress.ts';
import { showRebuild } from '../rebuild/show-rebuild.ts';

export const rebuildCommand = defineFolderCommand({
  name: 'rebuild',
  about: 'Folds processors anew after a change of their logic or of reference data.',
  usage: '',
  positionals: [0, 0],
  details: [
    'Finds out which processors and which reference data have changed since the folder was last run, folds those and all that reads their rows anew from the log, and publishes what differs into the same tables: new rows, changed ones under a higher revision, and withdrawals of rows that do not follow any more. No row is missing or there twice meanwhile. Then it says what changed and what it left alone.',
    'Nothing else runs on the folder meanwhile; on Kafka no process of the roles processors and all, while sources and sinks may. Stopped halfway, even killed, it goes on when it is typed again; until then no other command takes the folder.',
    'Facts that were late stay so: `dead-letters redrive --code late` takes them in.',
  ],
  options: {
    processor: {
      type: 'list',
      value: 'NAME',
      about: 'fold this one anew too, changed or not, with all that reads its rows',
    },
    forget: {
      type: 'flag',
      about:
        'go on although the log no longer holds the first facts: rows of that time stand as they are',
    },
    json: { type: 'flag', about: '{changes, rebuilt, kept, topics, sinceMs, resumed}' },
  },
  examples: [
    'landbridge rebuild',
    'landbridge rebuild --processor yard-dwells',
    'landbridge rebuild --reference my-port',
  ],
  where: 'sole',
  // On Kafka the sinks that run there land what it publishes.
  role: 'sources',
  makesFolder: 'on-kafka',
  rebuilds: ({ processor, forget }) => ({ processors: processor, forget }),
  async run({ values, terminal }, pipeline) {
    await settledWithProgress(pipeline, terminal, 'Landing');
    const { rebuilt } = pipeline;
    if (rebuilt === undefined) throw new Error('The folder was opened without a rebuild.');
    const lines = values.json ? [JSON.stringify(rebuilt)] : showRebuild(rebuilt);
    await terminal.out(`${lines.join('\n')}\n`);
    return EXIT.done;
  },
});
