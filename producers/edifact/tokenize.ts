import type { Span } from '../source.ts';

/**
 * A segment of an interchange (ISO 9735, syntax versions 1 to 4): its tag, then its elements, each a list of
 * components. `elements[0]` is the tag, so that numbers are those of the message guides.
 */
export type Segment = {
  readonly tag: string;
  readonly elements: readonly (readonly string[])[];
  readonly span: Span;
  readonly separators: Separators;
};

/** Separators of the service string advice (UNA); these are the defaults. */
export type Separators = {
  readonly component: number;
  readonly element: number;
  readonly release: number;
  readonly terminator: number;
};

const DEFAULTS: Separators = {
  component: 0x3a,
  element: 0x2b,
  release: 0x3f,
  terminator: 0x27,
};
/** Of syntax level B, where nothing else is advised: IS1, IS3 and IS4. */
const LEVEL_B: Separators = { component: 0x1f, element: 0x1d, release: 0x20, terminator: 0x1c };
const CR = 0x0d;
const LF = 0x0a;
const NO_RELEASE = 0x20;
const UNA_BYTES = 9;

/**
 * The segments one after another, so that no more of them are held than one reads. The generator's own answer is the
 * text after the last terminator that is no segment, or a UNA that nothing follows; undefined where there is none.
 */
export type Tokens = Generator<Segment, Span | undefined>;

/**
 * Cuts a document into segments. Line ends mean nothing: feeds put one segment a line, many, or break lines anywhere.
 * The release character takes the separator after it as text. Each UNA counts for what follows it, up to an interchange
 * that begins with the separators of its level.
 */
export function* tokenize(bytes: Buffer): Tokens {
  let separators = DEFAULTS;
  let at = bytes[0] === 0xef && bytes[1] === 0xbb ? 3 : 0;
  let advice: number | undefined;
  for (;;) {
    at = skipBlanks(bytes, at);
    if (at >= bytes.length) {
      return advice === undefined ? undefined : { from: advice, to: bytes.length };
    }
    if (isAdvice(bytes, at)) {
      separators = readAdvice(bytes, at);
      advice = at;
      at += UNA_BYTES;
      continue;
    }
    if (advice === undefined) separators = separatorsOf(bytes, at, separators);
    advice = undefined;
    const end = endOfSegment(bytes, at, separators);
    if (end >= bytes.length) return { from: at, to: bytes.length };
    const elements = split(bytes, { from: at, to: end }, separators);
    const tag = (elements[0]?.[0] ?? '').trim();
    yield { tag, elements, span: { from: at, to: end + 1 }, separators };
    at = end + 1;
  }
}

/** A component of a segment as text without blanks around it; null where it is empty or not there. */
export function part(segment: Segment | undefined, element: number, component = 0): string | null {
  return segment?.elements[element]?.[component]?.trim() || null;
}

function isAdvice(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x55 && bytes[at + 1] === 0x4e && bytes[at + 2] === 0x41;
}

/** An interchange without an advice of its own has those of its level, whatever the one before it was advised. */
function separatorsOf(bytes: Buffer, at: number, before: Separators): Separators {
  const element = bytes[at + 3];
  if (element === before.element || bytes.toString('latin1', at, at + 3) !== 'UNB') return before;
  return [DEFAULTS, LEVEL_B].find((level) => level.element === element) ?? before;
}

/** UNA, then component and element separators, decimal mark, release character, a spare one, and the terminator. */
function readAdvice(bytes: Buffer, at: number): Separators {
  return {
    component: bytes[at + 3] ?? DEFAULTS.component,
    element: bytes[at + 4] ?? DEFAULTS.element,
    release: bytes[at + 6] ?? DEFAULTS.release,
    terminator: bytes[at + 8] ?? DEFAULTS.terminator,
  };
}

function endOfSegment(bytes: Buffer, from: number, separators: Separators): number {
  const { release, terminator } = separators;
  let at = from;
  while (at < bytes.length && bytes[at] !== terminator) {
    at = bytes[at] === release && release !== NO_RELEASE ? released(bytes, at) + 1 : at + 1;
  }
  return at;
}

/** Place of the character that a release character frees: line ends in between do not count. */
function released(bytes: Buffer, at: number): number {
  let next = at + 1;
  while (bytes[next] === CR || bytes[next] === LF) next++;
  return next;
}

/** Most segments hold nothing released, no line end and sound UTF-8: those are split as texts. */
function split(bytes: Buffer, span: Span, separators: Separators): string[][] {
  const text = bytes.toString('utf8', span.from, span.to);
  const isPlain = !(
    text.includes(String.fromCharCode(separators.release)) ||
    text.includes('\n') ||
    text.includes('\r') ||
    text.includes('\ufffd')
  );
  if (!isPlain) return splitBytes(bytes, span, separators);
  const component = String.fromCharCode(separators.component);
  return text
    .split(String.fromCharCode(separators.element))
    .map((element) => element.split(component));
}

function splitBytes(bytes: Buffer, span: Span, separators: Separators): string[][] {
  const { component, element, release } = separators;
  const elements: string[][] = [];
  let components: string[] = [];
  let text: number[] = [];
  for (let at = span.from; at < span.to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === CR || byte === LF) continue;
    if (byte === release && release !== NO_RELEASE) {
      at = released(bytes, at);
      if (at < span.to) text.push(bytes[at] ?? 0);
    } else if (byte === component || byte === element) {
      components.push(textOf(text));
      text = [];
      if (byte === component) continue;
      elements.push(components);
      components = [];
    } else text.push(byte);
  }
  components.push(textOf(text));
  elements.push(components);
  return elements;
}

/** UTF-8 where the bytes are that, else ISO 8859-1 (UNOC): interchanges rarely say the truth about it. */
function textOf(bytes: readonly number[]): string {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString('utf8');
  return text.includes('\ufffd') ? buffer.toString('latin1') : text;
}

function skipBlanks(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20) at++;
  return at;
}
