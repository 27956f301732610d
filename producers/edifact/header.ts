import { type Refusal, refuse } from '../normalise/refusal.ts';
import { parseEdifactTime, type StatedTime, type Zones } from '../normalise/time.ts';
import type { Message } from './messages.ts';
import { part, type Segment } from './tokenize.ts';

export type MessageType = 'CODECO' | 'COARRI';

/** What the segments before the first container say, and the groups that begin with each EQD. */
export type Header = {
  readonly type: MessageType;
  readonly interchange: Segment | undefined;
  readonly segments: readonly Segment[];
  readonly groups: readonly (readonly Segment[])[];
  /** Code of the document name: which movement the message reports. */
  readonly documentCode: string;
  readonly documentNumber: string | null;
  readonly action: Action;
  readonly sender: string;
  readonly messageReference: string;
  /** Whether the trailer's container total (CNT+16) is that of the groups. */
  readonly isCounted: boolean;
};

/** Message function (UN code list 1225): 9 original, 5 replace, 1 cancel. */
export type Action = 'ASSERT' | 'REPLACE' | 'CANCEL';

const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['9', 'ASSERT'],
  ['5', 'REPLACE'],
  ['1', 'CANCEL'],
]);
/** Test indicator of an interchange (0035): 1 in all syntax versions, 2 to 4 for kinds of trial in version 4. */
const IS_TEST = /^[1-4]$/;

/** Reads a whole message's header, or says why the message is not read. */
export function headerOf(message: Message): Header | Refusal {
  const { segments, interchange } = message;
  const unh = segments[0];
  const type = part(unh, 2);
  const release = `${part(unh, 2, 1) ?? '?'}.${part(unh, 2, 2) ?? '?'}`;
  if (type !== 'CODECO' && type !== 'COARRI') {
    return refuse(
      'unsupported-type',
      `Messages of type ${type ?? '(none)'} (${release}) are not read, only CODECO and COARRI.`,
    );
  }
  if (part(unh, 2, 1) !== 'D') {
    return refuse(
      'unsupported-version',
      `${type} is read in the D directories, not in ${release}.`,
    );
  }
  if (IS_TEST.test(part(interchange, 11) ?? '')) {
    const reason = `The interchange is marked as a test (UNB, 0035): what the ${type} says did not happen. Ask the sender for it without the mark if it did.`;
    return refuse('unsupported-type', reason);
  }
  const first = segments.findIndex(({ tag }) => tag === 'EQD');
  if (first < 0) return refuse('missing-field', `The ${type} names no container (EQD).`);
  const head = segments.slice(1, first);
  const bgm = head.find(({ tag }) => tag === 'BGM');
  const documentCode = part(bgm, 1);
  if (documentCode === null) {
    return refuse(
      'missing-field',
      `The ${type} has no document code (BGM), so its movement is unknown.`,
    );
  }
  const functionCode = part(bgm, 3) ?? '9';
  const action = ACTIONS.get(functionCode);
  if (action === undefined) {
    const known = [...ACTIONS.keys()].join(', ');
    return refuse('bad-value', `Message function ${functionCode} (BGM) is none of ${known}.`);
  }
  const { groups, total } = groupsOf(segments.slice(first, -1));
  return {
    type,
    interchange,
    segments: head,
    groups,
    documentCode,
    documentNumber: part(bgm, 2),
    action,
    sender: part(interchange, 2) ?? part(qualified(head, 'NAD', 'MS'), 2) ?? 'unknown',
    messageReference: part(unh, 1) ?? '',
    isCounted: total === null || Number(total) === groups.length,
  };
}

/** First segment of a tag with a qualifier, in the order of the lists given. */
export function qualified(
  segments: readonly Segment[],
  tag: string,
  qualifier: string,
): Segment | undefined {
  return segments.find((segment) => segment.tag === tag && part(segment, 1) === qualifier);
}

/** Reads a date and time segment: qualifier, value and format in one element. */
export function timeIn(
  segments: readonly Segment[],
  qualifier: string,
  zones: Zones,
): { time: StatedTime | undefined; text: string } | undefined {
  const text = part(qualified(segments, 'DTM', qualifier), 1, 1);
  if (text === null) return undefined;
  const format = part(qualified(segments, 'DTM', qualifier), 1, 2) ?? '';
  return { time: parseEdifactTime({ value: text, format }, zones), text };
}

/** When the message was written: its own date (DTM+137), else the interchange's. */
export function messageTime(header: Header, zones: Zones): StatedTime | undefined {
  const own = timeIn(header.segments, '137', zones)?.time;
  if (own !== undefined) return own;
  const day = part(header.interchange, 4) ?? '';
  const minute = part(header.interchange, 4, 1) ?? '';
  // Six digits of day in syntax versions 1 to 3, eight in version 4.
  const value = `${day.length === 6 ? `20${day}` : day}${minute}`;
  return parseEdifactTime({ value, format: '203' }, zones);
}

function groupsOf(segments: readonly Segment[]): { groups: Segment[][]; total: string | null } {
  const groups: Segment[][] = [];
  for (const segment of segments) {
    if (segment.tag === 'EQD') groups.push([]);
    if (segment.tag === 'CNT') break;
    groups.at(-1)?.push(segment);
  }
  const count = segments.find(({ tag, elements }) => tag === 'CNT' && elements[1]?.[0] === '16');
  return { groups, total: part(count, 1, 1) };
}
