import net, { type Socket } from 'node:net';

/** EndTxn of Kafka's protocol: the request that decides a transaction. */
const END_TRANSACTION = 26;
/** A request begins with its length, four bytes, and its kind, two. */
const KIND_AT = 4;

let isArmed = false;
let onLost = (): void => undefined;

/**
 * Loses the next answer to the question whether a transaction ends: the broker has decided and has said so, and the
 * connection breaks before anybody here hears of it.
 */
export function loseNextAnswer(lost: () => void): void {
  isArmed = true;
  onLost = lost;
}

/** Lets all connections that are opened from now on lose answers. */
export function watchConnections(): void {
  const connect = net.connect;
  Object.assign(net, {
    connect: (...to: Parameters<typeof connect>) => watched(connect(...to)),
  });
}

function watched(socket: Socket): Socket {
  const write = socket.write;
  const losing = (...given: Parameters<typeof write>): boolean => {
    const [bytes] = given;
    if (isArmed && Buffer.isBuffer(bytes) && bytes.readInt16BE(KIND_AT) === END_TRANSACTION) {
      isArmed = false;
      socket.removeAllListeners('data');
      socket.once('data', () => {
        socket.destroy(Object.assign(new Error('broken by the test'), { code: 'ECONNRESET' }));
        onLost();
      });
    }
    return write.apply(socket, given);
  };
  return Object.assign(socket, { write: losing });
}
