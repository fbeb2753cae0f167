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

/**
 * @param key names the series; its third part is the level of the unit.
 * @throws RangeError for an entry that the evaluator cannot have written: the log is not what it seems.
 */
export function revisionsOf(key: Uint8Array | null, value: Uint8Array): readonly KeptRevision[] {
  const { tick, kpi, unit, dims: dimensions, grain, revisions } = JSON.parse(textOf(value)) as Entry;
  const [, , level = ''] = key === null ? [] : (JSON.parse(textOf(key)) as readonly string[]);
  const tickMs = Date.parse(tick);
  return revisions.map(({ from, to, ...change }) => {
    const first = parsePeriod(grain, from);
    const last = parsePeriod(grain, to);
    if (first === null || last === null || Number.isNaN(tickMs)) {
      throw new RangeError(`a revision of ${kpi} from ${from} to ${to} at ${tick} cannot be read`);
    }
    const series = { kpi, unit, level, dimensions, grain, boundaries: 'then' } as const;
    return { key: series, tickMs, first, end: last + 1, ...change };
  });
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
