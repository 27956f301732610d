import { isAllowedFunction } from './allowed-functions.ts';
import { plainStatement, refused } from './query-text.ts';

const FORMATS = new Set(
  `CSV CSVWithNames TabSeparated TabSeparatedWithNames TSV TSVWithNames JSON JSONCompact JSONEachRow JSONCompactEachRow
   Pretty PrettyCompact PrettyCompactNoEscapes PrettyNoEscapes PrettySpace Vertical Markdown XML Null`.split(
    /\s+/,
  ),
);

/** Output formats are named by us, never passed through. */
export function checkOutputFormat(format: string): void {
  if (!FORMATS.has(format)) {
    throw refused(
      `there is no output format ${JSON.stringify(format)}. Use one of ${[...FORMATS].join(', ')}.`,
    );
  }
}

/** Asks the engine for a statement's syntax tree, and which tables there are. */
type Explain = (sql: string) => Promise<{ tree: string; tables: readonly string[] }>;

const PLAIN_NODES = new Set(
  `SelectWithUnionQuery SelectIntersectExceptQuery ExpressionList SelectQuery WithElement Subquery TablesInSelectQuery
   TablesInSelectQueryElement TableExpression TableJoin ArrayJoin OrderByElement Asterisk QualifiedAsterisk
   WindowListElement WindowDefinition ColumnsTransformerList ColumnsExceptTransformer`.split(/\s+/),
);
const NAME = String.raw`[\p{L}\p{N}_ ]+`;
const TAIL = String.raw`(?: \(alias ${NAME}\))?(?: \(children (\d+)\))?$`;
const PLAIN = new RegExp(`^([A-Za-z]+)${TAIL}`, 'u');
const CALL = new RegExp(`^Function ([A-Za-z_][A-Za-z0-9_]*)${TAIL}`, 'u');
const NAMED = new RegExp(
  String.raw`^(TableIdentifier|Identifier) (${NAME}(?:\.${NAME})*?)${TAIL}`,
  'u',
);
const DATABASES = new Set([
  'system',
  'information_schema',
  'ops',
  'default',
  '_temporary_and_external_tables',
]);

/**
 * Answers the statement to run, or rejects with `query-refused`. Read-only connections leave much open (writing
 * files, reading them by a function, every table, other sessions), so a query passes only when each node of its syntax
 * tree is one we know, each function is on the list and each table is a mart or a name of the query's own.
 */
export async function checkFreeQuery(sql: string, explain: Explain): Promise<string> {
  const statement = plainStatement(sql);
  const { tree, tables } = await explain(statement);
  const closed = new Set(tables.filter((name) => !name.startsWith('mart_')));
  const parents: string[] = [];
  tree
    .trimEnd()
    .split('\n')
    .forEach((line, i) => {
      const text = line.trimStart();
      const depth = line.length - text.length;
      parents.length = depth;
      checkNode(text, { isRoot: i === 0, parent: parents[depth - 1] ?? '', closed });
      parents.push(text.split(' ', 1)[0] ?? '');
    });
  return statement;
}

type Place = { isRoot: boolean; parent: string; closed: ReadonlySet<string> };

function checkNode(text: string, { isRoot, parent, closed }: Place): void {
  if (text.startsWith('Literal ')) return;
  const call = CALL.exec(text);
  if (call !== null) {
    const name = call[1] ?? '';
    if (parent === 'TableExpression' || !isAllowedFunction(name)) {
      throw refused(
        `the function ${name} is not open here. Use plain functions on the mart_ views.`,
      );
    }
    return;
  }
  const named = NAMED.exec(text);
  if (named !== null) {
    checkName(named[2] ?? '', named[1] === 'TableIdentifier', closed);
    return;
  }
  const plain = PLAIN.exec(text);
  if (plain === null || !PLAIN_NODES.has(plain[1] ?? '')) {
    throw refused(
      `it has a part that is not open here (${text.split(' ', 1)[0]}). Use a plain SELECT.`,
    );
  }
  // A query's own children are its selects; an output file, a format or settings would come beside them.
  if (isRoot && (plain[1] !== 'SelectWithUnionQuery' || plain[2] !== '1')) {
    throw refused('only one plain SELECT is open here, without FORMAT, SETTINGS or INTO OUTFILE.');
  }
}

/** A name with a database is refused even where it is a mart, so that there is one way to name each. */
function checkName(name: string, isTable: boolean, closed: ReadonlySet<string>): void {
  const parts = name.split('.');
  const database = DATABASES.has((parts[0] ?? '').toLowerCase()) && (isTable || parts.length > 1);
  // After IN a bare column name may be a table, so the rule is one for both.
  if (database || closed.has(name) || closed.has(parts[0] ?? '') || (isTable && parts.length > 1)) {
    throw refused(`${name} is not open here. Query the mart_ views; \`query --list\` names them.`);
  }
}
