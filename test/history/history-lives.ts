// Lives of a city's published values for the history's contract: random commits and ticks over some weeks, and what stood at each of them.
import { isDeepStrictEqual } from 'node:util';
import { openZone, type Plan, parsePeriod, type SeriesKey } from '@nhip/core';
import fc from 'fast-check';
import { type PublishedLog, type Said, seriesKey } from './published-log.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
export const BEGIN_MS = Date.parse('2022-11-20T00:00:00+07:00');

const keys: readonly SeriesKey[] = [
  seriesKey('hanoi', 'month'),
  seriesKey('hanoi', 'day'),
  seriesKey('ba-dinh', 'month', { procedure: `it's "1"` }),
];

export type Step =
  | { readonly kind: 'publish'; readonly afterMs: number; readonly said: readonly Said[] }
  /** At the next local midnight, or after some of them. */
  | { readonly kind: 'tick'; readonly days: number; readonly said: readonly Said[] }
  | { readonly kind: 'reopen' };

const said: fc.Arbitrary<Said> = fc
  .record({
    key: fc.constantFrom(...keys),
    back: fc.integer({ min: 0, max: 5 }),
    value: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 6 }),
  })
  .map(({ key, back, value }) => ({
    key,
    value,
    period: (parsePeriod(key.grain, key.grain === 'day' ? '2022-12-05' : '2023-01') ?? 0) - back,
  }));

const saids = fc.array(said, { maxLength: 4 });

export const lives: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('publish' as const), afterMs: after(), said: saids }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('tick' as const), days: fc.constantFrom(1, 1, 1, 3, 20), said: saids }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
  ),
  { minLength: 1, maxLength: 25 },
);

function after(): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: 1, max: 5 * MINUTE_MS }), fc.integer({ min: 1, max: 300 * MINUTE_MS }));
}

/** Everything that stood after a commit: place -> value and phase. */
export interface Standing {
  readonly momentMs: number;
  readonly isTick: boolean;
  readonly values: ReadonlyMap<string, string>;
}

/** @param reopen closes the history and opens it again. */
export async function live(
  city: PublishedLog,
  plan: Plan,
  { steps, reopen }: { readonly steps: readonly Step[]; readonly reopen: () => Promise<void> },
): Promise<readonly Standing[]> {
  const zone = openZone(plan.timeZone);
  const standings: Standing[] = [];
  let nowMs = BEGIN_MS;
  const note = (isTick: boolean): void => {
    const values = valuesOf(city);
    // An evaluation that changes nothing is no moment of its own.
    if (isTick || !isDeepStrictEqual(values, standings.at(-1)?.values)) {
      standings.push({ momentMs: nowMs, isTick, values });
    }
  };
  await city.tick(nowMs, []);
  note(true);
  for (const step of steps) {
    if (step.kind === 'reopen') await reopen();
    else if (step.kind === 'tick') {
      nowMs = zone.midnight(zone.dayOf(nowMs) + step.days);
      await city.tick(nowMs, step.said);
      note(true);
    } else {
      nowMs += step.afterMs;
      await city.publish(nowMs, step.said);
      note(false);
    }
  }
  return standings;
}

export function placeOf({ unit, grain, dimensions }: SeriesKey, period: number): string {
  return JSON.stringify([unit, grain, dimensions, period]);
}

function valuesOf(city: PublishedLog): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { key, runs } of city.all()) {
    for (const { first, end, carries } of runs) {
      for (let period = first; period < end; period += 1) {
        values.set(placeOf(key, period), `${carries.result.value} ${carries.phase}`);
      }
    }
  }
  return values;
}

/** What the history answers about a moment, told from everything that stood. */
export function expectedAt(
  momentMs: number,
  standings: readonly Standing[],
  { days, timeZone }: { readonly days: number; readonly timeZone: string },
): ReadonlyMap<string, string> {
  const lastMs = standings.at(-1)?.momentMs ?? 0;
  const ticks = standings.filter(({ isTick }) => isTick).map((one) => one.momentMs);
  const tickMs = lastUpTo(ticks, momentMs);
  if (momentMs >= lastMs) return stoodAt(lastMs, standings);
  if (momentMs >= lastMs - 2 * DAY_MS) {
    const quarter = Math.floor(momentMs / (15 * MINUTE_MS)) * 15 * MINUTE_MS;
    return stoodAt(Math.max(quarter, tickMs), standings);
  }
  if (momentMs >= lastMs - days * DAY_MS) return stoodAt(tickMs, standings);
  const month = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: 'numeric' });
  const firsts = ticks.filter((at, place) => place === 0 || month.format(at) !== month.format(ticks[place - 1]));
  const locked = [...stoodAt(tickMs, standings)].filter(([, value]) => !value.endsWith('unlocked'));
  return new Map([...stoodAt(lastUpTo(firsts, momentMs), standings), ...locked]);
}

function lastUpTo(moments: readonly number[], momentMs: number): number {
  return moments.findLast((at) => at <= momentMs) ?? -Infinity;
}

function stoodAt(momentMs: number, standings: readonly Standing[]): ReadonlyMap<string, string> {
  return standings.findLast((one) => one.momentMs <= momentMs)?.values ?? new Map();
}
