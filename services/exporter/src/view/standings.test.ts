// What a scrape takes hold of, while commits are read, shown and read again.
import { createPublishedStore, type Plan, type PublishedStore, type SeriesKey } from '@nhip/core';
import { expect, it } from 'vitest';
import { createChanges } from './changes.ts';
import { createStandings } from './standings.ts';
import type { Standings } from './values-view.ts';

const plan = { timeZone: 'Asia/Ho_Chi_Minh', kpis: [], finalAfterDays: {} } as unknown as Plan;
const MONTH = 24_000;

function keyOf(unit: string, boundaries: SeriesKey['boundaries'] = 'then'): SeriesKey {
  return { kpi: 'received', unit, level: 'city', dimensions: {}, grain: 'month', boundaries };
}

function publish(store: PublishedStore, values: Readonly<Record<string, number>>, boundaries?: 'now'): void {
  for (const [unit, value] of Object.entries(values)) {
    const span = { first: MONTH, end: MONTH + 1 };
    const rest = { denominator: null, score: null, target: null, status: 'ok', flags: [] } as const;
    const run = { ...span, level: 'city', result: { ...rest, value, numerator: value } };
    store.patch({ key: keyOf(unit, boundaries), ranges: [span], runs: [run] });
  }
}

function openCity() {
  const written = createPublishedStore(plan);
  const changes = createChanges();
  const shown = createPublishedStore(plan, { staged: changes.staged });
  return {
    written,
    standings: createStandings(shown, changes, ['received', 'absent']),
    read: () => {
      for (const message of written.drain()) for (const _section of shown.reading(message));
    },
    show: () => {
      shown.show();
      changes.shown();
    },
  };
}

function valuesOf({ kpis }: Standings): readonly (readonly [string, number | null])[] {
  return kpis.flatMap(({ size, keyOf: key, at }) =>
    Array.from({ length: size }, (_, place) => [key(place).unit, at(place, MONTH)?.value ?? null] as const),
  );
}

it('stay as they were however many commits are read and shown meanwhile', () => {
  const { written, standings, read, show } = openCity();
  publish(written, { a: 1, b: 1 });
  read();
  expect(valuesOf(standings())).toEqual([
    ['a', null],
    ['b', null],
  ]);
  show();
  const first = standings();
  publish(written, { a: 2 });
  read();
  const amidst = standings();
  publish(written, { a: 3, c: 3 });
  read();
  show();
  const second = standings();
  publish(written, { a: 4, b: 4 });
  read();
  show();
  const early = [
    ['a', 1],
    ['b', 1],
  ];
  expect([valuesOf(first), valuesOf(amidst)]).toEqual([early, early]);
  expect(valuesOf(second)).toEqual([
    ['a', 3],
    ['b', 1],
    ['c', 3],
  ]);
  expect(valuesOf(standings())).toEqual([
    ['a', 4],
    ['b', 4],
    ['c', 3],
  ]);
});

it('know nothing of values under the boundaries of now', () => {
  const { written, standings, read, show } = openCity();
  publish(written, { a: 1 });
  publish(written, { a: 9, b: 9 }, 'now');
  read();
  show();
  expect(valuesOf(standings())).toEqual([
    ['a', 1],
    ['a', null],
    ['b', null],
  ]);
});
