// The history over a log of published values, in a given place, and questions to it in few words.
import { loadCatalogue } from '@nhip/catalogue';
import { type Grain, type Plan, parsePeriod } from '@nhip/core';
import { type HistoryPlace, type OpenHistory, openHistory, type PublishedView, type SeriesQuery } from '@nhip/exporter';
import { createLogger } from '@nhip/telemetry';
import { expect } from 'vitest';
import { CATALOGUE } from '../real-data/case-events.ts';
import { placeOf } from './history-lives.ts';
import { openView, type PublishedLog, raise, seriesKey } from './published-log.ts';

/** For so many days every tick is kept. */
export const DAYS = 12;

/** Months are final ten days after their end, days after two. */
export async function planOf(): Promise<Plan> {
  const plan = await loadCatalogue(CATALOGUE);
  return { ...plan, timeZone: 'Asia/Ho_Chi_Minh', finalAfterDays: { month: 10, day: 2 } };
}

export interface HistoryAt {
  readonly view: PublishedView;
  readonly history: OpenHistory;
  close(): Promise<void>;
}

/** @param plan of the log. */
export async function openAt({ log }: PublishedLog, plan: Plan, place: HistoryPlace): Promise<HistoryAt> {
  const view = await openView(log, plan);
  const history = await openHistory({
    log,
    generation: 1,
    plan,
    view,
    place,
    clock: 'system',
    days: DAYS,
    logger: createLogger({ level: 'silent' }),
    failed: raise,
  });
  const close = async (): Promise<void> => {
    await history.close();
    await view.close();
  };
  return { view, history, close };
}

const READY_MS_MAX = 20_000;

export async function whenReady(at: HistoryAt): Promise<HistoryAt> {
  await expect.poll(() => at.history.ready(), { timeout: READY_MS_MAX }).toBe(true);
  return at;
}

export const everything = {
  kpi: 'received',
  unit: null,
  grains: ['day', 'month'],
  dimension: null,
  boundaries: 'then',
  from: null,
  to: null,
} as const;

/** Place -> value and whether it is locked. */
export async function answered(
  history: OpenHistory,
  momentMs: number,
  dimensions: readonly SeriesQuery['dimension'][] = [null],
): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  for (const dimension of dimensions) {
    for await (const { key, points } of await history.asOf({ ...everything, dimension }, momentMs)) {
      for (const { period, result, state } of points(-Infinity, Infinity)) {
        const phase = state === 'final' || state === 'restated' ? state : 'unlocked';
        values.set(placeOf(key, period), `${result.value} ${phase}`);
      }
    }
  }
  return values;
}

/** Values of totals at a local moment. */
export async function valuesAt(history: OpenHistory, moment: string): Promise<readonly string[]> {
  return [...(await answered(history, at(moment))).values()];
}

/** A local moment, milliseconds since 1970. */
export function at(moment: string): number {
  return Date.parse(`${moment}+07:00`);
}

export function periodOf(grain: Grain, text: string): number {
  const period = parsePeriod(grain, text);
  if (period === null) throw new RangeError(`${text} is no ${grain}`);
  return period;
}

export const january = { key: seriesKey('hanoi', 'month'), period: periodOf('month', '2023-01') };
export const february = { ...january, period: periodOf('month', '2023-02') };

/** January says 1, then 2, is locked on 12 February, and revised on 20 February and 2 March. */
export async function tellOfRevisions(city: PublishedLog): Promise<void> {
  await city.tick(at('2023-02-01T00:00'), [{ ...january, value: 1 }]);
  await city.publish(at('2023-02-05T10:00'), [{ ...january, value: 2 }]);
  await city.tick(at('2023-02-12T00:00'), []);
  await city.publish(at('2023-02-19T15:00'), [{ ...january, value: 3 }]);
  await city.tick(at('2023-02-20T00:00'), [{ ...february, value: 10 }]);
  await city.tick(at('2023-03-02T00:00'), [{ ...january, value: 4 }]);
}
