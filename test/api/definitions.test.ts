// Interface: a KPI by two definitions, from the door to the list of KPIs, the values, the scrape and the pages that explain it.
import { fileURLToPath } from 'node:url';
import { loadReference } from '@nhip/catalogue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionExamples } from '../worked-examples/definition-examples.ts';
import { openWholeWay, type WholeWay } from './whole-way.ts';

const catalogue = fileURLToPath(new URL('../worked-examples/definitions/', import.meta.url));
const TICK = '2022-09-20T12:00:00+07:00';

interface Value {
  readonly period: string;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly target: number | null;
  readonly flags: readonly string[];
  readonly asOf: string;
}

let way: WholeWay;
beforeAll(async () => {
  way = await openWholeWay({ catalogue, nowMs: Date.parse(TICK) });
  const events = (definitionExamples[0]?.told ?? []).map(({ event }) => event);
  await way.tell(events, TICK, async () => (await values('online-share', 'grain=year'))[0]?.denominator === 10);
});
afterAll(() => way.close());

async function values(kpi: string, query: string): Promise<readonly Value[]> {
  const answer = await way.get(`/v1/kpis/${kpi}/values?unit=city&${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<{ readonly values: readonly Value[] }>().values;
}

describe('a KPI that is defined anew', () => {
  it('is listed with every definition and when it is valid', async () => {
    const { kpis } = (await way.get('/v1/kpis')).json<{
      readonly kpis: readonly Readonly<Record<string, unknown>>[];
    }>();
    expect(kpis.filter(({ id }) => id === 'online-share')).toMatchObject([
      {
        valid: { from: '2022-08-15', until: null },
        basis: 'Decree 42/2022',
        targets: [{ year: 2022, value: 0.8 }],
        levels: ['city', 'district', 'commune'],
        earlier: [
          {
            valid: { from: null, until: '2022-08-15' },
            basis: 'before Decree 42/2022',
            title: { en: 'Share online at levels 3 and 4' },
            targets: [{ year: 2021, value: 0.5 }],
            levels: ['city', 'district'],
          },
        ],
      },
    ]);
    expect(kpis.find(({ id }) => id === 'index')).toMatchObject({ valid: { from: null, until: null }, earlier: [] });
  });

  it('has the values and targets of the definition that was valid on the last day', async () => {
    const months = await values('online-share', 'grain=month');
    expect(
      months.map(({ period, numerator, denominator, target, flags }) => ({
        period,
        share: `${numerator}/${denominator}`,
        target,
        flags,
      })),
    ).toEqual([
      { period: '2022-07', share: '3/4', target: 0.5, flags: [] },
      { period: '2022-08', share: '2/4', target: 0.8, flags: ['DEFINITION_CHANGED'] },
      { period: '2022-09', share: '1/2', target: 0.8, flags: [] },
    ]);
  });

  it('stands as of midnight where its definition of then has a stock, as of now where it has none', async () => {
    const [, , september] = await values('work', 'grain=month');
    expect(september).toMatchObject({ period: '2022-09', numerator: 8, asOf: '2022-09-20T00:00:00+07:00' });
    const [, , share] = await values('online-share', 'grain=month');
    expect(share?.asOf).toBe(TICK);
  });

  it('is one family of gauges, with the target of now', async () => {
    const { body } = await way.get('/metrics');
    const lines = body.split('\n').filter((line) => line.startsWith('kpi_online_share_ratio'));
    const of = (name: string, labels: string): string | undefined =>
      lines
        .find((line) => line.startsWith(`${name}{`) && line.includes(labels))
        ?.split(' ')
        .at(-1);
    expect(of('kpi_online_share_ratio', 'unit="city",level="city",grain="month",period="previous"')).toBe('0.5');
    expect(of('kpi_online_share_ratio_target', 'unit="city",level="city",grain="month",period="current"')).toBe('0.8');
    expect(new Set(body.split('\n').filter((line) => line.startsWith('# TYPE kpi_online_share_ratio '))).size).toBe(1);
  });

  it('has a page that says both', async () => {
    const page = (await loadReference(catalogue)).find(({ path }) => path.endsWith('/online-share.md'))?.text ?? '';
    const [newest = '', earlier = ''] = page.split('Earlier definitions');
    expect(newest).toContain('| hiệu lực / valid | từ / from 2022-08-15 |');
    expect(newest).toContain('of: dossier.full');
    expect(newest).not.toContain('of: dossier.high');
    expect(earlier).toContain('Share online at levels 3 and 4');
    expect(earlier).toContain('| hiệu lực / valid | đến hết / through 2022-08-14 |');
    expect(earlier).toContain('| chỉ tiêu / target | 2021: 0.5 |');
    expect(earlier).toContain('of: dossier.high');
  });
});
