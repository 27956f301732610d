/** What a command tells the shell. */
export const EXIT = {
  done: 0,
  /** It was not done; what to do next is on stderr. */
  failed: 1,
  /** The command line was wrong: nothing was tried. */
  usage: 2,
  /** Done, but some records were dead-lettered. */
  deadLettered: 3,
  /** Stopped by Ctrl-C before it was done: 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;
