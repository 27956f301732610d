import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const url = 'https://ours.example:8443';
const secret = { LANDBRIDGE_PSEUDONYM_KEY: 'sixteen letters!' };
const read = (settings: Record<string, string>) => () => readConfig({ ...secret, ...settings });

test('without an address the tables lie in the folder', () => {
  expect(read({})().clickhouse).toBeUndefined();
});

test('a server is named by its address, with a user where it asks for one', () => {
  expect(read({ LANDBRIDGE_CLICKHOUSE_URL: url })().clickhouse).toEqual({
    ...{ url, login: undefined, database: 'landbridge' },
  });
  const named = read({
    LANDBRIDGE_CLICKHOUSE_URL: url,
    LANDBRIDGE_CLICKHOUSE_USERNAME: 'who',
    LANDBRIDGE_CLICKHOUSE_PASSWORD: 'proof',
    LANDBRIDGE_CLICKHOUSE_DATABASE: 'ningbo',
  });
  expect(named().clickhouse).toEqual({
    ...{ url, login: { username: 'who', password: 'proof' }, database: 'ningbo' },
  });
});

test('a server needs the secret of the pseudonyms', () => {
  const bare = () => readConfig({ LANDBRIDGE_CLICKHOUSE_URL: url });
  expect(bare).toThrow('LANDBRIDGE_PSEUDONYM_KEY is needed with LANDBRIDGE_CLICKHOUSE_URL');
});

test.each([
  ['no address', { LANDBRIDGE_CLICKHOUSE_URL: 'ours:8443/x' }, 'begins with http'],
  [
    'a user in the address',
    { LANDBRIDGE_CLICKHOUSE_URL: 'http://who:proof@ours' },
    'names no user',
  ],
  ['a user without a password', { LANDBRIDGE_CLICKHOUSE_USERNAME: 'who' }, 'go together'],
  ['a name of the engine', { LANDBRIDGE_CLICKHOUSE_DATABASE: 'ops' }, 'none of the engine'],
  ['a name to be quoted', { LANDBRIDGE_CLICKHOUSE_DATABASE: 'a-b' }, 'it is a name of'],
])('%s is refused, and nothing secret told', (_, settings, said) => {
  const reading = read(settings as unknown as Record<string, string>);
  expect(reading).toThrow(said);
  expect(reading).not.toThrow('proof');
});
