import { newHeaderView, type Topic } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { pages } from '../testing/ledger-processor.ts';
import { publishDifference, type RowVersion, versionOf, withRevision } from './rebuild-diff.ts';

type Page = { eventTime: number; total: number; revision: number; retracted: boolean };

const topic = pages as unknown as Topic;
const EPOCH = 2 ** 41;

function aVersion(given: Partial<Page>): RowVersion {
  const row = {
    id: 'a/x',
    revision: 5,
    retracted: false,
    eventTime: 1_000,
    account: 'a',
    page: 'x',
  };
  const value = pages.codec.toBytes({ ...row, total: 1, ...given });
  return versionOf(Buffer.from('a'), value, newHeaderView());
}

function compare(published: RowVersion | undefined, rebuilt: RowVersion | undefined) {
  const records: Page[] = [];
  const verdict = publishDifference(
    topic,
    { published, rebuilt },
    (version, revision, retracted) => {
      const bytes = withRevision(version, revision, retracted);
      records.push(pages.codec.decode(bytes, 0, bytes.length));
    },
  );
  return { verdict, records };
}

test('a row that says the same is not published, whatever its revision', () => {
  expect(compare(aVersion({}), aVersion({ revision: EPOCH }))).toEqual({
    verdict: 'same',
    records: [],
  });
});

test('a row that says otherwise is published under the new epoch', () => {
  const { verdict, records } = compare(aVersion({}), aVersion({ revision: EPOCH, total: 2 }));
  expect(verdict).toBe('changed');
  expect(records).toMatchObject([{ revision: EPOCH, total: 2, retracted: false }]);
});

test('a row that moves in time is withdrawn in full where it stood, before it stands elsewhere', () => {
  const { records } = compare(aVersion({}), aVersion({ revision: EPOCH, eventTime: 2_000 }));
  expect(records).toMatchObject([
    { revision: 6, eventTime: 1_000, total: 1, retracted: true },
    { revision: EPOCH, eventTime: 2_000, retracted: false },
  ]);
});

test('a row that does not follow any more is withdrawn in full', () => {
  for (const rebuilt of [undefined, aVersion({ revision: EPOCH, retracted: true })]) {
    const { verdict, records } = compare(aVersion({ total: 7 }), rebuilt);
    expect(verdict).toBe('withdrawn');
    expect(records).toMatchObject([{ revision: 6, total: 7, retracted: true }]);
  }
});

test('a row that was never there, or was withdrawn, is new', () => {
  expect(compare(undefined, aVersion({ revision: EPOCH })).records).toMatchObject([
    { revision: EPOCH },
  ]);
  const { verdict, records } = compare(
    aVersion({ retracted: true }),
    aVersion({ revision: EPOCH }),
  );
  expect(verdict).toBe('added');
  expect(records).toMatchObject([{ revision: EPOCH, retracted: false }]);
});

test('a row that stands on neither side is nobody’s concern', () => {
  expect(compare(aVersion({ retracted: true }), undefined)).toEqual({
    verdict: 'absent',
    records: [],
  });
});

test('a revision is higher than the published one even where it was not numbered by a timeline', () => {
  const { records } = compare(aVersion({ revision: 9 }), aVersion({ revision: 9, total: 2 }));
  expect(records).toMatchObject([{ revision: 10, total: 2 }]);
});
