// The buckets of the quantile sketch: log-linear, 128 to each power of two, exact below 256, found by integer arithmetic alone,
// so that taking a value back hits the same bucket for ever. Negative values mirror the positive ones.

const SUB_BUCKETS = 128;
const EXACT = 2 * SUB_BUCKETS;

/** The bucket of a whole number, |value| < 2^53. Larger numbers have larger buckets. */
export function bucketOf(value: number): number {
  if (Number.isNaN(value)) return Number.NaN;
  return value < 0 ? -magnitudeBucket(-value) : magnitudeBucket(value);
}

/** The middle of a bucket: within 0.4 % of every value in it. */
export function middleOf(bucket: number): number {
  return bucket < 0 ? -magnitudeOf(-bucket) : magnitudeOf(bucket);
}

function magnitudeBucket(value: number): number {
  let rest = value;
  let shift = 0;
  // Halving a whole number and dropping the remainder is exact in doubles.
  while (rest >= EXACT) {
    rest = Math.floor(rest / 2);
    shift += 1;
  }
  return shift === 0 ? rest : EXACT + (shift - 1) * SUB_BUCKETS + (rest - SUB_BUCKETS);
}

function magnitudeOf(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const shift = Math.floor((bucket - EXACT) / SUB_BUCKETS) + 1;
  const lowest = (SUB_BUCKETS + ((bucket - EXACT) % SUB_BUCKETS)) * 2 ** shift;
  return lowest + (2 ** shift - 1) / 2;
}
