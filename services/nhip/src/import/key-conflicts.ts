// Import: finds keys that stand in a file more than once. Equal rows are one statement; rows that differ contradict each other
// at the same stated-at, so none of them is sent and the person gets all their row numbers.
import { digest } from './row-event.ts';
import type { RowReading } from './row-reader.ts';

export type RowVerdict =
  | { readonly kind: 'single' }
  /** Equal to a row before it. */
  | { readonly kind: 'repeat'; readonly first: number }
  | { readonly kind: 'conflict'; readonly rows: readonly number[] };

interface SeenKey {
  readonly content: string;
  readonly rows: number[];
  differs: boolean;
}

export interface KeyConflicts {
  add(row: number, reading: RowReading): void;
  /** Valid once every row was added. */
  verdict(row: number, reading: RowReading): RowVerdict;
}

/** Keeps some 300 bytes a key in memory. */
export function keyConflicts(): KeyConflicts {
  const seen = new Map<string, SeenKey>();
  return {
    add(row, reading) {
      if (reading.key === null) return;
      const key = digest(reading.key);
      const content = digest(reading.kind === 'data' ? reading.data : reading.faults);
      const known = seen.get(key);
      if (known === undefined) {
        seen.set(key, { content, rows: [row], differs: false });
        return;
      }
      known.rows.push(row);
      known.differs ||= known.content !== content;
    },
    verdict(row, reading) {
      const known = reading.key === null ? undefined : seen.get(digest(reading.key));
      const first = known?.rows[0];
      if (known === undefined || first === undefined) return { kind: 'single' };
      if (known.differs) return { kind: 'conflict', rows: known.rows };
      return first === row ? { kind: 'single' } : { kind: 'repeat', first };
    },
  };
}
