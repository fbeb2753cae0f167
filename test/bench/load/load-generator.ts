// Benchmark: the load generator, a process of its own beside the service on the same cores. It encodes before it sends.
import type { Command, Reply } from './commands.ts';
import { encodeRequests, type Requests } from './encode.ts';
import { pace } from './pace.ts';
import { sendAll } from './send.ts';

let requests: Requests = { bodies: [], events: 0, eventBytes: 0 };

async function obey(command: Command): Promise<Reply> {
  switch (command.kind) {
    case 'encode':
      // What was sent is let go first: only one stretch is in memory.
      requests = { bodies: [], events: 0, eventBytes: 0 };
      requests = encodeRequests(command.stretch, command.batch);
      return {
        kind: 'encoded',
        requests: requests.bodies.length,
        events: requests.events,
        eventBytes: requests.eventBytes,
      };
    case 'send':
      return sendAll(requests, command);
    case 'pace':
      return pace(requests, command);
  }
}

process.on('message', (command: Command) => {
  obey(command).then(
    (reply) => process.send?.(reply),
    (error: unknown) => process.send?.({ kind: 'failed', message: String(error) } satisfies Reply),
  );
});
process.on('disconnect', () => process.exit());
