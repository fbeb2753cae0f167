// Import, dry run: the door's own decoder judges the events, nothing is sent and no service needs to run.
import type { Plan } from '@nhip/core';
import { createDecoder, decodeBatch, type Fault } from '@nhip/events';
import type { CloudEvent } from '../cloud-event.ts';
import type { DoorVerdict } from './sender.ts';

export interface DryRunOptions {
  readonly plan: Plan;
  readonly agency: string;
  readonly now: () => number;
}

export type Judge = (events: readonly CloudEvent[]) => Promise<readonly DoorVerdict[]>;

export async function dryRunJudge({ plan, agency, now }: DryRunOptions): Promise<Judge> {
  const decoder = await createDecoder(plan);
  return async (events) => {
    const batch = decodeBatch(Buffer.from(JSON.stringify(events), 'utf8'));
    if (batch.kind === 'rejected') return events.map(() => rejectedBy(batch.faults));
    return batch.events.map((event) => {
      if (event.kind === 'rejected') return rejectedBy(event.faults);
      const decoded = decoder.expand(event.envelope, agency, now());
      return decoded.kind === 'rejected' ? rejectedBy(decoded.faults) : { kind: 'accepted' };
    });
  };
}

function rejectedBy([fault]: readonly Fault[]): DoorVerdict {
  if (fault === undefined) throw new Error('a rejection without a fault');
  return { kind: 'rejected', ...fault };
}
