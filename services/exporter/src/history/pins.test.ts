// How long a moment is held for whoever reads it.
import { expect, it } from 'vitest';
import { createPins } from './pins.ts';

it('ends when it is ended, once for each answer, and else by itself', () => {
  let nowMs = 0;
  const { pin, pinned } = createPins(() => nowMs);
  const [first, second] = [pin(7), pin(7)];
  pin(9);
  expect(pinned()).toEqual([7, 7, 9]);
  first();
  first();
  expect(pinned()).toEqual([7, 9]);
  second();
  expect(pinned()).toEqual([9]);
  nowMs = 599_999;
  expect(pinned()).toEqual([9]);
  nowMs = 600_000;
  expect(pinned()).toEqual([]);
});
