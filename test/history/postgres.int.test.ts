// The history in a real PostgreSQL.
import type { Plan } from '@nhip/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { type Postgres, postgresMissing, rowsOf, startPostgres } from '../support/postgres.ts';
import {
  at,
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
import { describeHistory } from './history-suite.ts';
import { openPublishedLog, type PublishedLog, readAll, seriesKey } from './published-log.ts';

let postgres: Postgres;
let plan: Plan;
let databases = 0;

async function place(): Promise<{ readonly kind: 'postgres'; readonly url: string }> {
  databases += 1;
  return { kind: 'postgres', url: await postgres.createDatabase(`history_${databases}`) };
}

let open: HistoryAt[] = [];

async function openedUnready(city: PublishedLog, there: Awaited<ReturnType<typeof place>>): Promise<HistoryAt> {
  const one = await openAt(city, plan, there);
  open.push(one);
  return one;
}

async function opened(city: PublishedLog, there: Awaited<ReturnType<typeof place>>): Promise<HistoryAt> {
  return whenReady(await openedUnready(city, there));
}

afterEach(async () => {
  const all = open;
  open = [];
  for (const one of all) await one.close();
});

describeWith([postgresMissing()], 'on PostgreSQL', () => {
  beforeAll(async () => {
    postgres = await startPostgres();
    plan = await planOf();
  });
  afterAll(() => postgres?.close());

  describeHistory('in PostgreSQL', { runs: 12, place });

  describe('PostgreSQL', () => {
    it('is waited for: what was published while it was down is kept when it is back', async () => {
      const city = openPublishedLog(plan);
      await city.tick(at('2023-02-01T00:00'), [{ ...january, value: 1 }]);
      const { view, history } = await opened(city, await place());
      await postgres.stop();
      try {
        await city.tick(at('2023-02-02T00:00'), [{ ...january, value: 2 }]);
        await city.tick(at('2023-02-03T00:00'), [{ ...january, value: 3 }]);
        await readAll(view);
        await expect(history.asOf(everything, at('2023-02-01T00:00'))).rejects.toThrow('PostgreSQL');
      } finally {
        await postgres.start();
      }
      await expect
        .poll(() => valuesAt(history, '2023-02-03T00:00').catch(() => 'not yet'), { timeout: 20_000 })
        .toEqual(['3 unlocked']);
      expect(await valuesAt(history, '2023-02-01T12:00')).toEqual(['1 unlocked']);
      expect(await valuesAt(history, '2023-02-02T12:00')).toEqual(['2 unlocked']);
    });

    it('may be away when the exporter starts', async () => {
      const city = openPublishedLog(plan);
      await city.tick(at('2023-02-01T00:00'), [{ ...january, value: 1 }]);
      const there = await place();
      await postgres.stop();
      const { history } = await openedUnready(city, there);
      expect(history.ready()).toBe(false);
      await postgres.start();
      await expect.poll(() => history.ready(), { timeout: 20_000 }).toBe(true);
      expect(await valuesAt(history, '2023-02-01T00:00')).toEqual(['1 unlocked']);
    });

    it('has one writer: another exporter answers from it, and goes on when the writer has left', async () => {
      const city = openPublishedLog(plan);
      await city.tick(at('2023-02-01T00:00'), [{ ...january, value: 1 }]);
      const there = await place();
      const first = await opened(city, there);
      const { history: second } = await opened(city, there);
      expect(await valuesAt(second, '2023-02-01T00:00')).toEqual(['1 unlocked']);
      await first.close();
      open = open.filter((one) => one !== first);
      await city.tick(at('2023-02-02T00:00'), [{ ...january, value: 2 }]);
      await expect.poll(() => valuesAt(second, '2023-02-02T00:00'), { timeout: 20_000 }).toEqual(['2 unlocked']);
      expect(await valuesAt(second, '2023-02-01T12:00')).toEqual(['1 unlocked']);
    });

    it('answers all of a long question as of one moment, also where another exporter writes', async () => {
      const units = Array.from({ length: 300 }, (_, place) => `unit-${place}`);
      const said = (value: number) => units.map((unit) => ({ ...january, key: seriesKey(unit, 'month'), value }));
      const city = openPublishedLog(plan);
      await city.tick(at('2023-01-01T00:00'), said(1));
      const there = await place();
      const { view, history: first } = await opened(city, there);
      const { history: second } = await opened(city, there);
      const publish = async (moment: string, value: number): Promise<void> => {
        await city.publish(at(moment), said(value));
        await readAll(view);
        expect(await valuesAt(first, moment)).toEqual(units.map(() => `${value} unlocked`));
      };
      await publish('2023-01-01T10:05', 2);
      const query = { ...everything, grains: ['month'], dimension: null } as const;
      const found: (number | null)[] = [];
      for await (const { points } of await second.asOf(query, at('2023-01-01T10:07'))) {
        if (found.length === 0) await publish('2023-01-01T10:08', 3);
        found.push(...[...points(-Infinity, Infinity)].map(({ result }) => result.value));
      }
      expect(found).toEqual(units.map(() => 2));
    });
  });

  describe('the views for Grafana', () => {
    it('tell what is published, what was, and what was revised', async () => {
      const city = openPublishedLog(plan);
      const there = await place();
      const { view, history } = await opened(city, there);
      await tellOfRevisions(city);
      await readAll(view);
      await valuesAt(history, '2023-03-02T00:00');
      const moment = (name: string) =>
        `to_char(${name} AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD HH24:MI') AS ${name}`;
      const day = (name: string) => `${name}::text AS ${name}`;
      const where = "kpi = 'received' AND unit = 'hanoi' AND grain = 'month' AND dims = '{}'";
      expect(
        await rowsOf(
          there.url,
          `SELECT period, ${day('period_start')}, ${day('period_end')}, ${moment('time')}, value, state, ${moment('published_at')}
           FROM nhip.kpi_value WHERE ${where} ORDER BY period`,
        ),
      ).toEqual([
        {
          period: '2023-01',
          period_start: '2023-01-01',
          period_end: '2023-02-01',
          time: '2023-01-01 00:00',
          value: 4,
          state: 'restated',
          published_at: '2023-03-02 00:00',
        },
        {
          period: '2023-02',
          period_start: '2023-02-01',
          period_end: '2023-03-01',
          time: '2023-02-01 00:00',
          value: 10,
          state: 'provisional',
          published_at: '2023-02-20 00:00',
        },
      ]);
      expect(
        await rowsOf(
          there.url,
          `SELECT value, phase, ${moment('published_at')}, ${moment('replaced_at')} FROM nhip.kpi_history
           WHERE ${where} AND period = '2023-01' ORDER BY kpi_history.published_at`,
        ),
      ).toMatchObject([
        { value: 1, phase: 'unlocked', published_at: '2023-02-01 00:00', replaced_at: '2023-02-05 10:00' },
        // That it said 2 on the fifth stood at no tick: so exactly it is kept for two days.
        { value: 2, phase: 'final', published_at: '2023-02-12 00:00', replaced_at: '2023-02-19 15:00' },
        { value: 3, phase: 'restated', published_at: '2023-02-19 15:00', replaced_at: '2023-03-02 00:00' },
        { value: 4, phase: 'restated', published_at: '2023-03-02 00:00', replaced_at: null },
      ]);
      await expect
        .poll(() =>
          rowsOf(
            there.url,
            `SELECT number, cause, value_before, value_after FROM nhip.kpi_revision WHERE ${where} ORDER BY number`,
          ),
        )
        .toEqual([
          { number: 1, cause: 'statements', value_before: 2, value_after: 3 },
          { number: 2, cause: 'statements', value_before: 3, value_after: 4 },
        ]);
    });

    it('knows by the last tick which periods go on, also where it is opened only after what came behind that tick', async () => {
      const city = openPublishedLog(plan);
      const there = await place();
      const states = () => rowsOf(there.url, 'SELECT period, value, state FROM nhip.kpi_value ORDER BY period');
      await city.tick(at('2023-02-01T00:30'), [{ ...january, value: 1 }]);
      await city.publish(at('2023-02-01T00:40'), [{ ...february, value: 2 }]);
      const first = await opened(city, there);
      expect(await valuesAt(first.history, '2023-02-01T00:40')).toEqual(['1 unlocked', '2 unlocked']);
      const ended = { period: '2023-01', value: 1, state: 'provisional' };
      expect(await states()).toEqual([ended, { period: '2023-02', value: 2, state: 'open' }]);
      await first.close();
      open = [];
      await city.tick(at('2023-03-01T00:00'), []);
      await city.publish(at('2023-03-01T08:00'), [{ ...february, value: 3 }]);
      const { history } = await opened(city, there);
      expect(await valuesAt(history, '2023-03-01T08:00')).toEqual(['1 final', '3 unlocked']);
      expect(await states()).toEqual([
        { ...ended, state: 'final' },
        { period: '2023-02', value: 3, state: 'provisional' },
      ]);
    });

    it.each([
      ['day', '2023-03-07', '2023-03-07', '2023-03-08'],
      ['week', '2021-W01', '2021-01-04', '2021-01-11'],
      ['week', '2020-W53', '2020-12-28', '2021-01-04'],
      ['month', '2022-12', '2022-12-01', '2023-01-01'],
      ['quarter', '2023-Q4', '2023-10-01', '2024-01-01'],
      ['year', '2024', '2024-01-01', '2025-01-01'],
      ['P30D', '2023-03-07/P30D', '2023-03-07', '2023-04-06'],
    ] as const)('write a period of grain %s as the API does: %s', async (grain, period, start, end) => {
      const city = openPublishedLog(plan);
      const there = await place();
      const { view, history } = await opened(city, there);
      await city.tick(at('2024-05-01T00:00'), [
        { key: seriesKey('hanoi', grain), period: periodOf(grain, period), value: 7 },
      ]);
      await readAll(view);
      await valuesAt(history, '2024-05-01T00:00');
      const text = 'SELECT period, period_start::text, period_end::text, value FROM nhip.kpi_value';
      expect(await rowsOf(there.url, text)).toEqual([{ period, period_start: start, period_end: end, value: 7 }]);
    });
  });
});
