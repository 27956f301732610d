import type Cluster from 'kafkajs/src/cluster/index.js';
import { type Extents, keyOf, listOffsets, type Place } from './extents.ts';
import type { Link } from './link.ts';

const CHECK_EVERY_MS = 60_000;

/** A consumer that has still to read what the cluster will remove before as long again has passed. */
export type ConsumerLag = Place & {
  readonly consumer: string;
  readonly offset: number;
  readonly retentionMs: number;
};

export type LagAlarmOptions = {
  readonly link: Link;
  readonly extents: Extents;
  /** How long the cluster keeps a topic's records, milliseconds. */
  readonly retentionOf: (topic: string) => number;
  readonly onLag: (lag: ConsumerLag) => void;
  readonly nowMs: () => number;
};

/**
 * A cluster removes records whether they were read or not, so who lags by half the retention has to be told of while there
 * is time: to add processes, or to raise the retention.
 */
export class LagAlarm {
  readonly #options: LagAlarmOptions;
  readonly #offsets = new Map<string, Place & { consumer: string; offset: number }>();

  constructor(options: LagAlarmOptions) {
    this.#options = options;
  }

  /** A consumer needs this partition's records from an offset on; Infinity lets it go. */
  set(consumer: string, place: Place, offset: number): void {
    const key = `${consumer} ${keyOf(place)}`;
    if (offset === Number.POSITIVE_INFINITY) this.#offsets.delete(key);
    else this.#offsets.set(key, { ...place, consumer, offset });
  }

  /** Looks every minute, until the link is closed. What cannot be asked now is asked then. */
  async watch(): Promise<void> {
    const { link } = this.#options;
    while (!link.isClosed) {
      await link.pause(CHECK_EVERY_MS);
      if (!link.isClosed) await this.check().catch(() => undefined);
    }
  }

  async check(): Promise<void> {
    const { link, extents, retentionOf, nowMs, onLag } = this.#options;
    const behind = [...this.#offsets.values()].filter(
      (one) => one.offset < (extents.of(one)?.end ?? 0) && Number.isFinite(retentionOf(one.topic)),
    );
    for (const [topic, places] of Map.groupBy(behind, (one) => one.topic)) {
      const retentionMs = retentionOf(topic);
      const since = Math.floor(nowMs() - retentionMs / 2);
      const offsets = await link.use(`Asking how old ${topic} is`, (cluster: Cluster) =>
        listOffsets(cluster, { places, timestamp: since }),
      );
      for (const place of places) {
        // -1: no record is as young as that.
        const young = offsets.get(keyOf(place)) ?? -1;
        if (young === -1 || place.offset < young) onLag({ ...place, retentionMs });
      }
    }
  }
}
