// Numbers of one commit after the other: nothing of a former one is left.
import { expect, test } from 'vitest';
import { NumberList } from './number-list.ts';

test('numbers are found where they were put, however many there are, and nothing is left after a clear', () => {
  const list = new NumberList();
  for (const count of [3_000_000, 5, 0, 2_000]) {
    for (let place = 0; place < count; place++) list.push(place / 4 - 7);
    if (count > 3) list.set(3, Number.NaN);
    expect(list.size()).toBe(count);
    for (let place = 0; place < count; place++) {
      const wanted = place === 3 ? Number.NaN : place / 4 - 7;
      if (!Object.is(list.get(place), wanted)) throw new Error(`${list.get(place)} stands at ${place}`);
    }
    list.clear();
    expect(list.size()).toBe(0);
  }
});
