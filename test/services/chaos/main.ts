import { liveThroughChaos } from './live-through-chaos.ts';

// The long form: `npm run chaos -- 50` kills fifty workers, `SEED=7` repeats a run's deeds.
const kills = Number(process.argv[2] ?? 50);
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

// Whoever is impatient leaves nothing running: the broker goes with this process.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

say(`seed: ${seed}, ${kills} kills`);
const { verdicts, complaints, done, ...outcome } = await liveThroughChaos({ seed, kills, say });
say(JSON.stringify({ ...Object.fromEntries(done), ...outcome }, undefined, 2));
for (const { topic, rows, lost, strange, doubled } of verdicts) {
  const counts = `${lost.length} lost, ${strange.length} strange, ${doubled.length} doubled`;
  say(`${topic}: ${rows} rows, ${counts}`);
  for (const wrong of [...lost, ...strange, ...doubled].slice(0, 5)) say(`  ${wrong}`);
}
for (const complaint of complaints) say(complaint);
const isRight = verdicts.every(
  ({ lost, strange, doubled }) => lost.length + strange.length + doubled.length === 0,
);
const isWell = isRight && complaints.length === 0 && outcome.letters === outcome.poison;
say(isWell ? 'Nothing lost, nothing doubled.' : `It does not hold. SEED=${seed} does it again.`);
process.exitCode = isWell ? 0 : 1;
