import type { Processor } from './processor.ts';

/** Every processor, one line each: the only registration. Settling is added for each revisable topic. */
export const processors: readonly Processor[] = [];
