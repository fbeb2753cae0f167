// Whether an open file still stands where it was opened. A file that was removed, or whose folder was put elsewhere, can be written on
// and on, and nobody would ever find again what was told as accepted. SQLite looks for itself only where it keeps no WAL.
import { type BigIntStats, statSync } from 'node:fs';

/** @returns asks at each call; some microseconds. */
export function whereaboutsOf(path: string): () => boolean {
  const look = (): BigIntStats | undefined => statSync(path, { bigint: true, throwIfNoEntry: false });
  const opened = look();
  return () => {
    const now = look();
    return now !== undefined && now.ino === opened?.ino && now.dev === opened.dev;
  };
}
