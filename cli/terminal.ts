/**
 * Where a command reads and writes. A command never touches the process's own streams: it may run in the process that
 * owns the data folder for a person who typed it into another one, and a test reads what it wrote.
 */
export type Terminal = {
  /** The result, on stdout. Resolves when the reader has room for more. */
  out(text: string): Promise<void>;
  /** For the person, on stderr. */
  err(text: string): Promise<void>;
  /** State of long work, on stderr: replaces what it said before; nothing where nobody watches. */
  progress(text: string): void;
  /** Standard input as it comes. */
  stdin(): AsyncIterable<Uint8Array>;
  /** Columns of the reader's window. */
  readonly columns: number;
  /** Folder that relative paths are meant from. */
  readonly cwd: string;
  /** Aborted when the person wants the command to stop. */
  readonly signal: AbortSignal;
};
