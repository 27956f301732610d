/// <reference path="./kafkajs.d.ts" />
import type { AuthenticationProviderArgs, Authenticator } from 'kafkajs';
import type { Provider } from 'kafkajs/src/broker/saslAuthenticator/plain.js';
import plain from 'kafkajs/src/broker/saslAuthenticator/plain.js';
import scram256 from 'kafkajs/src/broker/saslAuthenticator/scram256.js';
import scram512 from 'kafkajs/src/broker/saslAuthenticator/scram512.js';
import { CODES, codeOf } from './kafka-error.ts';

/** Who we are, as brokers want to know it. */
export type Login = {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
};

const PROVIDERS: Readonly<Record<Login['mechanism'], (login: Login) => Provider>> = {
  plain,
  'scram-sha-256': scram256,
  'scram-sha-512': scram512,
};

/**
 * A login as kafkajs takes it. By itself kafkajs calls everything that happens during a login a refusal, without saying of
 * what: a broker that stopped just then would never be tried again. What is no refusal stays what it was.
 */
export function saslOf({ mechanism, username, password }: Login) {
  const login = { mechanism, username, password };
  const provide = PROVIDERS[mechanism](login);
  const authenticationProvider: Provider = (of) => telling(provide, of);
  return { mechanism, authenticationProvider };
}

function telling(provide: Provider, of: AuthenticationProviderArgs): Authenticator {
  let failure: unknown;
  const saslAuthenticate: typeof of.saslAuthenticate = async (exchange) => {
    try {
      return await of.saslAuthenticate(exchange);
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  const authenticator = provide({ ...of, saslAuthenticate });
  return {
    async authenticate() {
      try {
        await authenticator.authenticate();
      } catch (error) {
        const isCutOff = failure !== undefined && codeOf(failure) !== CODES.saslFailed;
        throw isCutOff ? failure : error;
      }
    },
  };
}
