import { isDeepStrictEqual } from 'node:util';
import { LETTER_CODES } from '@landbridge/infra';
import type { DecodeContext, Decoded, Reject, Source, SourceFact } from '@landbridge/producers';
import type { Header } from '@landbridge/schemas';
import fc from 'fast-check';

export type Sample = { readonly name: string; readonly bytes: Buffer };

export type SourceCase = {
  readonly source: Source;
  readonly samples: readonly Sample[];
  readonly context: DecodeContext;
};

/** What keeps a source from being one, as sentences; empty where nothing does. Names no source. */
export function sourceBreaches(given: SourceCase): string[] {
  const { source, samples } = given;
  const breaches = new Set<string>();
  const say = (sample: Sample, what: string) =>
    breaches.add(`${source.name}, ${sample.name}: ${what}`);
  const decodings = samples.map((sample) => ({ sample, decoded: decode(given, sample.bytes) }));
  if (!decodings.some(({ decoded }) => decoded?.some(({ kind }) => kind === 'fact'))) {
    breaches.add(`${source.name}: no sample decodes to a fact.`);
  }
  for (const { sample, decoded } of decodings) {
    if (!source.recognises(sample.bytes.subarray(0, HEAD_BYTES)))
      say(sample, 'it is not recognised.');
    if (decoded === undefined) {
      say(sample, 'decoding throws.');
      continue;
    }
    if (!isDeepStrictEqual(decode(given, sample.bytes), decoded))
      say(sample, 'decoding it again says otherwise.');
    for (const one of decoded) {
      for (const breach of one.kind === 'fact' ? factBreaches(given, one) : rejectBreaches(one)) {
        say(sample, breach);
      }
    }
    for (const breach of damageBreaches(given, sample, decoded)) say(sample, breach);
  }
  return [...breaches];
}

const HEAD_BYTES = 64 * 1024;
const OUTSIDE = new Set(['fact', 'settled']);
const CODES: readonly string[] = LETTER_CODES;

/** What a source makes of bytes; undefined where it throws, which it never may. */
function decode({ source, context }: SourceCase, bytes: Buffer): Decoded[] | undefined {
  try {
    return [...source.decode(bytes, context)];
  } catch {
    return undefined;
  }
}

function factBreaches(
  { context }: SourceCase,
  { topic, fact, statedAt, event }: SourceFact,
): string[] {
  const whole = { ...fact, revision: 0, ingestedAt: 0 };
  const key = topic.key(whole as Header);
  return [
    OUTSIDE.has(topic.kind) ? '' : `${topic.name} is no topic from outside.`,
    fact.id.startsWith(`${context.feed}:`)
      ? ''
      : `the id '${fact.id}' does not begin with the feed.`,
    fact.source === context.feed ? '' : `'${fact.source}' is not the feed.`,
    Number.isInteger(statedAt) && Number.isInteger(event)
      ? ''
      : 'a fact is stated at a time, by an event.',
    typeof key === 'string' && key !== '' ? '' : `'${fact.id}' has no key.`,
    misfit(() => topic.codec.check(whole)),
  ].filter((breach) => breach !== '');
}

function misfit(check: () => void): string {
  try {
    check();
    return '';
  } catch (error) {
    return String(error);
  }
}

function rejectBreaches({ code, reason, address, bytes }: Reject): string[] {
  return [
    CODES.includes(code) ? '' : `'${code}' is not in the closed list.`,
    /^[^\s].*[.?!]$/s.test(reason) ? '' : `'${reason}' is no sentence.`,
    address === '' ? 'a reject says where it was.' : '',
    bytes.length === 0 ? 'a reject keeps its bytes.' : '',
  ].filter((breach) => breach !== '');
}

/** Samples are cut in so many places at most: a small one in all of them. */
const CUTS_MAX = 2000;

