import { both, httpAddress, type ReadSetting } from './config-values.ts';
import type { ServerPlace } from './warehouse/server/connection.ts';

export const WAREHOUSE_NAMES = [
  'LANDBRIDGE_CLICKHOUSE_URL',
  'LANDBRIDGE_CLICKHOUSE_USERNAME',
  'LANDBRIDGE_CLICKHOUSE_PASSWORD',
  'LANDBRIDGE_CLICKHOUSE_DATABASE',
] as const;
type Name = (typeof WAREHOUSE_NAMES)[number];

const DATABASE = /^[a-z][a-z0-9_]{0,39}$/;
const OTHERS = new Set(['default', 'system', 'ops', 'information_schema']);

/**
 * LANDBRIDGE_CLICKHOUSE_URL, with _USERNAME, _PASSWORD and _DATABASE (default `landbridge`): the server that the tables lie in.
 * Undefined where it is not set: then they lie in the data folder.
 */
export function readWarehouseConfig(
  read: ReadSetting<Name>,
  problems: string[],
  pseudonymKey: string | undefined,
): ServerPlace | undefined {
  const text = (name: Name) => read<string | undefined>(name, (value) => value, undefined);
  const url = read<string | undefined>(
    'LANDBRIDGE_CLICKHOUSE_URL',
    httpAddress('http://host:8123', 'LANDBRIDGE_CLICKHOUSE'),
    undefined,
  );
  const login = both(
    ['LANDBRIDGE_CLICKHOUSE_USERNAME', text('LANDBRIDGE_CLICKHOUSE_USERNAME')],
    ['LANDBRIDGE_CLICKHOUSE_PASSWORD', text('LANDBRIDGE_CLICKHOUSE_PASSWORD')],
    problems,
  );
  const database = read('LANDBRIDGE_CLICKHOUSE_DATABASE', databaseOf, 'landbridge');
  if (url === undefined) return undefined;
  if (pseudonymKey === undefined) {
    problems.push(
      'LANDBRIDGE_PSEUDONYM_KEY is needed with LANDBRIDGE_CLICKHOUSE_URL: the tables outlive the folder that would keep a key',
    );
  }
  return { url, login, database };
}

function databaseOf(text: string): string | string[] {
  return DATABASE.test(text) && !OTHERS.has(text)
    ? text
    : ["it is a name of lower-case letters, digits and underscores, and none of the engine's own"];
}
