import { deadLetters, type Topic } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { defineProcessor, type Processor } from '../processor.ts';
import { entries, ledgerOf, lines } from '../testing/ledger-processor.ts';
import { newProcessorCheckpoint, numbersOf } from './checkpoint.ts';
import { affectedBy, changesOf, isUnchanged, sayChanges } from './rebuild-changes.ts';
import { settlingOf } from './settling.ts';

const settling = settlingOf(entries as unknown as Topic);
const ledger = ledgerOf(entries);
const downstream = defineProcessor({
  name: 'test-downstream',
  version: 1,
  inputs: { line: lines },
  outputs: { letter: deadLetters },
  state: { type: 'record', name: 'None', fields: [] },
  initial: () => ({}),
  on: { line: (state) => state },
});
const files = { 'plants.json': 'a', 'roads.geojson': 'b' };

function foldedWith(...processors: readonly Processor[]) {
  const entriesOf = processors.map(
    (processor, i) => [processor.name, newProcessorCheckpoint(processor, i)] as const,
  );
  return { files, processors: Object.fromEntries(entriesOf) };
}

test('what was folded with the same processors and files has not changed', () => {
  const before = foldedWith(settling, ledger);
  expect(isUnchanged(changesOf(before, [settling, ledger], files))).toBe(true);
  expect(isUnchanged(changesOf(undefined, [settling, ledger], files))).toBe(true);
});

test('another version, another state, a new and a missing processor and another file are named', () => {
  const other = { ...downstream, state: { ...downstream.state, name: 'Other' } };
  const before = foldedWith(settling, ledger, downstream);
  const now = [{ ...ledger, version: 2 }, other, { ...ledger, name: 'test-new' }];
  const changes = changesOf(before, now, { 'plants.json': 'c', 'roads.geojson': 'b' });
  expect(changes).toEqual({
    processors: [
      { name: 'test-ledger', why: 'version 1 is now 2' },
      { name: 'test-downstream', why: expect.stringContaining('state') },
      { name: 'test-new', why: 'it is new' },
    ],
    removed: ['settle-test-entries'],
    reference: ['plants.json'],
  });
  expect(sayChanges(changes)).toContain('the reference data (plants.json)');
});

test('a sentence names eight changes at most and counts the others', () => {
  const processors = Array.from({ length: 20 }, (_, i) => ({ name: `p${i}`, why: 'it is new' }));
  const said = sayChanges({ processors, removed: [], reference: [] });
  expect(said).toContain('p7 (it is new) and 12 more');
});

test('what reads the rows of what changed is affected too, upstream ones first', () => {
  const all = [downstream, ledger, settling];
  const namesOf = (names: string[], reference = false) =>
    affectedBy(all, { names, reference }).map(({ name }) => name);
  expect(namesOf(['test-downstream'])).toEqual(['test-downstream']);
  expect(namesOf(['settle-test-entries'])).toEqual([
    'settle-test-entries',
    'test-ledger',
    'test-downstream',
  ]);
  // Settling looks at nothing but the fact.
  expect(namesOf([], true)).toEqual(['test-ledger', 'test-downstream']);
});

test('processors keep their numbers, and new ones take the lowest that are free', () => {
  const before = foldedWith(settling, ledger);
  expect(numbersOf([ledger, downstream, settling], before)).toEqual([1, 2, 0]);
  expect(numbersOf([downstream, ledger], undefined)).toEqual([0, 1]);
});
