import net, { type Socket } from 'node:net';

/** All connections that this process opens meanwhile, to break one or the other as a network does. For tests. */
export class BreakingConnections {
  readonly #connect = net.connect;
  readonly #open = new Set<Socket>();

  constructor() {
    const open = this.#open;
    const connect = this.#connect;
    Object.assign(net, {
      connect: (...to: Parameters<typeof connect>) => {
        const socket = connect(...to);
        open.add(socket);
        return socket.on('close', () => open.delete(socket));
      },
    });
  }

  /** How many of them are open: who has closed everything and leaves one cannot end. */
  get count(): number {
    return this.#open.size;
  }

  /** Breaks one of them: a number from 0 to 1 says which. */
  breakOne(which: number): void {
    const open = [...this.#open];
    open[Math.floor(which * open.length)]?.destroy(brokenByTest());
  }

  breakAll(): void {
    for (const socket of this.#open) socket.destroy(brokenByTest());
  }

  [Symbol.dispose](): void {
    Object.assign(net, { connect: this.#connect });
  }
}

function brokenByTest(): Error {
  return Object.assign(new Error('broken by the test'), { code: 'ECONNRESET' });
}
