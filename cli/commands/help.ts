import { type Command, defineCommand } from '../command.ts';
import { didYouMean } from '../did-you-mean.ts';
import { EXIT } from '../exit-status.ts';
import { helpOn, helpOnAll } from '../help.ts';
import { UsageError } from '../parse-arguments.ts';

/** The catalog comes as a function: this command is in it. */
export function helpCommand(catalog: () => readonly Command[]): Command {
  return defineCommand({
    name: 'help',
    about: 'Lists the commands, or says all about one.',
    usage: '[COMMAND]',
    positionals: [0, 2],
    options: {},
    examples: ['landbridge help', 'landbridge help report'],
    async run({ positionals, terminal }) {
      const name = positionals.length === 0 ? undefined : positionals.join(' ');
      const commands = catalog();
      const command = commands.find((known) => known.name === name);
      if (name !== undefined && command === undefined) {
        const near = didYouMean(
          name,
          commands.map((known) => known.name),
        );
        throw new UsageError(
          `There is no command ${name}.${near} \`landbridge help\` lists the commands.`,
        );
      }
      await terminal.out(command === undefined ? helpOnAll(commands) : helpOn(command));
      return EXIT.done;
    },
  });
}
