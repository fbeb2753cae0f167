// N6: a period is locked at the first tick past its delay at which its value was already published; changes to locked periods are
// gathered into at most one numbered revision per value and tick.
import { describe, expect, it } from 'vitest';
import type { LevelRun } from '../evaluate/series.ts';
import { kpiPlan } from '../testing/kpi-plan.ts';
import { openZone } from '../time/zone.ts';
import { carriedAt } from './run-list.ts';
import { createPublishedStore, type PublishedStore, type Revision } from './store.ts';
import { type Result, type SeriesKey, stateOf } from './value.ts';

const plan = { ...kpiPlan, finalAfterDays: { day: 2 } };
const zone = openZone(plan.timeZone);
const FIRST = 20_000;
const key: SeriesKey = {
  kpi: 'received',
  unit: 'city',
  level: 'city',
  dimensions: {},
  grain: 'day',
  boundaries: 'then',
};

function result(value: number): Result {
  return { value, numerator: value, denominator: null, score: null, target: null, status: 'ok', flags: [] };
}

/** Says that each day from FIRST on has one of these values; a null leaves it out. */
function publish(store: PublishedStore, values: readonly (number | null)[]): void {
  const runs = values.flatMap((value, place): LevelRun[] =>
    value === null ? [] : [{ first: FIRST + place, end: FIRST + place + 1, level: 'city', result: result(value) }],
  );
  store.patch({ key, ranges: [{ first: FIRST, end: FIRST + values.length }], runs });
}

function tick(
  store: PublishedStore,
  today: number,
  { values, lock = true }: { values: readonly number[]; lock?: boolean },
) {
  const at = zone.midnight(today);
  store.beginTick();
  store.setMeta({ ...store.meta(), lastTick: at });
  publish(store, values);
  return store.endTick(at, { lock });
}

function stateAt(store: PublishedStore, day: number, today: number): string {
  const [series] = store.seriesOf('received');
  const published = series === undefined ? null : carriedAt(series.runs, day);
  return published === null ? 'absent' : stateOf(published, { key, period: day, today });
}

function briefly(revisions: readonly Revision[]): readonly string[] {
  return revisions.map(
    ({ first, end, number, before, after }) =>
      `${first - FIRST}..${end - 1 - FIRST} #${number} ${before?.value ?? '-'} -> ${after?.value ?? '-'}`,
  );
}

