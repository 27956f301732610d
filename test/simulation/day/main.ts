import { type Life, liveThrough } from './live-through.ts';

await liveThrough(JSON.parse(process.argv[2] ?? '') as Life);
