import { expect, test } from 'vitest';
import { assertPlatform } from './platform.ts';

test('runs on macOS and on Linux with glibc', () => {
  assertPlatform({ name: 'darwin', glibc: undefined });
  assertPlatform({ name: 'linux', glibc: '2.36' });
});

test('knows the platform of these tests', () => {
  expect(() => assertPlatform()).not.toThrow();
});

test('refuses others and says what to do', () => {
  const refused = { code: 'platform-unsupported' };
  const musl = () => assertPlatform({ name: 'linux', glibc: undefined });
  expect(musl).toThrow(expect.objectContaining(refused));
  expect(musl).toThrow('musl');
  expect(() => assertPlatform({ name: 'win32', glibc: undefined })).toThrow('win32');
});
