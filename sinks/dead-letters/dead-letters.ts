import { deadLetters } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** Records set aside, with the reason and the original bytes. */
export const deadLettersTable = defineTable(deadLetters, {
  pseudonymised: ['id', 'factId'],
  masked: ['reason'],
  hidden: ['bytes'],
});
