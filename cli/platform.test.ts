import { expect, test } from 'vitest';
import { checkPlatform, type Machine, thisMachine } from './platform.ts';

const fine: Machine = { node: '24.21.0', os: 'linux', cpu: 'x64', glibc: '2.36' };

test('accepts glibc Linux and macOS on both processors', () => {
  expect(checkPlatform(fine)).toBeUndefined();
  expect(checkPlatform({ ...fine, cpu: 'arm64' })).toBeUndefined();
  expect(checkPlatform({ ...fine, os: 'darwin', glibc: undefined })).toBeUndefined();
});

test('says which Node it needs and how to start with it', () => {
  const answer = checkPlatform({ ...fine, node: '20.19.5' });
  expect(answer).toContain('needs Node 24 or later, and this is Node 20.19.5');
  expect(answer).toContain('npx landbridge');
});

test('says what to use instead of musl and of Windows', () => {
  expect(checkPlatform({ ...fine, glibc: undefined })).toContain('Debian or Ubuntu');
  expect(checkPlatform({ ...fine, os: 'win32' })).toContain('WSL 2');
});

test('refuses a processor without a build', () => {
  expect(checkPlatform({ ...fine, cpu: 'riscv64' })).toContain('this is riscv64');
});

test('reads the machine it runs on', () => {
  const machine = thisMachine();
  expect(machine.node).toBe(process.versions.node);
  expect(machine.os === 'linux' ? machine.glibc : '2').toMatch(/^2/);
});
