/**
 * Memory of what is being sent. V8 marks its whole heap for every few dozen megabytes of buffers that come and go, and a
 * commit's batches and requests are that much: so they are written into the same rooms again and again.
 */
const ROOM_STEP_BYTES = 1 << 18;
/** Less is left to Node. */
const ROOM_BYTES_MIN = 1 << 16;
/** Kept for later at most, by all who send. */
const FREE_BYTES_MAX = 32 << 20;

const rooms = new WeakSet<ArrayBufferLike>();
const free: ArrayBufferLike[] = [];
let freeBytes = 0;

/** A buffer of at least so many bytes, holding anything. */
export function takeRoom(bytes: number): Buffer {
  if (bytes < ROOM_BYTES_MIN) return Buffer.allocUnsafe(bytes);
  const known = free.findIndex(({ byteLength }) => byteLength >= bytes);
  const [room] = known === -1 ? [] : free.splice(known, 1);
  if (room !== undefined) {
    freeBytes -= room.byteLength;
    return Buffer.from(room);
  }
  const made = Buffer.allocUnsafeSlow(Math.ceil(bytes / ROOM_STEP_BYTES) * ROOM_STEP_BYTES);
  rooms.add(made.buffer);
  return made;
}

/** Takes back the room that a buffer lies in; of others nothing is kept. Nobody may read or send it any more. */
export function giveRoomBack({ buffer }: Buffer): void {
  const isWanted = rooms.has(buffer) && freeBytes + buffer.byteLength <= FREE_BYTES_MAX;
  if (!isWanted || free.includes(buffer)) return;
  free.push(buffer);
  freeBytes += buffer.byteLength;
}
