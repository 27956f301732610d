import net, { type AddressInfo, type Socket } from 'node:net';

/** Kinds of requests, by the protocol's numbers. */
export const [FETCH, OFFSETS, METADATA] = [1, 2, 3] as const;
export const [HANDSHAKE, VERSIONS, AUTHENTICATE] = [17, 18, 36] as const;
/** What it understands: kind, lowest and highest version. Nobody logs in where the last two are missing. */
const UNDERSTOOD = [
  [FETCH, 0, 11],
  [OFFSETS, 0, 3],
  [METADATA, 0, 0],
  [VERSIONS, 0, 2],
];
const LOGIN = [
  [HANDSHAKE, 1, 1],
  [AUTHENTICATE, 1, 1],
];

export type Asked = {
  readonly apiKey: number;
  /** The request, from its kind on. */
  readonly frame: Buffer;
  readonly socket: Socket;
  /** Sends an answer's body. */
  answer(body: Buffer): void;
};

export type FakeBroker = AsyncDisposable & {
  readonly address: string;
  /** All connections that are open. */
  readonly sockets: ReadonlySet<Socket>;
};

/**
 * Just enough of a broker to connect to, of one topic all of whose partitions it leads. What else it is asked goes to `on`.
 * For tests of what no real broker does when it is told to.
 */
export async function fakeBroker(of: {
  topic: string;
  partitions: number;
  sasl?: boolean;
  on(asked: Asked): void;
}): Promise<FakeBroker> {
  const sockets = new Set<Socket>();
  const understood = of.sasl === true ? [...UNDERSTOOD, ...LOGIN] : UNDERSTOOD;
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    readFrames(socket, (frame) => {
      const apiKey = frame.readInt16BE(0);
      const answer = (body: Buffer): void => {
        if (!socket.destroyed)
          socket.write(bytes(int32(body.length + 4), frame.subarray(4, 8), body));
      };
      if (apiKey === VERSIONS) answer(versions(understood));
      else if (apiKey === METADATA) answer(metadata(of, portOf(server)));
      else of.on({ apiKey, frame, socket, answer });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${portOf(server)}`,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** An answer to the handshake that comes before a login. */
export function handshaken(mechanism: string): Buffer {
  return bytes(int16(0), int32(1), string(mechanism));
}

/** An answer to a message of a login: let in, or refused with an error's code. */
export function authenticated(errorCode = 0): Buffer {
  return bytes(int16(errorCode), int16(-1), int32(0), int64(0));
}

/** Nothing handed out of a partition, which ends at this offset. */
export function nothingFetched(topic: string, end: number, errorCode = 0): Buffer {
  const partition = bytes(int32(0), int16(errorCode), int64(end), int64(end), int64(0));
  const noRecords = bytes(int32(0), int32(-1), int32(0));
  const before = bytes(int32(0), int16(0), int32(0), int32(1), string(topic), int32(1));
  return bytes(before, partition, noRecords);
}

/** The offset from which a fetch of one partition asks, or the time that a question for its offset names. */
export function askedOf({ apiKey, frame }: Asked): number {
  const body = 10 + frame.readInt16BE(8);
  const topicAt = body + (apiKey === FETCH ? 29 : 9);
  const partitionAt = topicAt + 2 + frame.readInt16BE(topicAt) + 4;
  return Number(frame.readBigInt64BE(partitionAt + (apiKey === FETCH ? 8 : 4)));
}

/** The offset that was asked for by a time. */
export function offsetFound(topic: string, offset: number): Buffer {
  const partition = bytes(int32(0), int16(0), int64(-1), int64(offset));
  return bytes(int32(0), int32(1), string(topic), int32(1), partition);
}

function readFrames(socket: Socket, take: (frame: Buffer) => void): void {
  let left: Buffer = Buffer.alloc(0);
  socket.on('data', (data) => {
    left = Buffer.concat([left, data]);
    while (left.length >= 4 && left.length >= 4 + left.readInt32BE(0)) {
      const end = 4 + left.readInt32BE(0);
      const frame = left.subarray(4, end);
      left = left.subarray(end);
      take(frame);
    }
  });
}

function versions(understood: readonly (readonly number[])[]): Buffer {
  const keys = understood.flatMap((three) => three.map(int16));
  return bytes(int16(0), int32(understood.length), ...keys, int32(0));
}

function metadata({ topic, partitions }: { topic: string; partitions: number }, port: number) {
  // No error; led by broker 1, which is its one replica and in sync.
  const each = Array.from({ length: partitions }, (_, partition) =>
    bytes(int16(0), int32(partition), int32(1), int32(1), int32(1), int32(1), int32(1)),
  );
  const broker = bytes(int32(1), int32(1), string('127.0.0.1'), int32(port));
  return bytes(broker, int32(1), int16(0), string(topic), int32(partitions), ...each);
}

function portOf(server: net.Server): number {
  return (server.address() as AddressInfo).port;
}

function bytes(...parts: Buffer[]): Buffer {
  return Buffer.concat(parts);
}

function string(text: string): Buffer {
  return bytes(int16(Buffer.byteLength(text)), Buffer.from(text));
}

function int16(value: number): Buffer {
  const written = Buffer.alloc(2);
  written.writeInt16BE(value);
  return written;
}

function int32(value: number): Buffer {
  const written = Buffer.alloc(4);
  written.writeInt32BE(value);
  return written;
}

function int64(value: number): Buffer {
  const written = Buffer.alloc(8);
  written.writeBigInt64BE(BigInt(value));
  return written;
}
