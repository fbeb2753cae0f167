// What the contract suite lets a group do: add numbers up. The sum and the position stand in `records`, as the tally's state does.
import type { Batch, EventLog, Output, Owner, PartitionHandler } from '../port.ts';

export interface Counting extends PartitionHandler {
  /** Positions found at each assignment, by partition. */
  readonly assignments: { readonly partition: number; readonly position: number }[];
  readonly revocations: number[];
  /** Errors that commits were refused with. */
  readonly refused: unknown[];
}

export interface CountingOptions {
  readonly log: EventLog;
  /** Called with what is to be committed, before it is. */
  readonly beforeCommit?: (partition: number, batch: Batch) => Promise<void>;
}

export interface State {
  readonly position: number;
  readonly sum: number;
}

export async function readState(log: EventLog, partition: number): Promise<State> {
  let state: State = { position: 0, sum: 0 };
  const { start } = await log.range('records', partition);
  for await (const batch of log.read('records', partition, start)) {
    for (const { value } of batch.entries) state = JSON.parse(Buffer.from(value).toString('utf8')) as State;
  }
  return state;
}

export function numberEntry(value: number, partition: number) {
  return { key: Buffer.from(String(value)), value: Buffer.from(String(value)), partition };
}

export function countingHandler({ log, beforeCommit }: CountingOptions): Counting {
  const sums = new Map<number, number>();
  const assignments: Counting['assignments'] = [];
  const revocations: number[] = [];
  const refused: unknown[] = [];
  return {
    assignments,
    revocations,
    refused,
    assigned: async ({ partition }: Owner) => {
      const { position, sum } = await readState(log, partition);
      sums.set(partition, sum);
      assignments.push({ partition, position });
      return position;
    },
    batch: async (owner: Owner, batch: Batch) => {
      const { partition } = owner;
      const numbers = batch.entries.map(({ value }) => Number(Buffer.from(value).toString('utf8')));
      const sum = numbers.reduce((total, one) => total + one, sums.get(partition) ?? 0);
      await beforeCommit?.(partition, batch);
      const state = Buffer.from(JSON.stringify({ position: batch.next, sum } satisfies State));
      const outputs: Output[] = [
        { topic: 'records', partition, key: null, value: state },
        // A second topic, so that a commit that came apart would show.
        { topic: 'cells', partition, key: null, value: state },
      ];
      await owner.commit(outputs, batch.next).catch((error: unknown) => {
        refused.push(error);
        throw error;
      });
      sums.set(partition, sum);
    },
    revoked: async (partition: number) => {
      revocations.push(partition);
    },
  };
}
