// The contract of the history, the same for every place where it may be kept: what was published is answered as it stood, whatever
// happens to the process or the place in between.
import type { Plan, Result, SeriesKey } from '@nhip/core';
import type { HistoryPlace, SeriesQuery } from '@nhip/exporter';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  answered,
  at,
  DAYS,
  everything,
  february,
  type HistoryAt,
  january,
  openAt,
  periodOf,
  planOf,
  tellOfRevisions,
  valuesAt,
  whenReady,
} from './history-at.ts';
import { BEGIN_MS, expectedAt, live, lives } from './history-lives.ts';
import { openPublishedLog, type PublishedLog, raise, readAll, resultOf, seriesKey } from './published-log.ts';

export interface HistorySuite {
  /** An empty place; the suite opens it more than once. */
  readonly place: () => Promise<HistoryPlace>;
  /** Random lives to be lived. */
  readonly runs: number;
}

const SEED = Number(process.env.NHIP_SEED ?? Date.now() % 2 ** 31);

let plan: Plan;
let open: HistoryAt | null = null;

/** One at a time: opened again, it is closed first. */
async function opened(city: PublishedLog, place: HistoryPlace): Promise<HistoryAt> {
  await close();
  open = await openAt(city, plan, place);
  return whenReady(open);
}

async function close(): Promise<void> {
  const was = open;
  open = null;
  await was?.close();
}

function sorted(values: ReadonlyMap<string, string>): readonly string[] {
  return [...values].map(([place, value]) => `${place}: ${value}`).sort();
}

const procedures = { name: 'procedure', value: null } as const;

export function describeHistory(name: string, suite: HistorySuite): void {
  describe(`the history ${name}`, () => {
    beforeAll(async () => {
      plan = await planOf();
    });
    afterEach(close);
    itAnswersWhatStood(suite);
    itAnswersOfOneMoment(suite);
    itKeepsWhatItGets(suite);
    itIsFilledFromTheLog(suite);
  });
}

function itAnswersWhatStood(suite: HistorySuite): void {
  it('answers what stood at the last boundary before a moment, over restarts', async () => {
    const moments = fc.array(fc.double({ min: -0.1, max: 1.1, noNaN: true }), { minLength: 8, maxLength: 8 });
    const property = fc.asyncProperty(lives, moments, async (steps, asked) => {
      const place = await suite.place();
      const city = openPublishedLog(plan);
      await opened(city, place);
      const standings = await live(city, plan, {
        steps,
        reopen: async () => {
          if (open !== null) await readAll(open.view);
          await opened(city, place);
        },
      });
      const { view, history } = open ?? raise(new Error('nothing is open'));
      await readAll(view);
      const lastMs = standings.at(-1)?.momentMs ?? 0;
      const at = [...asked.map((part) => Math.round(BEGIN_MS + part * (lastMs - BEGIN_MS))), BEGIN_MS];
      // Asked about the last moment, it writes what waits to be written.
      for (const momentMs of [lastMs, ...at, ...standings.map((one) => one.momentMs)]) {
        const expected = sorted(expectedAt(momentMs, standings, { days: DAYS, timeZone: plan.timeZone }));
        const found = sorted(await answered(history, momentMs, [null, procedures]));
        expect(found, `at ${new Date(momentMs).toISOString()}`).toEqual(expected);
      }
      await close();
    });
    await fc.assert(property, { numRuns: suite.runs, seed: SEED });
  }, 300_000);
}

function itAnswersOfOneMoment(suite: HistorySuite): void {
  it('answers all of a long question as of one moment, whatever is written meanwhile', async () => {
    const units = Array.from({ length: 300 }, (_, place) => `unit-${place}`);
    const said = (value: number) =>
      units.map((unit) => ({ key: seriesKey(unit, 'month'), period: periodOf('month', '2023-03'), value }));
    const city = openPublishedLog(plan);
    await city.tick(at('2023-03-01T00:00'), said(1));
    const { view, history } = await opened(city, await suite.place());
    // No boundary: what is replaced after it is forgotten at once.
    await city.publish(at('2023-03-01T10:05'), said(2));
    await readAll(view);
    const query = { ...everything, grains: ['month'], dimension: null } as const;
    const found: (number | null)[] = [];
    for await (const { points } of await history.asOf(query, at('2023-03-01T10:07'))) {
      if (found.length === 0) {
        await city.publish(at('2023-03-01T10:08'), said(3));
        await readAll(view);
        expect(await valuesAt(history, '2023-03-01T10:09')).toEqual(units.map(() => '3 unlocked'));
      }
      found.push(...[...points(-Infinity, Infinity)].map(({ result }) => result.value));
    }
    expect(found).toEqual(units.map(() => 2));
    expect((await valuesAt(history, '2023-03-01T10:07')).length).toBe(units.length);
  });
}

