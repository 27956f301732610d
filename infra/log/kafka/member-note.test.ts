import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MemberNote } from './member-note.ts';

function aFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-member-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'group-member.json');
}

test('who was a member is known to whoever uses the folder next, until it has left', () => {
  const note = new MemberNote({ file: aFile(), groupId: 'port' });
  expect(note.read()).toBeUndefined();
  note.write('first');
  note.write('second');
  expect(note.read()).toBe('second');
  note.remove();
  expect(note.read()).toBeUndefined();
  note.remove();
});

test('a member of another group is none of ours', () => {
  const file = aFile();
  new MemberNote({ file, groupId: 'port' }).write('first');
  expect(new MemberNote({ file, groupId: 'yard' }).read()).toBeUndefined();
});

test('a note that is torn, or kept nowhere, says nothing', () => {
  const file = aFile();
  for (const torn of ['', '{"groupId":"po', 'null', '7']) {
    writeFileSync(file, torn);
    expect(new MemberNote({ file, groupId: 'port' }).read()).toBeUndefined();
  }
  const nowhere = new MemberNote({ file: undefined, groupId: 'port' });
  nowhere.write('first');
  expect(nowhere.read()).toBeUndefined();
  nowhere.remove();
});

test('a note that cannot be written is left out', () => {
  const file = join(aFile(), 'deeper', 'group-member.json');
  const note = new MemberNote({ file, groupId: 'port' });
  note.write('first');
  expect(note.read()).toBeUndefined();
});
