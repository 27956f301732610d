import {
  type AvroSchema,
  defineDerivedTopic,
  defineFactTopic,
  type Fact,
  type Header,
} from '@landbridge/schemas';
import { defineProcessor, type Processor } from '../processor.ts';

/** A statement about an account: enough to make every kind of row. */
export type Entry = Fact & { account: string; amount: number; page: string };

/** An entry of one, named by its account and its time. */
export function anEntry(given: Partial<Entry> & { eventTime: number }): Entry {
  const account = given.account ?? 'a';
  return {
    id: `t:${account}:${given.eventTime}`,
    revision: 0,
    retracted: false,
    source: 't',
    recordedAt: 0,
    ingestedAt: 0,
    account,
    amount: 1,
    page: 'x',
    ...given,
  };
}

type Balance = Header & { account: string; balance: number };
type Line = Header & { account: string; before: number };
type Page = Header & { account: string; page: string; total: number };

function schemaOf(name: string, isFact: boolean, fields: AvroSchema['fields']): AvroSchema {
  const header: AvroSchema['fields'] = [
    { name: 'id', type: 'string' },
    { name: 'revision', type: 'long', default: 0 },
    { name: 'retracted', type: 'boolean', default: false },
    { name: 'eventTime', type: { type: 'long', logicalType: 'timestamp-millis' } },
  ];
  const stamps: AvroSchema['fields'] = [
    { name: 'source', type: 'string' },
    { name: 'recordedAt', type: 'long' },
    { name: 'ingestedAt', type: 'long' },
  ];
  return {
    type: 'record',
    name,
    fields: [...header, ...(isFact ? stamps : []), { name: 'account', type: 'string' }, ...fields],
  };
}

const entryTopic = {
  about: 'Statements about accounts.',
  schemas: [
    schemaOf('Entry', true, [
      { name: 'amount', type: 'long' },
      { name: 'page', type: 'string' },
    ]),
  ],
  key: (event: { account: string }) => event.account,
  keyField: 'account',
  placing: ['account', 'eventTime'],
} as const;

/** Timed entries: the id holds the time. */
export const timedEntries = defineFactTopic<Entry>({
  ...entryTopic,
  name: 'test.timed',
  identity: 'timed',
  allowedLatenessMs: 10_000_000,
});
/** A second timed input, for joins. */
export const ratesTopic = defineFactTopic<Entry>({
  ...entryTopic,
  name: 'test.rates',
  identity: 'timed',
  allowedLatenessMs: 10_000_000,
});
/** Revisable entries: anything may be corrected, the account too. */
export const entries = defineFactTopic<Entry>({
  ...entryTopic,
  name: 'test.entries',
  identity: 'revisable',
  allowedLatenessMs: 10_000_000,
});

const derived = { about: 'Test rows.', key: entryTopic.key, keyField: 'account' } as const;

export const balances = defineDerivedTopic<Balance>({
  ...derived,
  name: 'test.balances',
  schemas: [schemaOf('Balance', false, [{ name: 'balance', type: 'long' }])],
  placing: ['account', 'eventTime'],
  spanMs: 1_000_000_000,
});
export const lines = defineDerivedTopic<Line>({
  ...derived,
  name: 'test.lines',
  schemas: [schemaOf('Line', false, [{ name: 'before', type: 'long' }])],
  placing: ['account', 'eventTime'],
  spanMs: 0,
});
export const pages = defineDerivedTopic<Page>({
  ...derived,
  name: 'test.pages',
  schemas: [
    schemaOf('Page', false, [
      { name: 'page', type: 'string' },
      { name: 'total', type: 'long' },
    ]),
  ],
  placing: ['account', 'eventTime'],
  spanMs: 1_000_000_000,
});

type State = { balance: number; first: number | null; page: string | null; total: number };

/**
 * One row over all events (balance), one an event (lines), and rows of several emitters that move in time, are
 * withdrawn and come back (pages). Throws on amount 13. Amount 0 changes nothing.
 */
export function ledgerOf(input: typeof entries): Processor {
  return defineProcessor({
    name: 'test-ledger',
    version: 1,
    inputs: { entry: input },
    outputs: { balance: balances, line: lines, page: pages },
    emits: ['line'],
    state: {
      type: 'record',
      name: 'LedgerState',
      fields: [
        { name: 'balance', type: 'long' },
        { name: 'first', type: ['null', 'long'] },
        { name: 'page', type: ['null', 'string'] },
        { name: 'total', type: 'long' },
      ],
    },
    initial: (): State => ({ balance: 0, first: null, page: null, total: 0 }),
    on: {
      entry(state, { id, eventTime, account, amount, page }, emit) {
        emit.line({ id: `${account}/${id}`, eventTime, account, before: state.balance });
        if (amount === 13) throw new Error('thirteen');
        if (amount === 0) return state;
        const first = state.first ?? eventTime;
        const balance = state.balance + amount;
        emit.balance({ id: account, eventTime: first, account, balance });
        const total = state.page === page ? state.total + amount : amount;
        const pageId = `${account}/${page}`;
        if (total === 7) emit.page.withdraw(pageId);
        else emit.page({ id: pageId, eventTime, account, page, total });
        return { balance, first, page, total };
      },
    },
  });
}

/** Each entry with the rate in force: two inputs, one of which may be told a month after the other. */
export const rated = defineProcessor({
  name: 'test-rated',
  version: 1,
  inputs: { rate: ratesTopic, entry: timedEntries },
  outputs: { line: lines },
  emits: 'once',
  state: { type: 'record', name: 'RatedState', fields: [{ name: 'rate', type: 'long' }] },
  initial: () => ({ rate: 0 }),
  on: {
    rate: (_state, { amount }) => ({ rate: amount }),
    entry(state, { id, eventTime, account, amount }, emit) {
      emit.line({ id: `${account}/${id}`, eventTime, account, before: state.rate * amount });
      return state;
    },
  },
});
