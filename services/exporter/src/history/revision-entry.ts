// Reads the entries of `revisions`, as the evaluator writes them: one for each series and tick.
import { type Grain, parsePeriod, type Result } from '@nhip/core';
import type { KeptRevision, RevisionCause } from './history.ts';

interface Entry {
  readonly tick: string;
  readonly kpi: string;
  readonly unit: string;
  readonly dims: Readonly<Record<string, string>>;
  readonly grain: Grain;
  readonly revisions: readonly Change[];
}

interface Change {
  /** First and last period. */
  readonly from: string;
  readonly to: string;
  readonly number: number;
  readonly cause: RevisionCause;
  readonly before: Result | null;
  readonly after: Result | null;
}

/** @throws RangeError for an entry that the evaluator cannot have written: the log is not what it seems. */
export function revisionsOf(value: Uint8Array): readonly KeptRevision[] {
  const { tick, kpi, unit, dims: dimensions, grain, revisions } = JSON.parse(Buffer.from(value).toString()) as Entry;
  const tickMs = Date.parse(tick);
  return revisions.map(({ from, to, ...change }) => {
    const first = parsePeriod(grain, from);
    const last = parsePeriod(grain, to);
    if (first === null || last === null || Number.isNaN(tickMs)) {
      throw new RangeError(`a revision of ${kpi} from ${from} to ${to} at ${tick} cannot be read`);
    }
    return { kpi, unit, dimensions, grain, tickMs, first, end: last + 1, ...change };
  });
}
