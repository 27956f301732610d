/**
 * The part of kafkajs 2.2.4 that we stand on, which has no declarations of its own: connections, metadata, coordinators
 * and the small requests. `kafkajs.ts` asserts at start that it is there.
 */
declare module 'kafkajs/src/cluster/index.js' {
  export type Request = {
    readonly request: {
      readonly apiKey: number;
      readonly apiVersion: number;
      readonly apiName: string;
      encode(): Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>;
    };
    readonly response: {
      decode(payload: Buffer): Promise<unknown>;
      parse(decoded: never): Promise<unknown>;
    };
    readonly requestTimeout?: number;
    readonly logResponseError?: boolean;
  };

  type TopicPartitions = { topic: string; partitions: number[] };
  type TopicOffsets = { topic: string; partitions: { partition: number; offset: string }[] };
  type Producer = { transactionalId: string; producerId: string; producerEpoch: number };
  type Group = { groupId: string; memberId: string };
  type Generation = Group & { groupGenerationId: number };

  export type Broker = {
    readonly nodeId: number;
    isConnected(): boolean;
    readonly connectionPool: { send(request: Request): Promise<unknown> };
    listOffsets(of: {
      isolationLevel: number;
      topics: { topic: string; partitions: { partition: number; timestamp: number | string }[] }[];
    }): Promise<{
      responses: { topic: string; partitions: { partition: number; offset: string }[] }[];
    }>;
    initProducerId(of: {
      transactionalId?: string;
      transactionTimeout?: number;
    }): Promise<{ producerId: string; producerEpoch: number }>;
    addPartitionsToTxn(of: Producer & { topics: TopicPartitions[] }): Promise<unknown>;
    addOffsetsToTxn(of: Producer & { groupId: string }): Promise<unknown>;
    txnOffsetCommit(of: Producer & { groupId: string; topics: TopicOffsets[] }): Promise<unknown>;
    offsetFetch(of: {
      groupId: string;
      topics: { topic: string; partitions: { partition: number }[] }[];
    }): Promise<{
      responses: { topic: string; partitions: { partition: number; offset: string }[] }[];
    }>;
    endTxn(of: Producer & { transactionResult: boolean }): Promise<unknown>;
    joinGroup(
      of: Group & {
        sessionTimeout: number;
        rebalanceTimeout: number;
        groupProtocols: { name: string; metadata: Buffer }[];
      },
    ): Promise<{
      generationId: number;
      leaderId: string;
      memberId: string;
      members: { memberId: string; memberMetadata: Buffer }[];
    }>;
    syncGroup(of: {
      groupId: string;
      generationId: number;
      memberId: string;
      groupAssignment: { memberId: string; memberAssignment: Buffer }[];
    }): Promise<{ memberAssignment: Buffer }>;
    heartbeat(of: Generation): Promise<unknown>;
    leaveGroup(of: Group): Promise<unknown>;
    describeGroups(of: {
      groupIds: string[];
    }): Promise<{ groups: { members: { memberId: string }[] }[] }>;
    deleteRecords(of: { topics: TopicOffsets[] }): Promise<unknown>;
  };

  type PartitionMetadata = { readonly partitionId: number; readonly leader: number };

  export default class Cluster {
    constructor(options: {
      logger: unknown;
      socketFactory: unknown;
      brokers: string[];
      ssl?: unknown;
      sasl?: unknown;
      clientId: string;
      connectionTimeout: number;
      requestTimeout: number;
      enforceRequestTimeout: boolean;
      metadataMaxAge: number;
      retry: object;
      allowAutoTopicCreation: boolean;
      maxInFlightRequests: number | null;
      isolationLevel: number;
    });
    readonly brokerPool: { readonly brokers: Readonly<Record<string, unknown>> };
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    addMultipleTargetTopics(topics: string[]): Promise<void>;
    refreshMetadata(): Promise<void>;
    refreshMetadataIfNecessary(): Promise<void>;
    metadata(of: { topics: string[] }): Promise<{
      topicMetadata: {
        topic: string;
        topicErrorCode: number;
        partitionMetadata: PartitionMetadata[];
      }[];
    }>;
    findBroker(of: { nodeId: number | string }): Promise<Broker>;
    findControllerBroker(): Promise<Broker>;
    findTopicPartitionMetadata(topic: string): PartitionMetadata[];
    findGroupCoordinator(of: { groupId: string; coordinatorType: number }): Promise<Broker>;
  }
}

declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    constructor(options: object);
    readonly pending: readonly unknown[];
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
    push(request: object): void;
  }
}

declare module 'kafkajs/src/network/socketFactory.js' {
  export default function socketFactory(): (options: unknown) => import('node:net').Socket;
}

declare module 'kafkajs/src/broker/saslAuthenticator/plain.js' {
  import type { AuthenticationProviderArgs, Authenticator } from 'kafkajs';
  export type Provider = (of: AuthenticationProviderArgs) => Authenticator;
  export default function provider(login: { username: string; password: string }): Provider;
}

declare module 'kafkajs/src/broker/saslAuthenticator/scram256.js' {
  export { default } from 'kafkajs/src/broker/saslAuthenticator/plain.js';
}

declare module 'kafkajs/src/broker/saslAuthenticator/scram512.js' {
  export { default } from 'kafkajs/src/broker/saslAuthenticator/plain.js';
}

declare module 'kafkajs/src/loggers/index.js' {
  const loggers: {
    createLogger(of: {
      level: number;
      logCreator: () => (entry: { label: string; log: { message: string } }) => void;
    }): { namespace(name: string): Record<string, (message: string) => void> };
  };
  export default loggers;
}

declare module 'kafkajs/src/protocol/error.js' {
  const errors: { createErrorFromCode(code: number): Error };
  export default errors;
}

declare module 'kafkajs/src/consumer/assignerProtocol.js' {
  const protocol: {
    MemberMetadata: {
      encode(of: { version: number; topics: string[]; userData: Buffer }): Buffer;
      decode(bytes: Buffer): { version: number; topics: string[]; userData: Buffer };
    };
    MemberAssignment: {
      encode(of: {
        version: number;
        assignment: Record<string, readonly number[]>;
        userData?: Buffer;
      }): Buffer;
      decode(bytes: Buffer): { assignment: Record<string, number[]>; userData: Buffer } | null;
    };
  };
  export default protocol;
}

declare module 'kafkajs/src/protocol/request.js' {
  export default function createRequest(of: {
    correlationId: number;
    clientId: string;
    request: {
      apiKey: number;
      apiVersion: number;
      encode(): Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>;
    };
  }): Promise<{ readonly buffer: Buffer }>;
}

declare module 'kafkajs/src/protocol/decoder.js' {
  export default class Decoder {
    constructor(bytes: Buffer);
  }
}

declare module 'kafkajs/src/protocol/recordBatch/v0/decoder.js' {
  import type Decoder from 'kafkajs/src/protocol/decoder.js';
  export default function decode(decoder: Decoder): Promise<{
    records: { key: Buffer; value: Buffer | null }[];
  }>;
}

declare module 'kafkajs/src/protocol/recordBatch/v0/index.js' {
  const encoder: { RecordBatch(of: object): Promise<{ buffer: Buffer }> };
  export default encoder;
}

declare module 'kafkajs/src/protocol/recordBatch/record/v0/index.js' {
  export default function encodeRecord(of: object): unknown;
}

declare module 'kafkajs/src/protocol/encoder.js' {
  /** What it is asked for of something that is written already. */
  type Encoded = { readonly buf: Buffer; readonly buffer: Buffer; size(): number };
  export default class Encoder {
    readonly buf: Buffer;
    readonly buffer: Buffer;
    size(): number;
    writeEncoder(value: Encoded): Encoded;
    writeInt16(value: number): this;
    writeInt32(value: number): this;
    writeInt64(value: number): this;
    writeString(value: string): this;
    writeBytes(value: Buffer): this;
    writeBuffer(value: Buffer): this;
    writeArray(values: Encoder[]): this;
  }
}

declare module 'kafkajs/src/protocol/requests/fetch/v11/request.js' {
  export default function request(of: object): {
    apiVersion: number;
    encode(): Promise<{ buffer: Buffer }>;
  };
}

declare module 'kafkajs/src/protocol/requests/fetch/v11/response.js' {
  const response: {
    decode(payload: Buffer): Promise<{ responses: { partitions: object[] }[] }>;
  };
  export default response;
}

declare module 'kafkajs/src/protocol/requests/produce/v7/response.js' {
  const response: {
    decode(payload: Buffer): Promise<{ topics: { partitions: object[] }[] }>;
  };
  export default response;
}
