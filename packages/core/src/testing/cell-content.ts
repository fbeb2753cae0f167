// What cells hold, written so that two states can be compared whatever their rows and order.
import type { CellChange } from '../cell/change.ts';

/** Every cell that is not empty, as a map that does not depend on rows or order. */
export function cellsOf(changes: Iterable<CellChange>): Map<string, string> {
  const sums = new Map<string, { differences: (number | bigint)[]; sketches: Map<number, number>[] }>();
  for (const change of changes) {
    const key = [change.record, change.family, change.unit, ...change.dimensions, change.bucket].join('|');
    const sum = sums.get(key) ?? {
      differences: change.differences.map((value) => (typeof value === 'bigint' ? 0n : 0)),
      sketches: change.sketches.map(() => new Map<number, number>()),
    };
    change.differences.forEach((difference, slot) => {
      const before = sum.differences[slot] ?? 0;
      sum.differences[slot] = typeof before === 'bigint' ? before + BigInt(difference) : before + Number(difference);
    });
    change.sketches.forEach((pairs, sketch) => {
      for (let place = 0; place < pairs.length; place += 2) {
        const bucket = pairs[place] ?? 0;
        sum.sketches[sketch]?.set(bucket, (sum.sketches[sketch].get(bucket) ?? 0) + (pairs[place + 1] ?? 0));
      }
    });
    sums.set(key, sum);
  }
  const written = new Map<string, string>();
  for (const [key, { differences, sketches }] of sums) {
    const counts = sketches.map((sketch) => [...sketch].filter(([, count]) => count !== 0).sort(([a], [b]) => a - b));
    const empty = differences.every((value) => Number(value) === 0) && counts.every((sketch) => sketch.length === 0);
    if (!empty) written.set(key, JSON.stringify([differences.map(String), counts]));
  }
  return new Map([...written].sort(([a], [b]) => (a < b ? -1 : 1)));
}
