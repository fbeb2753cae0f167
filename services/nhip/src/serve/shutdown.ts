// How the process ends: on request gently (what was accepted is finished first), at a second request at once, and on a broken
// invariant with an exit code that is not 0.

export interface ShutdownOptions {
  /** Drains and closes; called once. */
  readonly stop: () => Promise<void>;
  readonly say: (line: string) => void;
  /** Told what the process died of, before it ends. */
  readonly fatal: (error: unknown) => void;
}

export interface Shutdown {
  /** The process cannot go on: tells it and ends with exit code 1, gently if that still works. */
  fail(error: unknown): void;
}

const STOP_MS_MAX = 15_000;

export function onShutdown({ stop, say, fatal }: ShutdownOptions): Shutdown {
  let stopping = false;
  const end = (exitCode: number): void => {
    if (stopping) return;
    stopping = true;
    process.exitCode = exitCode;
    setTimeout(() => process.exit(exitCode === 0 ? 1 : exitCode), STOP_MS_MAX).unref();
    stop().then(
      () => process.exit(exitCode),
      (error) => {
        fatal(error);
        process.exit(1);
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    say(`${signal}: finishing what was accepted; once more ends at once`);
    end(0);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return {
    fail(error) {
      fatal(error);
      end(1);
    },
  };
}
