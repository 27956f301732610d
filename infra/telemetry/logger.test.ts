import { expect, test } from 'vitest';
import { manualClock } from '../testing/manual-clock.ts';
import { createLogger, type LoggerOptions, silentLogger } from './logger.ts';

const NOON = Date.UTC(2026, 2, 11, 12, 0, 1);

function logTo(options: LoggerOptions = {}) {
  const lines: string[] = [];
  const logger = createLogger({
    clock: manualClock(NOON),
    write: (line) => lines.push(line),
    ...options,
  });
  return { logger, lines };
}

test('writes one line a sentence, with its facts', () => {
  const { logger, lines } = logTo();
  logger.warn({ topic: 'gate.transactions', lateMs: 12 }, 'Dead-lettered a late event.');
  expect(lines).toEqual([
    '12:00:01 warn Dead-lettered a late event. topic=gate.transactions lateMs=12\n',
  ]);
});

test('is quiet by default: warnings and errors only', () => {
  const { logger, lines } = logTo();
  logger.info({}, 'Started.');
  logger.debug({}, 'Read a batch.');
  expect(lines).toEqual([]);
  logger.error({}, 'The disk is full.');
  expect(lines).toEqual(['12:00:01 error The disk is full.\n']);
});

test('says what its level asks for', () => {
  const debug = logTo({ level: 'debug' });
  debug.logger.debug({}, 'Read a batch.');
  expect(debug.lines).toHaveLength(1);
  const silent = logTo({ level: 'silent' });
  silent.logger.error({}, 'The disk is full.');
  expect(silent.lines).toEqual([]);
});

test('keeps facts on one line and quotes those with blanks', () => {
  const { logger, lines } = logTo();
  const facts = { file: 'a b.json', text: 'two\nlines', none: null, many: [1, 2] };
  logger.warn(facts, 'Read a file.');
  expect(lines).toEqual([
    '12:00:01 warn Read a file. file="a b.json" text="two\\nlines" none=null many=[1,2]\n',
  ]);
});

test('tells the message of an error in text, its stack in JSON', () => {
  const text = logTo();
  const json = logTo({ format: 'json' });
  const error = new Error('no space left');
  text.logger.error({ error }, 'Appending failed.');
  expect(text.lines).toEqual(['12:00:01 error Appending failed. error="no space left"\n']);
  json.logger.error({ error, task: 3 }, 'Appending failed.');
  const [line = ''] = json.lines;
  expect(JSON.parse(line)).toMatchObject({
    level: 'error',
    time: NOON,
    task: 3,
    msg: 'Appending failed.',
    error: { message: 'no space left', stack: expect.stringContaining('logger.test.ts') },
  });
});

test('the silent logger takes everything and says nothing', () => {
  for (const say of [silentLogger.error, silentLogger.warn, silentLogger.info]) say({}, 'Hm.');
  expect(() => silentLogger.debug({}, 'Hm.')).not.toThrow();
});
