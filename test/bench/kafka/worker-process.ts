// Benchmark: a process beside the broker, which obeys its commands until its parent lets it go.
import { loadCatalogue } from '@nhip/catalogue';
import { consumeAll, produceAll } from './bare-client.ts';
import type { Command, Reply } from './commands.ts';
import { fill } from './fill.ts';

function fail(error: unknown): void {
  console.error(error);
  const message = error instanceof Error ? error.message : String(error);
  process.send?.({ kind: 'failed', message } satisfies Reply);
}

async function obey(command: Command): Promise<Reply> {
  switch (command.kind) {
    case 'fill':
      return { kind: 'filled', eventBytes: await fill({ ...command, plan: await loadCatalogue(command.catalogue) }) };
    case 'consume':
      return { kind: 'consumed', seconds: await consumeAll(command) };
    case 'produce': {
      const plan = await loadCatalogue(command.catalogue);
      return { kind: 'produced', seconds: await produceAll({ ...command, plan }) };
    }
  }
}

process.on('message', (command: Command) => {
  obey(command).then((reply) => process.send?.(reply), fail);
});
process.on('disconnect', () => process.exit());
