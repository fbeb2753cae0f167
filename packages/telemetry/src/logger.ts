// The log of the program: one JSON line per entry on standard error, so that standard output stays with what a command prints.
// An error is written with its code, its stack and the whole chain of its causes.
import { type Logger, pino, stdSerializers } from 'pino';

export type { Logger } from 'pino';

/** From everything to nothing; `info` is the default. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface LoggerOptions {
  readonly level?: LogLevel;
  /** Stands in every line; tells the threads of one process apart. */
  readonly thread?: string;
  /** Where lines go; by default file descriptor 2. */
  readonly write?: (line: string) => void;
}

const STANDARD_ERROR = 2;
const SECRETS = ['authorization', 'headers.authorization', 'req.headers.authorization'];

/** Lines are written at once, so that the last one before the end of the process is not lost. */
export function createLogger({ level = 'info', thread, write }: LoggerOptions = {}): Logger {
  const destination = write === undefined ? pino.destination({ fd: STANDARD_ERROR, sync: true }) : { write };
  return pino(
    {
      level,
      base: { pid: process.pid, ...(thread === undefined ? {} : { thread }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: stdSerializers.errWithCause, error: stdSerializers.errWithCause },
      redact: { paths: SECRETS, censor: '(not logged)' },
    },
    destination,
  );
}
