/** A command worth typing next. */
export type NextStep = {
  /** What stands after `landbridge`. */
  readonly typed: readonly string[];
  readonly about: string;
};

type Simulated = {
  readonly day: string;
  readonly row: string | undefined;
  /** As it was typed; undefined: the usual folder. */
  readonly dataDir?: string | undefined;
};

/**
 * What `npm start` says to try next; each of them runs in the test suite against the day that it simulated. A row to
 * explain is one of that day. Where the data folder was named, those that work on it name it too.
 */
export function nextSteps({ day, row, dataDir }: Simulated): NextStep[] {
  const here = onFolder(dataDir);
  const steps: NextStep[] = [
    {
      typed: ['report', 'turn-time', '--by', 'terminal,hour', '--from', day, '--to', day],
      about: 'queue, turn and visit time by terminal and hour',
    },
    {
      typed: ['report', 'traffic-delay', '--geojson', '--from', day, '--to', day],
      about: 'the roads that cost port trucks most, as a map',
    },
    {
      typed: [
        'query',
        'SELECT container, plate, terminal, plantName, cluster, latencyMs, trafficDelayMs FROM mart_deliveries ORDER BY trafficDelayMs DESC LIMIT 5',
      ],
      about: 'the boxes that traffic held up most: port, road and plant in one row',
    },
    { typed: ['query', '--list'], about: 'all the marts, their columns and examples' },
    ...(row === undefined
      ? []
      : [{ typed: ['explain', row], about: 'a row of the above, down to what sources stated' }]),
    { typed: ['dead-letters', 'list'], about: 'what was set aside, and why' },
    { typed: ['topics'], about: 'what flows through the log' },
  ];
  return [
    ...steps.map(({ typed, about }) => ({ typed: [...typed, ...here], about })),
    { typed: ['prove'], about: 'disorder, duplicates, corrections and kill -9 change no table' },
    { typed: ['help'], about: 'everything else' },
  ];
}

/** The words that name a data folder as it was typed; none where it was not: then the next command finds it too. */
export function onFolder(dataDir: string | undefined): readonly string[] {
  return dataDir === undefined ? [] : ['--data-dir', dataDir];
}

const PLAIN = /^[\w@%+=:,./-]+$/;

/** A command line as one pastes it into a shell. */
export function shellLine(typed: readonly string[]): string {
  const words = typed.map((word) =>
    PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return ['npx landbridge', ...words].join(' ');
}
