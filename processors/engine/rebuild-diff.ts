import {
  copyWithRevision,
  type Header,
  type HeaderView,
  readHeader,
  schemaIdOf,
  type Topic,
} from '@landbridge/schemas';

/** A version of a row as it stands in a topic, in memory of its own. */
export type RowVersion = {
  readonly key: Buffer;
  /** The framed record. */
  readonly value: Buffer;
  readonly revision: number;
  readonly retracted: boolean;
  readonly eventTime: number;
  /** Where the fields behind the header begin. */
  readonly bodyStart: number;
};

/** The newest version of one row on either side. */
export type RowPair = { published: RowVersion | undefined; rebuilt: RowVersion | undefined };

/** What a rebuild makes of a row. `absent`: it stands on neither side. */
export type Verdict = 'same' | 'added' | 'changed' | 'withdrawn' | 'absent';

/** Writes a record: a version under another revision, standing or withdrawn. */
export type Publish = (version: RowVersion, revision: number, retracted: boolean) => void;

const SLACK_BYTES = 16;

export function versionOf(key: Buffer, value: Buffer, view: HeaderView): RowVersion {
  readHeader(value, 0, view);
  const { revision, retracted, eventTime, bodyStart } = view;
  return { key, value, revision, retracted, eventTime, bodyStart };
}

/**
 * Publishes what the rebuilt side says differently: a row that does not follow any more is withdrawn in full, one that
 * changed in what places it is withdrawn where it stood before it stands elsewhere. A revision is always higher than
 * the published one: readers keep the newest.
 */
export function publishDifference(topic: Topic, pair: RowPair, publish: Publish): Verdict {
  const published = standing(pair.published);
  const rebuilt = standing(pair.rebuilt);
  const next = (pair.published?.revision ?? -1) + 1;
  if (rebuilt === undefined) {
    if (published === undefined) return 'absent';
    publish(published, next, true);
    return 'withdrawn';
  }
  if (published === undefined) {
    publish(rebuilt, Math.max(rebuilt.revision, next), false);
    return 'added';
  }
  if (sameContent(topic, published, rebuilt)) return 'same';
  const moves = isElsewhere(topic, published, rebuilt);
  if (moves) publish(published, next, true);
  publish(rebuilt, Math.max(rebuilt.revision, moves ? next + 1 : next), false);
  return 'changed';
}

/** The version's record under another revision. */
export function withRevision(version: RowVersion, revision: number, retracted: boolean): Buffer {
  const { value } = version;
  const target = Buffer.allocUnsafe(value.length + SLACK_BYTES);
  const from = { bytes: value, start: 0, end: value.length };
  return target.subarray(0, copyWithRevision(from, revision, retracted, target, 0));
}

function standing(version: RowVersion | undefined): RowVersion | undefined {
  return version?.retracted === true ? undefined : version;
}

/** Whether two versions of one id say the same: all but the revision. */
function sameContent(topic: Topic, a: RowVersion, b: RowVersion): boolean {
  if (schemaIdOf(a.value, 0, a.value.length) === schemaIdOf(b.value, 0, b.value.length)) {
    return (
      a.eventTime === b.eventTime &&
      a.value.compare(b.value, b.bodyStart, b.value.length, a.bodyStart, a.value.length) === 0
    );
  }
  return contentOf(topic, a).equals(contentOf(topic, b));
}

/** The row in the newest version of the schema. */
function contentOf(topic: Topic, version: RowVersion): Buffer {
  return topic.codec.toBytes({ ...rowOf(topic, version), revision: 0 });
}

function isElsewhere(topic: Topic, a: RowVersion, b: RowVersion): boolean {
  const before = rowOf(topic, a) as Header & Record<string, unknown>;
  const after = rowOf(topic, b) as Header & Record<string, unknown>;
  return topic.placing.some((field) => before[field] !== after[field]);
}

function rowOf(topic: Topic, { value }: RowVersion): Header {
  return topic.codec.decode(value, 0, value.length);
}
