import type { Command, Option } from './command.ts';

const INDENT = '  ';

/** The list of commands. */
export function helpOnAll(catalog: readonly Command[]): string {
  const longest = Math.max(...catalog.map((command) => command.name.length));
  const lines = catalog.map(
    (command) => `${INDENT}${command.name.padEnd(longest)}  ${command.about}`,
  );
  return [
    'Landbridge joins what happens inside a port with what happens outside it.',
    '',
    'Usage: landbridge COMMAND [ARGUMENT…] [--OPTION…]',
    '',
    ...lines,
    '',
    '`landbridge help COMMAND` says more. Begin with `npm start`: a simulated day of the port.',
    'Exit status: 0 done; 3 done, but some records were set aside as dead letters; else not done.',
    '',
  ].join('\n');
}

/** All that a command declares. */
export function helpOn(command: Command): string {
  const options = Object.entries(command.options);
  const usage = [
    'landbridge',
    command.name,
    command.usage,
    options.length === 0 ? '' : '[--OPTION…]',
  ];
  return [
    command.about,
    '',
    `Usage: ${usage.filter((part) => part !== '').join(' ')}`,
    '',
    ...(command.details ?? []).flatMap((paragraph) => [...wrapped(paragraph, 96), '']),
    ...(options.length === 0 ? [] : ['Options:', ...optionLines(options), '']),
    'Examples:',
    ...command.examples.map((example) => `${INDENT}${example}`),
    '',
  ].join('\n');
}

function optionLines(options: readonly [string, Option][]): string[] {
  const heads = options.map(([name, option]) =>
    option.type === 'flag' ? `--${name}` : `--${name} ${option.value ?? 'VALUE'}`,
  );
  const longest = Math.max(...heads.map((head) => head.length));
  return options.flatMap(([, option], at) => {
    const [first = '', ...more] = wrapped(aboutOption(option), 94 - longest);
    const head = `${INDENT}${(heads[at] ?? '').padEnd(longest)}  `;
    return [head + first, ...more.map((line) => ' '.repeat(head.length) + line)];
  });
}

function aboutOption(option: Option): string {
  const choices = option.choices === undefined ? '' : `: ${option.choices.join(', ')}`;
  const fallback = option.default === undefined ? '' : ` (default ${option.default})`;
  const again = option.type === 'list' ? '; may be given again' : '';
  return `${option.about}${choices}${again}${fallback}`;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