/** What is left of a sample that was cut or damaged in one place. */
function damageBreaches(given: SourceCase, sample: Sample, decoded: readonly Decoded[]): string[] {
  const breaches = new Set<string>();
  const { bytes } = sample;
  const stride = Math.ceil(bytes.length / CUTS_MAX);
  for (let length = 1; length < bytes.length; length += stride) {
    const cut = decode(given, bytes.subarray(0, length));
    if (cut === undefined) breaches.add('decoding what is cut throws.');
    else if (!keepsFacts(cut, decoded))
      breaches.add(`cut at ${length}, it states what it did not.`);
    else if (losesSilently(given, cut, decoded))
      breaches.add(`cut at ${length}, it loses facts in silence.`);
  }
  const damaged = fc.nat().map((n) => damage(bytes, decoded, n));
  fc.assert(
    fc.property(damaged, (hurt) => {
      if (hurt === undefined) return;
      const left = decode(given, hurt.bytes);
      breaches.add(
        left === undefined ? 'decoding what is damaged throws.' : damageBreach(hurt, left),
      );
    }),
    { numRuns: 40 },
  );
  breaches.delete('');
  return [...breaches];
}

/** Every fact that comes out of a part came out of the whole. */
function keepsFacts(part: readonly Decoded[], whole: readonly Decoded[]): boolean {
  const known = whole.filter((one) => one.kind === 'fact').map(({ fact }) => fact);
  return part.every(
    (one) => one.kind === 'reject' || known.some((fact) => isDeepStrictEqual(fact, one.fact)),
  );
}

/** Lines end where the file was cut, so there nothing shows; a document that is cut is not whole, and says so. */
function losesSilently(
  { source }: SourceCase,
  part: readonly Decoded[],
  whole: readonly Decoded[],
): boolean {
  if (source.framing === 'lines' || part.some(({ kind }) => kind === 'reject')) return false;
  return part.length < whole.length;
}

type Damage = {
  bytes: Buffer;
  from: number;
  to: number;
  original: Buffer;
  neighbours: SourceFact[];
};

/** Makes one event unreadable: its bytes, but for the first and last, become question marks. */
function damage(bytes: Buffer, decoded: readonly Decoded[], n: number): Damage | undefined {
  const facts = decoded.filter((one) => one.kind === 'fact');
  const span = facts[n % Math.max(1, facts.length)]?.span;
  if (span === undefined) return undefined;
  const hurt = Buffer.from(bytes);
  hurt.fill('?', span.from + 1, span.to - 1);
  const neighbours = facts.filter(
    (one) => one.span !== undefined && (one.span.to <= span.from || one.span.from >= span.to),
  );
  return { bytes: hurt, from: span.from, to: span.to, original: bytes, neighbours };
}

/** The damaged event is set aside; each of its neighbours goes on, or is set aside with its bytes. */
function damageBreach({ bytes, from, to, neighbours }: Damage, left: readonly Decoded[]): string {
  const rejects = left.filter((one) => one.kind === 'reject').map((one) => Buffer.from(one.bytes));
  const inner = bytes.subarray(from + 1, to - 1);
  if (!rejects.some((kept) => kept.includes(inner)))
    return 'what cannot be read is not set aside with its bytes.';
  const lost = neighbours.filter(({ fact, span }) => {
    const goesOn = left.some((one) => one.kind === 'fact' && isDeepStrictEqual(one.fact, fact));
    const own = span === undefined ? inner : bytes.subarray(span.from, span.to);
    return !goesOn && !rejects.some((kept) => kept.includes(own));
  });
  return lost.length > 0 ? 'a damaged event takes its neighbours with it.' : '';
}

/** Decoding is total: no bytes make it throw, and what is there is read or set aside. */
export function randomBytesBreaches(given: SourceCase): string[] {
  const breaches = new Set<string>();
  const texts = fc.string({ unit: 'binary', maxLength: 300 }).map((text) => Buffer.from(text));
  const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  const near = fc
    .tuple(fc.constantFrom(...given.samples), fc.nat(), noise)
    .map(([sample, at, bytes]) => {
      const place = at % sample.bytes.length;
      return Buffer.concat([
        sample.bytes.subarray(0, place),
        bytes.subarray(0, 20),
        sample.bytes.subarray(place),
      ]);
    });
  fc.assert(
    fc.property(fc.oneof(texts, noise, near), (bytes) => {
      const decoded = decode(given, bytes);
      if (decoded === undefined) breaches.add(`it throws on ${bytes.toString('base64')}.`);
      for (const one of decoded ?? []) {
        for (const breach of one.kind === 'reject' ? rejectBreaches(one) : []) breaches.add(breach);
      }
    }),
    { numRuns: 400 },
  );
  return [...breaches].map((breach) => `${given.source.name}: ${breach}`);
}
