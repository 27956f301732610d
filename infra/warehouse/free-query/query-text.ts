import { PipelineError } from '../../errors.ts';

/** Longest free query, characters. */
const QUERY_CHARS_MAX = 20_000;
// In order of trying: text, quoted names, words and numbers, blanks, then single signs.
const TOKEN =
  /'(?:[^'\\]|\\.|'')*'|`[^`]*`|"[^"]*"|[A-Za-z_][A-Za-z0-9_]*|\d[\w.]*|\s+|--|\/\*|[-+*/%(),.<>=!|?:[\]]/suy;
const QUOTED_NAME = /^[\p{L}_][\p{L}\p{N}_ ]*$/u;

const REFUSED_WORDS: Readonly<Record<string, string>> = {
  outfile: 'INTO OUTFILE would write a file. Redirect the output of the command instead.',
  infile: 'FROM INFILE would read a file.',
  settings: 'SETTINGS are fixed for free queries. Leave the clause out.',
  format: 'FORMAT is chosen by the command. Leave the clause out and use its option.',
  explain: 'EXPLAIN would show what the views hide.',
  parallel: 'Only one query at a time.',
};

/**
 * The query as one plain statement, or `query-refused`. This is the first of two locks: what the engine's lexer might
 * read in another way than we do (comments, here-documents, placeholders, signs outside ASCII) is refused here, so
 * that the syntax tree, which is the second, is the tree of all that will run. A second statement would even run
 * while the first is only being explained.
 */
export function plainStatement(sql: string): string {
  const text = sql.trim().replace(/;$/, '').trim();
  if (text.length > QUERY_CHARS_MAX) {
    throw refused(`it is longer than ${QUERY_CHARS_MAX} characters.`);
  }
  const words: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) throw refused(strangeSign(text, at));
    checkToken(token);
    if (/^[A-Za-z_]/.test(token)) words.push(token.toLowerCase());
  }
  const first = text.startsWith('(') ? 'select' : words[0];
  if (first !== 'select' && first !== 'with') {
    throw refused('it does not begin with SELECT or WITH. Only reading is open here.');
  }
  return text;
}

export function refused(why: string): PipelineError {
  return new PipelineError('query-refused', `The query was not run: ${why}`);
}

function checkToken(token: string): void {
  if (token === '--' || token === '/*') throw refused('it has a comment. Leave comments out.');
  if (token.startsWith("'")) {
    if (hasControlSign(token))
      throw refused('a text in it has control characters. Write them as escapes.');
    return;
  }
  if (token.startsWith('`') || token.startsWith('"')) {
    if (!QUOTED_NAME.test(token.slice(1, -1))) {
      throw refused(`the name ${token} may only have letters, digits, blanks and underscores.`);
    }
    return;
  }
  const why = REFUSED_WORDS[token.toLowerCase()];
  if (why !== undefined) throw refused(why);
}

function hasControlSign(token: string): boolean {
  for (let i = 0; i < token.length; i++) if (token.charCodeAt(i) < 0x20) return true;
  return false;
}

function strangeSign(text: string, at: number): string {
  const sign = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (sign === ';') return 'it has more than one statement. Run them one by one.';
  if (sign === "'") return 'a text in it does not end. Close the quote.';
  return `the sign ${JSON.stringify(sign)} at character ${at + 1} has no place outside of a text.`;
}
