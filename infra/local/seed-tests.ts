import { configureGlobal } from 'fast-check';

/** `SEED=7 npm test` repeats the random tests of a run that failed with `seed: 7`. */
const seed = process.env['SEED'];
if (seed !== undefined) configureGlobal({ seed: Number(seed) });
