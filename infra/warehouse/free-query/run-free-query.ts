import { PipelineError } from '../../errors.ts';
import { EngineError } from '../engine-error.ts';
import { checkFreeQuery, checkOutputFormat } from './free-query.ts';

/** Too many rows or bytes read, too slow, too much memory, too many rows or bytes in the result. */
const LIMIT_CODES = new Set([158, 159, 160, 241, 307, 396]);

/** The two ways into an engine that a free query needs. */
type Engine = {
  /** Runs a query of our own. */
  query<Row>(sql: string): Promise<Row[]>;
  /** Runs a statement read-only and under the limits. */
  run(statement: string, format: string): Promise<string>;
};

/** Runs what a person typed, if that is open to them. Rejects with `query-refused`. */
export async function runFreeQuery(sql: string, format: string, engine: Engine): Promise<string> {
  checkOutputFormat(format);
  try {
    const statement = await checkFreeQuery(sql, (checked) => explain(checked, engine));
    return await engine.run(statement, format);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (LIMIT_CODES.has(error.engineCode ?? 0)) throw tooLarge(error);
    throw error.retriable ? error : wrongQuery(error);
  }
}

/** The syntax tree of a query, and the names of the tables that there are. */
async function explain(
  sql: string,
  { query, run }: Engine,
): Promise<{ tree: string; tables: readonly string[] }> {
  const tables = await query<{ name: string }>(
    'SELECT name FROM system.tables WHERE database = currentDatabase()',
  );
  const tree = await run(`EXPLAIN AST ${sql}`, 'TSVRaw');
  return { tree, tables: tables.map((table) => table.name) };
}

function tooLarge(cause: EngineError): PipelineError {
  return new PipelineError(
    'query-refused',
    `${cause.fault} Ask for less: a narrower time, fewer columns, a LIMIT.`,
    { cause },
  );
}

function wrongQuery(cause: EngineError): PipelineError {
  return new PipelineError(
    'query-refused',
    `${cause.fault} \`landbridge query --list\` shows the marts, their columns and an example each.`,
    { cause },
  );
}
