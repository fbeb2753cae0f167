// The tallies' end of the way to the evaluator of the same process: tells what each commit has counted, and what changed when asked.
import type { MessagePort } from 'node:worker_threads';
import { type CellChange, packChanges } from '@nhip/core';
import type { EvaluatorMessage, TallyMessage } from './cell-port.ts';
import type { Tally, TallyListener } from './tally-task.ts';

export interface CellGiverOptions {
  readonly port: MessagePort;
  /** Milliseconds of a clock that the evaluator has too. */
  readonly steadyNow: () => number;
}

export interface CellGiver extends TallyListener {
  close(): void;
}

export function createCellGiver({ port, steadyNow }: CellGiverOptions): CellGiver {
  const tallies = new Map<number, Tally>();
  const tell = (message: TallyMessage): void => port.postMessage(message);
  port.on('message', ({ id, asks }: EvaluatorMessage) => {
    if (asks !== 'nothing') {
      for (const packet of packChanges(changesOf(tallies.values(), asks))) {
        port.postMessage({ kind: 'changes', packet } satisfies TallyMessage, [packet.buffer]);
      }
    }
    tell({ kind: 'told', id });
  });
  return {
    assigned: (tally) => {
      tallies.set(tally.partition, tally);
      tell({ kind: 'assigned', partition: tally.partition, position: tally.position });
    },
    committed: ({ partition, position, state }, { events, oldestIngestTime, trace }) => {
      const hasChanges = state.hasChanges();
      const at = steadyNow();
      tell({ kind: 'committed', commit: { partition, position, events, at, oldestIngestTime, hasChanges, trace } });
    },
    fenced: () => {},
    revoked: (partition) => {
      tallies.delete(partition);
      tell({ kind: 'revoked', partition });
    },
    close: () => port.close(),
  };
}

function* changesOf(tallies: Iterable<Tally>, which: 'changes' | 'all'): IterableIterator<CellChange> {
  for (const { state } of tallies) yield* which === 'all' ? state.takeAll() : state.takeChanges();
}
