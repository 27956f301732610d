import type { SourceFile } from './tree.ts';

/** A file's text taken apart, so that rules do not mistake words in strings or comments for code. */
export type Parts = {
  /** Comments blanked, strings kept. */
  readonly code: string;
  /** Comments and the insides of strings blanked. */
  readonly bare: string;
  /** Only the comments. */
  readonly comments: string;
};

const STRING = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[dgimsuvy]*/y;
/** Code in which nothing begins or ends. */
const PLAIN = /[^{}'"`/]+/y;
const BEFORE_REGEX = /(?:^|[([{=:;,!&|?+\-*%<>~^]|\b(?:return|typeof|case|in|of))\s*$/;

const known = new Map<string, Parts>();

/** Takes TypeScript apart. Template literals count as code between `${` and `}`. */
export function partsOf(text: string): Parts {
  const parts = known.get(text) ?? takeApart(text);
  known.set(text, parts);
  return parts;
}

function takeApart(text: string): Parts {
  const out = { code: '', bare: '', comments: '' };
  const templates: number[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const [kind, end] = tokenAt(text, at, out.bare.slice(-20), templates.at(-1) === depth);
    const token = text.slice(at, end);
    const blank = token.replace(/[^\n]/g, ' ');
    out.comments += kind === 'comment' ? token : blank;
    out.code += kind === 'comment' ? blank : token;
    out.bare += kind === 'code' ? token : kind === 'string' ? quoted(token) : blank;
    if (kind === 'code' && token === '{') depth++;
    if (kind === 'code' && token === '}') depth--;
    if (kind === 'open') templates.push(++depth);
    if (kind === 'close') {
      templates.pop();
      depth--;
    }
    at = end;
  }
  return out;
}

type Kind = 'code' | 'string' | 'comment' | 'open' | 'close';

function tokenAt(text: string, at: number, before: string, inTemplate: boolean): [Kind, number] {
  const char = text[at] ?? '';
  if (char === '`') return templateFrom(text, at + 1, 'string');
  if (char === '}' && inTemplate) return templateFrom(text, at + 1, 'close');
  const comment = match(COMMENT, text, at);
  if (comment > at) return ['comment', comment];
  const string = match(STRING, text, at);
  if (string > at) return ['string', string];
  const regex = char === '/' && BEFORE_REGEX.test(before) ? match(REGEX, text, at) : at;
  if (regex > at) return ['string', regex];
  return ['code', '{}\'"/'.includes(char) ? at + 1 : match(PLAIN, text, at)];
}

/** The piece of a template up to its end, or to the `${` where code goes on. */
function templateFrom(text: string, start: number, ended: Kind): [Kind, number] {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '`') return [ended, at + 1];
    else if (text.startsWith('${', at)) return [ended === 'close' ? 'string' : 'open', at + 2];
  }
  return [ended, text.length];
}

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function quoted(token: string): string {
  return token.length < 2
    ? token
    : `${token[0]}${token.slice(1, -1).replace(/[^\n]/g, ' ')}${token.at(-1)}`;
}

export type Import = {
  readonly specifier: string;
  /** Whether it vanishes when types are stripped. */
  readonly typeOnly: boolean;
  /** Names imported by `{ … }`, types left out. */
  readonly names: readonly string[];
};

// These match text whose strings are blanked, so what a string says is never taken for an import.
const FROM = /\b(?:import|export)\b([^'"`;]*?)\bfrom\s*(['"]) *\2/g;
const OTHERS = [/\bimport\s*(['"`]) *\1/g, /\b(?:import|require|resolve)\s*\(\s*(['"`]) *\1/g];

/** What a file imports: statically, for its effects, dynamically, re-exported, in either quote style. */
export function importsOf(file: SourceFile): Import[] {
  const { code, bare } = partsOf(file.text);
  const named = [...bare.matchAll(FROM)].map((found) => ({
    specifier: lastString(code, found),
    typeOnly: /^\s*type\b(?!\s*,)/.test(found[1] ?? ''),
    names: valueNames(found[1] ?? ''),
  }));
  const others = OTHERS.flatMap((pattern) =>
    [...bare.matchAll(pattern)].map((found) => ({
      specifier: lastString(code, found),
      typeOnly: false,
      names: ['*'],
    })),
  );
  return [...named, ...others];
}

/** The string that ends a match, as it stands in the text whose strings are kept. */
function lastString(code: string, { index, 0: match }: RegExpExecArray): string {
  const text = code.slice(index, index + match.length);
  return /(['"`])(.*)\1$/.exec(text)?.[2] ?? '';
}

function valueNames(clause: string): string[] {
  const braces = /\{([^}]*)\}/.exec(clause)?.[1];
  if (braces === undefined) return ['*'];
  return braces
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => name.split(/\s+as\s+/)[0] ?? name);
}

/** Number of the line on which a place in a text lies. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
