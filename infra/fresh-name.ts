import { randomUUID } from 'node:crypto';

/** A name that nothing had before: for what must not be taken for something that was there. */
export function freshName(): string {
  return randomUUID();
}
