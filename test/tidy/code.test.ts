import { expect, test } from 'vitest';
import { importsOf, partsOf } from './code.ts';

const file = (text: string) => ({ path: 'schemas/x.ts', text });
const specifiers = (text: string) => importsOf(file(text)).map((found) => found.specifier);

test('imports are found in either quote style, for effects, dynamically and re-exported', () => {
  expect(specifiers(`import { a } from 'one';\nimport b from "two";`)).toEqual(['one', 'two']);
  expect(specifiers(`import 'three';\nimport "four";`)).toEqual(['three', 'four']);
  expect(specifiers('const x = await import(`five`); require("six");')).toEqual(['five', 'six']);
  expect(specifiers(`export * from "seven";\nexport type { T } from 'eight';`)).toEqual([
    'seven',
    'eight',
  ]);
  expect(specifiers(`import {\n  a,\n  type B,\n} from 'nine';`)).toEqual(['nine']);
});

test('what comments and strings say is not imported', () => {
  expect(specifiers(`// import 'a'\n/* import "b" */\nconst s = "import 'c'";`)).toEqual([]);
});

test('types vanish, values do not', () => {
  const [types, mixed] = importsOf(
    file(`import type { T } from 'a';\nimport { type U, v as w } from 'b';`),
  );
  expect(types).toEqual({ specifier: 'a', typeOnly: true, names: ['T'] });
  expect(mixed).toEqual({ specifier: 'b', typeOnly: false, names: ['v'] });
});

test('comments, strings and regular expressions are told from code', () => {
  const { bare, comments } = partsOf(`a('x // y'); // note\nb(/'/g, "it's"); c /* in */ / 2;`);
  expect(bare.replace(/\s+/g, '')).toBe(`a('');b(/g,"");c/2;`);
  expect(comments.replace(/\s+/g, ' ').trim()).toBe('// note /* in */');
});

test('code within a template literal is code, its text is not', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is code that is read.
  const { bare } = partsOf('const t = `Date.now ${Date.parse(`in ${x} ner`)} // no`; next();');
  expect(bare).toContain('Date.parse(');
  expect(bare).not.toContain('Date.now');
  expect(bare).toContain('next();');
});

test('a brace within a template expression does not end it', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is code that is read.
  const { bare } = partsOf('f(`${g({ a: 1 })} text`); after();');
  expect(bare).toContain('g({ a: 1 })');
  expect(bare).not.toContain('text');
  expect(bare).toContain('after();');
});
