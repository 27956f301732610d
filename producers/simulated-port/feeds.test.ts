import { expect, test } from 'vitest';
import { openFeeds, sourceOf } from './feeds.ts';

const at = (text: string) => Date.parse(`2026-03-11T${text}+08:00`);
const live = { batched: () => false };
const textsOf = (deliveries: Iterable<{ bytes: Buffer }>) =>
  [...deliveries].map(({ bytes }) => bytes.toString());

test('gathers what a feed says and delivers it when its interval is over', () => {
  const feeds = openFeeds(live);
  feeds.put({ feed: 'gate-blct6', arriveMs: at('08:00:10'), text: 'one' });
  feeds.put({ feed: 'gate-blct6', arriveMs: at('08:00:50'), text: 'two' });
  feeds.put({ feed: 'gate-blct6', arriveMs: at('08:01:00'), text: 'three' });
  expect(textsOf(feeds.until(at('08:00:59')))).toEqual([]);
  const [first, ...others] = [...feeds.until(at('08:01:00'))];
  expect(first).toMatchObject({ atMs: at('08:01:00'), feed: 'gate-blct6', source: 'jsonl' });
  expect(first?.bytes.toString()).toBe('one\ntwo\n');
  expect(others).toEqual([]);
  expect(textsOf(feeds.until(Number.POSITIVE_INFINITY))).toEqual(['three\n']);
});

test('delivers feeds in order of time', () => {
  const feeds = openFeeds(live);
  feeds.put({ feed: 'carrier-east', arriveMs: at('08:00:00'), text: '{}' });
  feeds.put({ feed: 'gps-north', arriveMs: at('08:10:00'), text: '{}' });
  const order = [...feeds.until(at('09:00:00'))].map(({ feed }) => feed);
  expect(order).toEqual(['gps-north', 'carrier-east']);
});

test('history comes by the hour', () => {
  const feeds = openFeeds({ batched: () => true });
  feeds.put({ feed: 'gate-blct6', arriveMs: at('08:00:10'), text: 'one' });
  feeds.put({ feed: 'gate-blct6', arriveMs: at('08:40:00'), text: 'two' });
  expect(textsOf(feeds.until(at('09:00:00')))).toEqual(['one\ntwo\n']);
});

test('what is due already comes with the next delivery, never before the last', () => {
  const feeds = openFeeds(live);
  feeds.put({ feed: 'gate-blct6', arriveMs: at('08:00:00'), text: 'one' });
  expect(textsOf(feeds.until(at('10:00:00')))).toEqual(['one\n']);
  feeds.put({ feed: 'gate-blct6', arriveMs: at('08:00:00'), text: 'two' });
  const [late] = [...feeds.until(at('11:00:00'))];
  expect(late?.atMs).toBeGreaterThan(at('10:00:00'));
});

test('each delivery has a name of its own that ends as its format does', () => {
  const feeds = openFeeds(live);
  for (const feed of ['carrier-east', 'edi-blct1', 'plants']) {
    feeds.put({ feed, arriveMs: at('08:00:00'), text: '{}' });
    feeds.put({ feed, arriveMs: at('12:00:00'), text: '{}' });
  }
  const names = [...feeds.until(Number.POSITIVE_INFINITY)].map(({ name }) => name);
  expect(new Set(names).size).toBe(6);
  expect(new Set(names.map((name) => name.split('.')[1]))).toEqual(
    new Set(['json', 'edi', 'jsonl']),
  );
  expect(sourceOf('edi-blct1')).toBe('edifact');
});

test('carriers deliver an array', () => {
  const feeds = openFeeds(live);
  feeds.put({ feed: 'carrier-east', arriveMs: at('08:00:00'), text: '{"a":1}' });
  feeds.put({ feed: 'carrier-east', arriveMs: at('08:00:01'), text: '{"a":2}' });
  const [text = ''] = textsOf(feeds.until(at('09:00:00')));
  expect(JSON.parse(text)).toEqual([{ a: 1 }, { a: 2 }]);
});
