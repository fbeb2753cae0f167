// Benchmark: the handle on the load generator.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command, Encoded, Paced, Reply, Sent } from './commands.ts';

export interface Load {
  encode(command: Omit<Extract<Command, { kind: 'encode' }>, 'kind'>): Promise<Encoded>;
  send(command: Omit<Extract<Command, { kind: 'send' }>, 'kind'>): Promise<Sent>;
  pace(command: Omit<Extract<Command, { kind: 'pace' }>, 'kind'>): Promise<Paced>;
  close(): Promise<void>;
}

export function startLoad(): Load {
  const child = fork(fileURLToPath(new URL('load-generator.ts', import.meta.url)), [], {
    execArgv: ['--max-old-space-size=4096'],
  });
  const ask = async <Kind extends Reply['kind']>(
    command: Command,
    kind: Kind,
  ): Promise<Extract<Reply, { kind: Kind }>> => {
    const answered = new AbortController();
    const { signal } = answered;
    child.send(command);
    // The listener that was not needed goes with the signal; a load generator obeys many commands.
    const ended = once(child, 'exit', { signal }).then(([code]) => [
      { kind: 'failed', message: `it ended with ${code}` },
    ]);
    const [reply] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Reply];
    ended.catch(() => {});
    answered.abort();
    if (reply.kind === kind) return reply as Extract<Reply, { kind: Kind }>;
    throw new Error(`the load generator could not ${command.kind}: ${'message' in reply ? reply.message : reply.kind}`);
  };
  return {
    encode: (command) => ask({ kind: 'encode', ...command }, 'encoded'),
    send: (command) => ask({ kind: 'send', ...command }, 'sent'),
    pace: (command) => ask({ kind: 'pace', ...command }, 'paced'),
    async close() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