describe('published values', () => {
  it('N6: are locked at the first tick past their delay, and only what an earlier evaluation had published', () => {
    const store = createPublishedStore(plan);
    expect(briefly(tick(store, FIRST + 5, { values: [1, 2, 3, 4, 5, 6] }))).toEqual([]);
    expect(stateAt(store, FIRST, FIRST + 5)).toBe('provisional');
    expect(stateAt(store, FIRST + 5, FIRST + 5)).toBe('open');
    const locked = tick(store, FIRST + 6, { values: [1, 2, 3, 4, 5, 6, 7] });
    // Day 3 ends at the midnight of day 4 and is final two days later.
    expect(briefly(locked)).toEqual(['0..0 #0 - -> 1', '1..1 #0 - -> 2', '2..2 #0 - -> 3', '3..3 #0 - -> 4']);
    expect(stateAt(store, FIRST + 3, FIRST + 6)).toBe('final');
    expect(stateAt(store, FIRST + 4, FIRST + 6)).toBe('provisional');
  });

  it('are no longer published where a whole evaluation says nothing of them', () => {
    const store = createPublishedStore(plan);
    publish(store, [1, 2, 3, 4, 5]);
    const told = {
      key,
      ranges: [
        { first: FIRST + 1, end: FIRST + 2 },
        { first: FIRST + 3, end: FIRST + 4 },
      ],
    };
    const runs = [1, 3].map((place) => ({
      first: FIRST + place,
      end: FIRST + place + 1,
      level: 'city',
      result: result(9),
    }));
    store.replaceAll([{ ...told, runs }]);
    const days = [0, 1, 2, 3, 4].map((place) => stateAt(store, FIRST + place, FIRST + 9));
    expect(days).toEqual(['absent', 'provisional', 'absent', 'provisional', 'absent']);
  });

  it('N6: are restated at once, and revised once per tick', () => {
    const store = createPublishedStore(plan);
    tick(store, FIRST + 5, { values: [1, 1, 1, 1, 1, 1] });
    tick(store, FIRST + 6, { values: [1, 1, 1, 1, 1, 1, 1] });
    publish(store, [5, 5, 1]);
    publish(store, [6, 6, 1]);
    expect(stateAt(store, FIRST, FIRST + 6)).toBe('restated');
    expect(stateAt(store, FIRST + 2, FIRST + 6)).toBe('final');
    const revised = tick(store, FIRST + 7, { values: [6, 6, 1, 1, 1, 1, 1, 1] });
    expect(briefly(revised)).toEqual(['0..1 #1 1 -> 6', '4..4 #0 - -> 1']);
    publish(store, [7, 6]);
    expect(briefly(tick(store, FIRST + 8, { values: [7, 6, 1, 1, 1, 1, 1, 1, 1] }))).toEqual([
      '0..0 #2 6 -> 7',
      '5..5 #0 - -> 1',
    ]);
  });

  it('N6: are final again when the change was taken back before anybody was told', () => {
    const store = createPublishedStore(plan);
    tick(store, FIRST + 5, { values: [1, 1, 1, 1, 1, 1] });
    tick(store, FIRST + 6, { values: [1, 1, 1, 1, 1, 1, 1] });
    publish(store, [9]);
    publish(store, [1]);
    expect(briefly(tick(store, FIRST + 6, { values: [1, 1, 1, 1, 1, 1, 1] }))).toEqual([]);
    expect(stateAt(store, FIRST, FIRST + 6)).toBe('final');
  });

  it('N6: stay unlocked while history is loaded', () => {
    const store = createPublishedStore(plan);
    tick(store, FIRST + 5, { values: [1, 1, 1], lock: false });
    expect(briefly(tick(store, FIRST + 50, { values: [1, 1, 1], lock: false }))).toEqual([]);
    expect(stateAt(store, FIRST, FIRST + 50)).toBe('provisional');
    expect(briefly(tick(store, FIRST + 51, { values: [1, 1, 1] }))).toEqual(['0..2 #0 - -> 1']);
  });

  it('come back from the log with their revisions', () => {
    const store = createPublishedStore(plan);
    const view = createPublishedStore(plan);
    tick(store, FIRST + 5, { values: [1, 1, 1, 1, 1, 1] });
    tick(store, FIRST + 6, { values: [1, 1, 1, 1, 1, 1, 1] });
    publish(store, [5]);
    for (const message of store.drain()) view.packed.apply(message);
    expect(stateAt(view, FIRST, FIRST + 6)).toBe('restated');
    expect(view.meta()).toEqual(store.meta());
    expect(briefly(tick(view, FIRST + 6, { values: [5, 1, 1, 1, 1, 1, 1] }))).toEqual(['0..0 #1 1 -> 5']);
  });

  it('show nothing of a commit before all of it is shown, however it was read', () => {
    const store = createPublishedStore(plan);
    const heard = new Set<number>();
    const view = createPublishedStore(plan, { staged: (_series, before) => heard.add(before.length) });
    tick(store, FIRST + 5, { values: [1, 2] });
    const first = store.drain();
    tick(store, FIRST + 6, { values: [1, 3] });
    const messages = [...first, ...store.drain()];
    let sections = 0;
    for (const message of messages) {
      for (const _section of view.reading(message)) {
        sections += 1;
        expect([view.meta().lastTick, stateAt(view, FIRST, FIRST)]).toEqual([null, 'absent']);
      }
    }
    expect(sections).toBeGreaterThan(messages.length);
    view.show();
    expect(view.meta()).toEqual(store.meta());
    expect(view.all()).toEqual(
      store.all().map(({ key, runs, revised }) => expect.objectContaining({ key, runs, revised })),
    );
    expect([...heard]).toEqual([0]);
  });

  it('show one commit after the other, each whole, also of a series that every commit tells of', () => {
    const store = createPublishedStore(plan);
    const view = createPublishedStore(plan);
    const states = Array.from({ length: 4 }, (_, step) => {
      tick(store, FIRST + step, { values: Array.from({ length: step + 1 }, (_day, day) => 10 * step + day) });
      for (const message of store.drain()) for (const _section of view.reading(message));
      const [runs = [], revised = []] = view.seriesOf('received').flatMap((series) => [series.runs, series.revised]);
      view.show();
      const [shown] = view.seriesOf('received');
      expect([shown?.runs, shown?.revised]).toEqual(store.all().flatMap((series) => [series.runs, series.revised]));
      return { before: { runs, revised }, shown: { runs: shown?.runs, revised: shown?.revised } };
    });
    expect(states.map(({ before }) => before)).toEqual([
      { runs: [], revised: [] },
      ...states.slice(0, -1).map(({ shown }) => shown),
    ]);
  });

  it('vanish with a catalogue that no longer has them', () => {
    const store = createPublishedStore(plan);
    publish(store, [1, 2]);
    store.replaceAll([]);
    expect(stateAt(store, FIRST, FIRST)).toBe('absent');
  });
});
