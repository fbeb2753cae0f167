// Sorting in turns gives what sorting at once gives, whatever is sorted.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergedInTurns, sortedInTurns } from './sort-in-turns.ts';
import { takeTurns } from './turns.ts';

const checked = { seed: 20_261_130, numRuns: 50 };

interface Item {
  readonly name: string;
  readonly place: number;
}

const items = fc
  .array(fc.string({ maxLength: 3 }), { maxLength: 2_000, size: 'max' })
  .map((names) => names.map((name, place): Item => ({ name, place })));

function sorted(list: readonly Item[]): readonly Item[] {
  return [...list].sort((left, right) => (left.name === right.name ? 0 : left.name < right.name ? -1 : 1));
}

it('sorts by name, and keeps the order of equal ones', () =>
  fc.assert(
    fc.asyncProperty(items, async (list) => {
      expect(await sortedInTurns(list, takeTurns())).toEqual(sorted(list));
    }),
    checked,
  ));

it('merges what is sorted', () =>
  fc.assert(
    fc.asyncProperty(items, items, async (left, right) => {
      expect(await mergedInTurns(sorted(left), sorted(right), takeTurns())).toEqual(sorted([...left, ...right]));
    }),
    checked,
  ));

it('lets others have their turn', async () => {
  const list = Array.from({ length: 20_000 }, (_, place) => ({ name: `${(place * 7_919) % 104_729}`, place }));
  let isDone = false;
  let others = 0;
  const other = (): void => {
    others += 1;
    if (!isDone) setImmediate(other);
  };
  setImmediate(other);
  await sortedInTurns(list, { isDue: () => true, next: () => new Promise((resolve) => setImmediate(resolve)) });
  isDone = true;
  expect(others).toBeGreaterThan(list.length);
});
