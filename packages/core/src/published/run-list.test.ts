// Edits laid over runs, against a plain list with a value for each period.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { append, type Edit, overlay, type Stretch } from './run-list.ts';

const PERIODS = 24;
const SEED = Number(process.env.NHIP_SEED ?? Date.now() % 2 ** 31);

const same = (left: string, right: string): boolean => left === right;

/** Runs of a list with one value for each period; null: nothing. */
function runsOf(values: readonly (string | null)[]): readonly Stretch<string>[] {
  const runs: Stretch<string>[] = [];
  for (const [first, carries] of values.entries()) {
    if (carries !== null) append(runs, { first, end: first + 1, carries }, same);
  }
  return runs;
}

/** Edits of the periods that have one. */
function editsOf(values: readonly (Edit<string> | null)[]): readonly Stretch<Edit<string>>[] {
  const edits: Stretch<Edit<string>>[] = [];
  for (const [first, carries] of values.entries()) {
    if (carries !== null) append(edits, { first, end: first + 1, carries }, (left, right) => left.to === right.to);
  }
  return edits;
}

const carried = fc.option(fc.constantFrom('a', 'b'), { nil: null });
const listOf = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: PERIODS, maxLength: PERIODS });
/** Mostly none, so that long stretches are left alone before, between and behind the edits. */
const edit = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: carried.map((to): Edit<string> => ({ to })) },
);

describe(`edits over runs (seed ${SEED})`, () => {
  it('give what each period carries, joined wherever neighbours carry the same', () => {
    fc.assert(
      fc.property(listOf(carried), listOf(edit), (values, edits) => {
        const edited = values.map((value, period) => {
          const change = edits[period] ?? null;
          return change === null ? value : change.to;
        });
        expect(overlay(runsOf(values), editsOf(edits), same)).toEqual(runsOf(edited));
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  it('reach from ever to ever', () => {
    const gone = { first: -Infinity, end: Infinity, carries: { to: null } };
    expect(overlay(runsOf(['a', null, 'b']), [gone], same)).toEqual([]);
  });
});
