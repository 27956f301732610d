import * as units from './catalog.ts';
import type { Topic } from './topic.ts';

/** Every topic of a deployment, by the name of its unit. */
export const topics: readonly Topic[] = Object.values(units).filter(
  (unit): unit is Extract<typeof unit, Topic> => typeof unit === 'object' && 'codec' in unit,
);
