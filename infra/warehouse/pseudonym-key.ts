import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PipelineError } from '../errors.ts';

/** Bytes of the key: two 64-bit halves, as SipHash takes them. */
const KEY_BYTES = 16;

/**
 * The key that makes pseudonyms: made once per data folder, readable by its owner only. Who has it can find the plate
 * behind a pseudonym by trying them all; who loses it gets other pseudonyms.
 */
export function pseudonymKey(file: string): Buffer {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  if (key.length === KEY_BYTES) return key;
  throw new PipelineError(
    'config-invalid',
    `Reading the pseudonym key from ${file}: it is not ${KEY_BYTES * 2} hexadecimal digits. Restore it, or remove it to get new pseudonyms.`,
  );
}

/** The key that a secret of any length gives: the same secret the same pseudonyms, in every folder. */
export function keyOfSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest().subarray(0, KEY_BYTES);
}

/** The statements that make `pseudonym` and `pseudonymOrNull` known, and how to keep the key out of messages. */
export function pseudonymFunctions(key: Buffer): {
  statements: readonly string[];
  redact: (text: string) => string;
} {
  const halves = [key.readBigUInt64BE(0).toString(), key.readBigUInt64BE(8).toString()];
  const hash = `concat('#', hex(sipHash64Keyed((toUInt64('${halves[0]}'), toUInt64('${halves[1]}')), x)))`;
  return {
    statements: [
      `CREATE OR REPLACE FUNCTION pseudonym AS (x) -> ${hash}`,
      `CREATE OR REPLACE FUNCTION pseudonymOrNull AS (x) -> if(isNull(x), NULL, ${hash.replace('x)))', 'assumeNotNull(x))))')})`,
    ],
    redact: (text) => halves.reduce((clean, half) => clean.replaceAll(half, '<key>'), text),
  };
}
