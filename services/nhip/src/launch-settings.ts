// What a process is told before it begins: about its memory and its modules, and what it need not say.

/**
 * For the allocator of glibc; others ignore it. Left to itself it keeps stretches of memory for each thread, and of what one has given back
 * the others have no use; and it keeps buffers of whatever size were ever given back, in case that others come.
 */
const ALLOCATOR: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: String(128 * 1024),
  MALLOC_TRIM_THRESHOLD_: String(1024 * 1024),
};

/**
 * Megabytes. V8 gives the young generation of the main thread twice as much, and lets the old one grow by all of it before it is collected;
 * what the door makes of a request dies young enough for half of that.
 */
export const YOUNG_GENERATION_MAX = '--max-semi-space-size=16';

/** The client library of Kafka sets timers in the past wherever a broker does not throttle it, and Node says so each time. */
const QUIET = '--disable-warning=TimeoutNegativeWarning';

/** Flags of Node for every process. */
export const LAUNCH_FLAGS: readonly string[] = [YOUNG_GENERATION_MAX, QUIET];

interface Launching {
  readonly execPath: string;
  /** Flags of Node. */
  readonly execArgv: readonly string[];
  /** Node, the script, the words of the user. */
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

interface Launched {
  readonly words: string[];
  readonly environment: NodeJS.ProcessEnv;
}

interface Paths {
  /** The script that is to run instead. */
  readonly main: string;
  /**
   * Where Node keeps modules as it has read them, for processes to come: stripping types takes half of the time of a short command, and
   * 10 MB for good in each thread that has done it. Where Node cannot write there, it reads them each time.
   */
  readonly modules: string;
}

/** Whatever the user has said of the same comes later, and holds. */
export function launchOf({ execPath, execArgv, argv, env }: Launching, { main, modules }: Paths): Launched {
  return {
    words: [execPath, ...LAUNCH_FLAGS, ...execArgv, main, ...argv.slice(2)],
    environment: { ...ALLOCATOR, NODE_COMPILE_CACHE: modules, ...env },
  };
}
