// Interface: units that were merged (E11), from the real door to the answers under the boundaries of then and of now.
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergerEvents } from '../worked-examples/unit-examples.ts';
import { openWholeWay, type WholeWay } from './whole-way.ts';

interface Value {
  readonly unit: string;
  readonly period: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly state: string;
  readonly flags: readonly string[];
}

const catalogue = fileURLToPath(new URL('../worked-examples/merger/', import.meta.url));

let way: WholeWay;
beforeAll(async () => {
  way = await openWholeWay({ catalogue, nowMs: Date.parse('2025-12-31T12:00:00+07:00') });
});
afterAll(() => way.close());

async function values(query: string): Promise<readonly Value[]> {
  const answer = await way.get(`/v1/kpis/online/values?${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<{ readonly values: readonly Value[] }>().values;
}

async function written(query: string): Promise<readonly string[]> {
  const found = await values(query);
  return found.map(({ unit, period, numerator, denominator, flags }) =>
    [unit, period, `${numerator}/${denominator}`, ...flags].join(' '),
  );
}

const isWhole = (of: string) => async (): Promise<boolean> =>
  (await written('unit=city&grain=year')).some((text) => text.includes(of));

describe('GET /v1/kpis/{kpi}/values?boundaries=', () => {
  it('counts by the units of June while the last tick lies before the merger', async () => {
    await way.tell(mergerEvents.untilJune, '2025-06-30T12:00:00+07:00', isWhole('70/150'));
    expect(await written('boundaries=now&grain=year')).toEqual([
      'A 2025 40/100',
      'B 2025 30/50',
      'D 2025 70/150',
      'city 2025 70/150',
    ]);
  });

  it('counts by the units of today after it, and by those of the day without asking', async () => {
    await way.tell(mergerEvents.july, '2025-12-31T12:00:00+07:00', isWhole('133/240'));
    const months = 'from=2025-06-01&to=2025-08-01&grain=month';
    const then = ['A 2025-06 40/100', 'B 2025-06 30/50', 'D 2025-06 70/150', 'N 2025-07 63/90'];
    const city = ['city 2025-06 70/150', 'city 2025-07 63/90'];
    expect(await written(months)).toEqual([...then, ...city]);
    expect(await written(`boundaries=then&${months}`)).toEqual([...then, ...city]);
    expect(await written(`boundaries=now&${months}`)).toEqual(['N 2025-06 70/150', 'N 2025-07 63/90', ...city]);
    expect(await written('boundaries=now&grain=year')).toEqual(['N 2025 133/240', 'city 2025 133/240']);
    expect(await written('boundaries=now&unit=A')).toEqual([]);
  });

  it('takes what a dissolved unit still states for its successor, with a flag', async () => {
    await way.tell(mergerEvents.late, '2025-12-31T12:00:01+07:00', isWhole('133/250'));
    expect(await written('unit=N&grain=month&from=2025-07-01&to=2025-08-01')).toEqual([
      'N 2025-07 63/100 UNIT_SUCCESSOR',
    ]);
    expect(await written('boundaries=now&grain=year')).toEqual([
      'N 2025 133/250 UNIT_SUCCESSOR',
      'city 2025 133/250 UNIT_SUCCESSOR',
    ]);
  });

  it('refuses a unit that is not in the tree at the door', async () => {
    const [event] = mergerEvents.late;
    const answer = await way.app.inject({
      method: 'POST',
      url: '/v1/events',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({ ...event, source: '/X' }),
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'NHIP_DATA_UNIT_UNKNOWN', pointer: '/source' });
  });

  it('locks values of then, and leaves those of now that differ open to the next merger', async () => {
    // A first tick publishes, the next one past the delay locks.
    await way.tell([], '2026-02-01T00:00:00+07:00', async () => true);
    const states = async (boundaries: string) =>
      (await values(`boundaries=${boundaries}&unit=N&grain=month&from=2025-06-01&to=2025-09-01`)).map(
        ({ period, state }) => `${period} ${state}`,
      );
    expect(await states('then')).toEqual(['2025-07 final', '2025-08 final']);
    expect(await states('now')).toEqual(['2025-06 provisional', '2025-07 provisional', '2025-08 final']);
  });

  it('answers in CSV too, in the same columns', async () => {
    const answer = await way.get('/v1/kpis/online/values?boundaries=now&unit=N&grain=year', 'text/csv');
    const rows: readonly Readonly<Record<string, string>>[] = parse(answer.body, { columns: true });
    expect(rows.map(({ unit, period, numerator, flags }) => [unit, period, numerator, flags])).toEqual([
      ['N', '2025', '133', 'UNIT_SUCCESSOR'],
      ['N', '2026', '0', ''],
    ]);
  });

  it('are then or now and nothing else', async () => {
    const answer = await way.get('/v1/kpis/online/values?boundaries=later');
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'NHIP_QUERY_PARAMETER_INVALID' });
  });

  it('show on /metrics as they were then, once each', async () => {
    const { body } = await way.get('/metrics');
    const samples = body.split('\n').filter((line) => line.startsWith('kpi_online_ratio_numerator{unit="N"'));
    const places = samples.map((line) => line.slice(0, line.indexOf('} ')));
    expect(places.length).toBeGreaterThan(0);
    expect(new Set(places).size).toBe(places.length);
    expect(samples).toContain('kpi_online_ratio_numerator{unit="N",level="commune",grain="year",period="previous"} 63');
  });
});
