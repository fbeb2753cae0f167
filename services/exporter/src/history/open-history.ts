// Follows the topic `revisions` into the table, and answers from it.
import {
  daysOf,
  firstBeginningFrom,
  openZone,
  overlay,
  type Plan,
  type Published,
  type Stretch,
  samePublished,
  stateOf,
  within,
  type Zone,
} from '@nhip/core';
import type { EventLog } from '@nhip/event-log';
import type { Point, PublishedSeries, SeriesQuery } from '../view/values-view.ts';
import type { History, KeptRevision, RevisionsQuery } from './history.ts';
import { revisionsOf } from './revision-entry.ts';
import { openRevisionTable, type RevisionTable } from './revision-table.ts';

export interface OpenHistory extends History {
  close(): Promise<void>;
}

export interface HistoryOptions {
  readonly log: EventLog;
  readonly plan: Pick<Plan, 'timeZone'>;
  /** A file of its own, or `:memory:`; what stands in it is dropped. */
  readonly path: string;
  /** The history cannot follow the log any more. */
  readonly failed: (error: unknown) => void;
}

/** Resolves at once; everything that stands in the log is read behind it. */
export async function openHistory({ log, plan, path, failed }: HistoryOptions): Promise<OpenHistory> {
  const table = openRevisionTable(path);
  const zone = openZone(plan.timeZone);
  const { start, end } = await log.range('revisions', 0);
  let position = start;
  const following = await log.follow({
    topic: 'revisions',
    partition: 0,
    from: start,
    take: ({ entries, next }) => {
      table.add(entries.flatMap(({ value }) => revisionsOf(value)));
      position = next;
    },
    failed,
  });
  return {
    ready: () => position >= end,
    revisions: (query) => changes(table, query),
    asOf: (query, momentMs) => seriesAt(table, query, { momentMs, zone }),
    close: async () => {
      await following.close();
      table.close();
    },
  };
}

/** Cut to the periods that were asked for. */
function changes(table: RevisionTable, query: RevisionsQuery): readonly KeptRevision[] {
  return table.find(query, { numberMin: 1, tickMsMax: Number.MAX_SAFE_INTEGER }).flatMap((revision) => {
    const { grain } = revision;
    const first =
      query.from === null ? revision.first : Math.max(revision.first, firstBeginningFrom(grain, query.from));
    const end = query.to === null ? revision.end : Math.min(revision.end, firstBeginningFrom(grain, query.to));
    return first < end ? [{ ...revision, first, end }] : [];
  });
}

interface Moment {
  readonly momentMs: number;
  readonly zone: Zone;
}

function seriesAt(table: RevisionTable, query: SeriesQuery, moment: Moment): readonly PublishedSeries[] {
  const kept = table.find(query, { numberMin: 0, tickMsMax: moment.momentMs });
  const bySeries = Map.groupBy(kept, ({ unit, dimensions, grain }) => JSON.stringify([unit, dimensions, grain]));
  return [...bySeries.values()].flatMap((ofSeries) => {
    const [one] = ofSeries;
    return one === undefined ? [] : [publishedAt(one, ofSeries, moment)];
  });
}

/** A number is given to a period once, so that the changes of one number lie beside each other. */
function publishedAt(
  one: KeptRevision,
  ofSeries: readonly KeptRevision[],
  { momentMs, zone }: Moment,
): PublishedSeries {
  let runs: readonly Stretch<Published>[] = [];
  for (const [number, changed] of Map.groupBy(ofSeries, (revision) => revision.number)) {
    const phase = number === 0 ? 'final' : 'restated';
    const edits = changed.map(({ first, end, after }) => ({
      first,
      end,
      carries: { to: after === null ? null : ({ result: after, phase } as const) },
    }));
    runs = overlay(runs, edits, samePublished);
  }
  const { kpi, unit, dimensions, grain } = one;
  // Only values under the boundaries of then are ever locked.
  const key = { kpi, unit, level: '', dimensions, grain, boundaries: 'then' } as const;
  const today = zone.dayOf(momentMs);
  return {
    key,
    points: function* (first, end): Generator<Point> {
      for (const run of within(runs, { first, end })) {
        for (let period = run.first; period < run.end; period += 1) {
          const asOf = zone.midnight(daysOf(grain, period).end);
          yield { period, result: run.carries.result, state: stateOf(run.carries, { key, period, today }), asOf };
        }
      }
    },
  };
}
