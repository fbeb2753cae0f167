// From the topic `revisions` into the history: the list of changes, and, where the history was not there when they were published, what
// the values said from then on.
import type { Batch, EventLog, Member } from '@nhip/event-log';
import type { KeptRevision } from './history.ts';
import { revisionsOf } from './revision-entry.ts';
import type { PublishedEdit } from './runs-edits.ts';
import type { SampleWriting, SeriesEdits } from './sample-writing.ts';

export interface RevisionReading {
  readonly log: EventLog;
  /** Of the log; another one has revisions of its own. */
  readonly generation: number;
  readonly writing: SampleWriting;
  /** Transactions take turns. */
  readonly inTurn: <Done>(work: () => Promise<Done>) => Promise<Done>;
}

/**
 * Reads everything that stands in the log; gives the position from which on it is to be followed.
 * @param untilMs ticks before it are told by revisions alone, the others by samples.
 */
export async function readRevisions({ log, generation, writing }: RevisionReading, untilMs: number): Promise<number> {
  const { start, end } = await log.range('revisions', 0);
  const { position, generation: known, momentMs } = writing.written();
  const isOfAnother = known !== generation || position > end;
  if (isOfAnother) await writing.note((tables) => tables.dropRevisions(), { generation, position: start });
  const knownMs = momentMs ?? -Infinity;
  const progress = createProgress();
  for await (const { entries, next } of log.read('revisions', 0, isOfAnother ? start : Math.max(start, position))) {
    const revisions = entries.flatMap(({ key, value }) => revisionsOf(key, value));
    for (const [tickMs, ofTick] of Map.groupBy(revisions, (one) => one.tickMs)) {
      // Earlier ones were taken in when they were published.
      if (tickMs >= knownMs && tickMs < untilMs) await writing.writeTick(tickMs, editsOf(ofTick));
    }
    progress.read(revisions, next);
    await keep(
      writing,
      revisions,
      progress.toldUpTo((tickMs) => tickMs < untilMs),
    );
  }
  return Math.max(start, writing.written().position);
}

/** Goes on reading as they are published. @param failed they can be read or kept no more. */
export function followRevisions(
  { log, writing, inTurn }: RevisionReading,
  from: number,
  failed: (error: unknown) => void,
): Promise<Member> {
  const progress = createProgress();
  const take = ({ entries, next }: Batch): Promise<void> =>
    inTurn(() => {
      const revisions = entries.flatMap(({ key, value }) => revisionsOf(key, value));
      const writtenMs = writing.written().momentMs ?? -Infinity;
      progress.read(revisions, next);
      return keep(
        writing,
        revisions,
        progress.toldUpTo((tickMs) => tickMs <= writtenMs),
      );
    });
  return log.follow({ topic: 'revisions', partition: 0, from, take, failed });
}

interface Progress {
  read(revisions: readonly KeptRevision[], next: number): void;
  /** The position up to which the values of every tick are written; null: no further than before. */
  toldUpTo(isTold: (tickMs: number) => boolean): number | null;
}

/** A writer that is lost must find again what it has read, and not yet told the values of. */
function createProgress(): Progress {
  const untold: { readonly lastTickMs: number; readonly next: number }[] = [];
  return {
    read: (revisions, next) => {
      untold.push({ lastTickMs: revisions.reduce((last, { tickMs }) => Math.max(last, tickMs), -Infinity), next });
    },
    toldUpTo: (isTold) => {
      let position: number | null = null;
      for (let [first] = untold; first !== undefined && isTold(first.lastTickMs); [first] = untold) {
        position = first.next;
        untold.shift();
      }
      return position;
    },
  };
}

/** Number 0 tells what was locked, and is no change. */
async function keep(
  writing: SampleWriting,
  revisions: readonly KeptRevision[],
  position: number | null,
): Promise<void> {
  const changes = revisions.filter(({ number }) => number > 0);
  await writing.note(
    async (tables) => {
      if (changes.length === 0) return;
      const ids = await tables.seriesIds(changes.map(({ key }) => key));
      await tables.addRevisions(changes.map((change, place) => ({ ...change, series: ids[place] ?? 0 })));
    },
    position === null ? {} : { position },
  );
}

function editsOf(revisions: readonly KeptRevision[]): readonly SeriesEdits[] {
  const bySeries = Map.groupBy(revisions, ({ key }) => JSON.stringify(key));
  return [...bySeries.values()].flatMap((ofSeries) => {
    const [one] = ofSeries;
    if (one === undefined) return [];
    const edits = ofSeries.map(({ first, end, number, after }): PublishedEdit => {
      const phase = number === 0 ? 'final' : 'restated';
      return { first, end, carries: { to: after === null ? null : { result: after, phase } } };
    });
    return [{ key: one.key, edits: edits.sort((left, right) => left.first - right.first) }];
  });
}
