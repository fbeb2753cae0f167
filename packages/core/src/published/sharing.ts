// What many series say is kept once: how much a small unit did on a day is mostly one of a few numbers, and there are hundreds of
// thousands of such days. Only what was said lately is looked at, so that remembering it costs little, too.
import type { Phase, Published, Result } from './value.ts';

export interface Sharing {
  /** The same to the bit, and where it was said lately the same object. */
  of(result: Result, phase: Phase): Published;
}

/** A power of two: each has one place, and what comes later to it is remembered instead. */
const REMEMBERED = 1 << 15;

export function createSharing(): Sharing {
  const said = Array<Published | null>(REMEMBERED).fill(null);
  return {
    of: (result, phase) => {
      const place = (hashOf(result) ^ phase.length) & (REMEMBERED - 1);
      const known = said[place] ?? null;
      if (known !== null && known.phase === phase && isIdentical(known.result, result)) return known;
      const published = { result, phase };
      said[place] = published;
      return published;
    },
  };
}

const numbers = new Float64Array(5);
const words = new Uint32Array(numbers.buffer);

function hashOf({ value, numerator, denominator, score, target, status, flags }: Result): number {
  numbers[0] = value ?? Number.NaN;
  numbers[1] = numerator ?? Number.NaN;
  numbers[2] = denominator ?? Number.NaN;
  numbers[3] = score ?? Number.NaN;
  numbers[4] = target ?? Number.NaN;
  let hash = status.length + flags.length;
  for (let word = 0; word < words.length; word += 1) {
    hash = Math.imul(hash ^ (words[word] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

/** Other than for whoever compares values, 0 and -0 are two. */
function isIdentical(left: Result, right: Result): boolean {
  return (
    left.status === right.status &&
    Object.is(left.value, right.value) &&
    Object.is(left.numerator, right.numerator) &&
    Object.is(left.denominator, right.denominator) &&
    Object.is(left.score, right.score) &&
    Object.is(left.target, right.target) &&
    left.flags.length === right.flags.length &&
    left.flags.every((flag, place) => flag === right.flags[place])
  );
}
