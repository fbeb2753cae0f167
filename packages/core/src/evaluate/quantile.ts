// Quantiles of merged sketch counts, interpolated linearly between ranks as statistics packages do: the value at rank (n - 1) q.
import { middleOf } from '../cell/sketch.ts';

export function countOf(counts: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

/** Null when there is nothing. The result is in the sketch's own integer unit. */
export function quantileOf(counts: ReadonlyMap<number, number>, q: number): number | null {
  const observations = countOf(counts);
  if (observations === 0) return null;
  const buckets = [...counts].sort(([left], [right]) => left - right);
  const rank = (observations - 1) * q;
  const low = Math.floor(rank);
  const lower = valueAt(buckets, low);
  const upper = low === rank ? lower : valueAt(buckets, low + 1);
  return lower + (upper - lower) * (rank - low);
}

/** The value at a rank, from 0. */
function valueAt(buckets: readonly (readonly [number, number])[], rank: number): number {
  let seen = 0;
  for (const [bucket, count] of buckets) {
    seen += count;
    if (seen > rank) return middleOf(bucket);
  }
  return middleOf(buckets.at(-1)?.[0] ?? 0);
}