function itKeepsWhatItGets(suite: HistorySuite): void {
  it('gives every kind of result back as it was', async () => {
    const results: readonly Result[] = [
      { ...resultOf(1 / 3), numerator: 1, denominator: 3, score: 66.7, target: 0.6, flags: ['A', `"B", {C}`] },
      { ...resultOf(0), value: null, numerator: 0, denominator: 0, status: 'no-value' },
      { ...resultOf(0), value: null, numerator: null, status: 'not-reporting' },
      { ...resultOf(-1.5e-300), numerator: 2 ** 53 - 1, status: 'not-rated' },
    ];
    const city = openPublishedLog(plan);
    await city.tick(at('2023-03-01T00:00'), []);
    const { view, history } = await opened(city, await suite.place());
    city.patch(
      results.map((result, place) => ({
        key: seriesKey('hanoi', 'month'),
        period: periodOf('month', '2023-01') + place,
        result,
      })),
    );
    await city.publish(at('2023-03-01T09:00'), []);
    await readAll(view);
    const query = { ...everything, grains: ['month'], dimension: null } as const;
    const found: Result[] = [];
    for await (const { points } of await history.asOf(query, at('2023-03-01T10:00'))) {
      found.push(...[...points(-Infinity, Infinity)].map(({ result }) => result));
    }
    expect(found).toEqual(results);
  });

  it('keeps totals and the values of a dimension apart, whatever they are called', async () => {
    const name = `it's "a" name`;
    const city = openPublishedLog(plan);
    const { view, history } = await opened(city, await suite.place());
    const of = (dimensions: SeriesKey['dimensions'], value: number) => ({
      key: seriesKey('hanoi', 'month', dimensions),
      period: periodOf('month', '2023-01'),
      value,
    });
    await city.tick(at('2023-02-01T00:00'), [of({}, 5), of({ [name]: 'a' }, 2), of({ [name]: 'b' }, 3)]);
    await readAll(view);
    const found = async (dimension: SeriesQuery['dimension']) => [
      ...(await answered(history, at('2023-02-01T00:00'), [dimension])).values(),
    ];
    expect(await found(null)).toEqual(['5 unlocked']);
    expect(await found({ name, value: null })).toEqual(['2 unlocked', '3 unlocked']);
    expect(await found({ name, value: 'b' })).toEqual(['3 unlocked']);
    expect(await found({ name: 'other', value: null })).toEqual([]);
  });
}

function itIsFilledFromTheLog(suite: HistorySuite): void {
  it('fills an empty place with what was final, and with what is published now', async () => {
    const city = openPublishedLog(plan);
    await tellOfRevisions(city);
    const { history } = await opened(city, await suite.place());
    const found = (moment: string) => valuesAt(history, moment);
    // Before it was final, January said 1 and then 2: that is gone with the place that had it.
    expect(await found('2023-02-11T23:59')).toEqual([]);
    expect(await found('2023-02-12T00:00')).toEqual(['2 final']);
    expect(await found('2023-02-19T16:00')).toEqual(['2 final']);
    expect(await found('2023-02-20T00:00')).toEqual(['3 restated']);
    expect(await found('2023-03-02T00:00')).toEqual(['4 restated', '10 unlocked']);
  });

  it('lists the numbered changes of final values, cut to the periods asked for', async () => {
    const city = openPublishedLog(plan);
    const place = await suite.place();
    await opened(city, place);
    await tellOfRevisions(city);
    const { history } = await opened(city, place);
    const listed = async (bounds: { readonly from: number | null; readonly to: number | null }) => {
      const query = { ...everything, ...bounds, grains: ['month'], dimension: null } as const;
      const found: string[] = [];
      for await (const { first, number, before, after, cause } of await history.revisions(query)) {
        found.push(`${first - january.period} #${number} ${before?.value} -> ${after?.value} ${cause}`);
      }
      return found;
    };
    await expect
      .poll(() => listed({ from: null, to: null }))
      .toEqual(['0 #1 2 -> 3 statements', '0 #2 3 -> 4 statements']);
    expect(await listed({ from: 19_400, to: null })).toEqual([]);
  });

  it('takes up where it left off, and tells of what it missed by what was final', async () => {
    const city = openPublishedLog(plan);
    const place = await suite.place();
    await city.tick(at('2023-02-01T00:00'), [{ ...january, value: 1 }]);
    await opened(city, place);
    await close();
    await city.tick(at('2023-02-12T00:00'), [{ ...january, value: 2 }]);
    await city.tick(at('2023-02-13T00:00'), [
      { ...january, value: 3 },
      { ...february, value: 10 },
    ]);
    const { history } = await opened(city, place);
    const found = (moment: string) => valuesAt(history, moment);
    expect(await found('2023-02-05T00:00')).toEqual(['1 unlocked']);
    expect(await found('2023-02-12T00:00')).toEqual(['2 final']);
    expect(await found('2023-02-13T00:00')).toEqual(['3 restated', '10 unlocked']);
  });
}
