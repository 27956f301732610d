/** Lets everybody else have a turn of the event loop: long work must not keep sources and sinks waiting. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
