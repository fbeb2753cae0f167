// Long work lets others have their turn, also where nothing comes of it.
import { expect, it } from 'vitest';
import { eachInTurns, takeTurns } from './turns.ts';

it('gives each item once, in order, with turns in between', async () => {
  const items = Array.from({ length: 1_000 }, (_, place) => place);
  let steps = 0;
  let turns = 0;
  const counted = {
    isDue: (taken = 1) => {
      steps += taken;
      return steps % 256 === 0;
    },
    next: async () => {
      turns += 1;
    },
  };
  const given: number[] = [];
  for await (const item of eachInTurns(items, counted)) given.push(item);
  expect(given).toEqual(items);
  expect(turns).toBeGreaterThan(0);
  expect(turns).toBe(Math.floor(steps / 256));
});

it('looks at the time only after many steps', () => {
  const turns = takeTurns();
  expect(Array.from({ length: 255 }, () => turns.isDue())).toEqual(Array.from({ length: 255 }, () => false));
});
