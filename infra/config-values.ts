/** Reads one setting of those named; a parser answers a list with the reason where the text is wrong. */
export type ReadSetting<Name extends string> = <Value>(
  name: Name,
  parse: (text: string) => Value | string[],
  otherwise: Value,
) => Value;

/** Who we are to a service, where it asks. */
export type Login = { readonly username: string; readonly password: string };

type Named = readonly [name: string, value: string | undefined];

/** A user and a password, or neither; one alone is a problem, as are the two files of a certificate. */
export function both(
  [one, first]: Named,
  [other, second]: Named,
  problems: string[],
): Login | undefined {
  if (first !== undefined && second !== undefined) return { username: first, password: second };
  if (first !== second) problems.push(`${one} and ${other} go together`);
  return undefined;
}

/** Parses the address of a service over HTTP, in which nobody is named: that is for the settings `prefix`_USERNAME and _PASSWORD. */
export function httpAddress(example: string, prefix: string): (text: string) => string | string[] {
  return (text) => {
    if (!URL.canParse(text)) return [`it is a URL such as ${example}`];
    const { protocol, username, password } = new URL(text);
    if (protocol !== 'http:' && protocol !== 'https:')
      return ['it begins with http:// or https://'];
    return username === '' && password === ''
      ? text
      : [`it names no user: use ${prefix}_USERNAME and ${prefix}_PASSWORD`];
  };
}
