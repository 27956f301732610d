import { destination, pino, stdSerializers } from 'pino';
import { type Clock, systemClock } from '../clock.ts';

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Facts as fields, then a sentence. An error goes under `error`. */
type Say = (fields: Readonly<Record<string, unknown>>, sentence: string) => void;

/**
 * What every stage logs to.
 * - `error`: a person must act.
 * - `warn`: something is not as it should be; nothing was lost.
 * - `info`: nothing per record.
 */
export type Logger = {
  readonly error: Say;
  readonly warn: Say;
  readonly info: Say;
  readonly debug: Say;
};

export type LoggerOptions = {
  /** Default `warn`: a pipeline that runs well is quiet. */
  readonly level?: LogLevel;
  readonly format?: LogFormat;
  readonly clock?: Clock;
  /** Takes each line, the line break included; default: stderr. */
  readonly write?: (line: string) => void;
};

/** Writes at once, in this thread: what was said before a crash is there to be read. */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { level = 'warn', format = 'text', clock = systemClock } = options;
  const write = options.write ?? writeToStderr();
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":${clock.nowMs()}`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: stdSerializers.err },
    },
    { write: format === 'json' ? write : (line) => write(asText(line)) },
  );
}

/** Says nothing: the default of whatever takes a logger. */
export const silentLogger: Logger = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
};

function writeToStderr(): (line: string) => void {
  const stderr = destination({ fd: 2, sync: true });
  return (line) => stderr.write(line);
}

/** `12:00:01 warn Dead-lettered a late event. topic=gate.transactions lateMs=12` */
function asText(json: string): string {
  const { time, level, msg, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const clock = new Date(Number(time)).toISOString().slice(11, 19);
  const facts = Object.entries(fields).map(([name, value]) => ` ${name}=${factOf(value)}`);
  return `${clock} ${level} ${msg}${facts.join('')}\n`;
}

/** On one line, quoted where it holds blanks. */
function factOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'stack' in value && 'message' in value) {
    return JSON.stringify(value.message);
  }
  if (typeof value === 'string' && /^[^\s"=]+$/.test(value)) return value;
  return JSON.stringify(value);
}
