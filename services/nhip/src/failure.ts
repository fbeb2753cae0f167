// Command line: a failure the person at the keyboard can mend. It is printed as one message without a stack trace.

/** Ends the command with exit code 1 and exactly this message; anything else that is thrown is a fault of the program. */
export class CommandFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandFailure';
  }
}

/** What went wrong, down to the first cause, as one line. */
export function describe(error: unknown): string {
  const parts: string[] = [];
  for (let cause: unknown = error; cause !== undefined && parts.length < 8; ) {
    const text = cause instanceof Error ? cause.message : String(cause);
    if (text !== '' && !parts.includes(text)) parts.push(text);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return parts.length === 0 ? 'unknown error' : parts.join(': ');
}

/** The code of a system or library error (`ENOENT`, `EADDRINUSE`, `NHIP_LOG_IN_USE`), null when it has none. */
export function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
