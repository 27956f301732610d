import { PipelineError } from '@landbridge/infra';
import { defineFolderCommand } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { causeLines, fieldLines, summary } from '../explain/show-trace.ts';
import { type Found, findById, findEffects, type Trace, traceCauses } from '../explain/trace.ts';

export const explainCommand = defineFolderCommand({
  name: 'explain',
  about: 'Shows what a row comes from down to the source facts, and what an event led to.',
  usage: 'ID',
  positionals: [1, 1],
  details: [
    'ID is that of a row or an event, as a mart or a table shows it, alone or after its topic (`yard.dwells/…`). It reads the tables themselves: plates are in clear, for the owner of the folder. Times are Shanghai time.',
  ],
  options: {
    json: { type: 'flag', about: 'an array of {topic, id, row, causes, unnamed, effects}' },
  },
  examples: [
    'landbridge explain "$(npx landbridge query --csv \'SELECT id FROM mart_yard_dwells LIMIT 1\' | tail -1)"',
  ],
  where: 'owner',
  async run({ positionals: [typed = ''], values, terminal }, { warehouse }) {
    // A line of `query --csv` ends in CR LF (RFC 4180), of which a shell takes the LF alone away.
    const id = typed.trim();
    const found = await findById(warehouse, id);
    if (found.length === 0) {
      throw new PipelineError(
        'not-found',
        `Explaining ${id}: no table has a row with this id. Ids are in the column id of the marts: \`landbridge query --list\`.`,
      );
    }
    const explained: Explained[] = [];
    for (const one of found) {
      const effects = await findEffects(warehouse, one);
      explained.push({ found: one, trace: await traceCauses(warehouse, one), effects });
    }
    if (values.json) await terminal.out(`${JSON.stringify(explained.map(asJson))}\n`);
    else await terminal.out(`${explained.map(textOf).join('\n\n')}\n`);
    return EXIT.done;
  },
});

type Explained = { found: Found; trace: Trace; effects: readonly Found[] };

function textOf({ found, trace, effects }: Explained): string {
  const causes = causeLines(trace, '  ');
  const led = effects.map((effect) => `  ${summary({ ...effect, again: false })}`);
  return [
    ...fieldLines(found),
    ...(causes.length === 0
      ? ['A fact from outside: it comes from nothing here.']
      : ['Comes from:']),
    ...causes,
    ...(led.length === 0 ? [] : ['Led to:', ...led]),
  ].join('\n');
}

function asJson({ found, trace, effects }: Explained) {
  return { ...found, causes: trace.causes, unnamed: trace.unnamed, effects };
}
