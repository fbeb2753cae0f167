// Benchmark: the handle on a process beside the broker.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command, Reply } from './commands.ts';

export interface Worker {
  /** @throws Error when it could not, or when the process ended. */
  ask<Kind extends Reply['kind']>(command: Command, kind: Kind): Promise<Extract<Reply, { kind: Kind }>>;
  /** SIGKILL, and nothing of it is left. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export function startWorker(): Worker {
  const child = fork(fileURLToPath(new URL('worker-process.ts', import.meta.url)), [], {
    // The client sets timers in the past when a broker does not throttle it; Node says so each time.
    execArgv: ['--max-old-space-size=4096', '--disable-warning=TimeoutNegativeWarning'],
  });
  const gone = once(child, 'exit');
  return {
    async ask<Kind extends Reply['kind']>(command: Command, kind: Kind) {
      const answered = new AbortController();
      const { signal } = answered;
      child.send(command);
      const message = once(child, 'message', { signal }) as Promise<[Reply]>;
      message.catch(() => undefined);
      const ended = gone.then(([code]): [Reply] => [{ kind: 'failed', message: `the process ended with ${code}` }]);
      const [reply] = await Promise.race([message, ended]);
      answered.abort();
      if (reply.kind === kind) return reply as Extract<Reply, { kind: Kind }>;
      throw new Error(`could not ${command.kind}: ${'message' in reply ? reply.message : reply.kind}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async close() {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}
