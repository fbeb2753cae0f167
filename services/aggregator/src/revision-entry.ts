// How revisions are written: one JSON entry for each series and tick, consecutive periods with one change together.
import { causeNames, formatPeriod, type Revision } from '@nhip/core';
import type { Output } from '@nhip/event-log';

export interface RevisionContext {
  /** The tick that gathered them, milliseconds since 1970. */
  readonly tickMs: number;
}

/** Entries of `revisions`, keyed by series. Number 0 tells what was locked, and has no cause but the lock. */
export function revisionOutputs(revisions: readonly Revision[], { tickMs }: RevisionContext): readonly Output[] {
  const bySeries = Map.groupBy(revisions, ({ key }) => key);
  return [...bySeries].map(([key, ofSeries]) => ({
    topic: 'revisions',
    partition: 0,
    key: Buffer.from(JSON.stringify([key.kpi, key.unit, key.level, key.dimensions, key.grain])),
    value: Buffer.from(
      JSON.stringify({
        tick: new Date(tickMs).toISOString(),
        kpi: key.kpi,
        unit: key.unit,
        dims: key.dimensions,
        grain: key.grain,
        revisions: ofSeries.map(({ first, end, number, before, after, causes }) => ({
          from: formatPeriod(key.grain, first),
          to: formatPeriod(key.grain, end - 1),
          number,
          cause: number === 0 ? 'lock' : causeNames(causes).join('+'),
          before,
          after,
        })),
      }),
    ),
  }));
}
