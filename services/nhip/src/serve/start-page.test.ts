// The page at `/`: none of its links may lead nowhere, whichever part of the service shows it.
import { builtInCatalogue, loadWithReference } from '@nhip/catalogue';
import { describe, expect, it } from 'vitest';
import { type StartPage, startPage } from './start-page.ts';

const { plan, reference } = await loadWithReference(builtInCatalogue());
const page = (change: Partial<StartPage> = {}): string =>
  startPage({ plan, hasValues: true, takesEvents: true, manualClock: false, simulated: false, ...change });
const linksOf = (html: string): readonly URL[] =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, to = '']) => new URL(to.replaceAll('&amp;', '&'), 'http://a.test'));

describe('the start page', () => {
  it('asks for values of the city for a length of period for which there are any', () => {
    const asked = linksOf(page()).filter(({ pathname }) => pathname.endsWith('/values'));
    const wrong = asked.filter(({ pathname, searchParams }) => {
      const kpi = plan.kpis.find(({ id }) => pathname === `/v1/kpis/${id}/values`);
      return kpi?.grains.some((grain) => grain === searchParams.get('grain')) !== true;
    });
    expect(asked).toHaveLength(plan.kpis.length);
    expect(wrong.map(String)).toEqual([]);
    expect(asked.filter(({ searchParams }) => searchParams.get('unit') === plan.root).length).toBeGreaterThan(100);
  });

  it('leads to the page of each KPI', () => {
    const pages = new Set(reference.map(({ path }) => `/reference/${path.replace(/\.md$/, '')}`));
    const linked = linksOf(page()).filter(({ pathname }) => /^\/reference\/./.test(pathname));
    expect(linked).toHaveLength(plan.kpis.length);
    expect(linked.filter(({ pathname }) => !pages.has(pathname)).map(String)).toEqual([]);
  });

  it('tells of a part of the service only what that part answers', () => {
    const gateway = page({ hasValues: false });
    expect(linksOf(gateway).map(({ pathname }) => pathname)).toEqual(['/metrics', '/docs', '/openapi.json', '/readyz']);
    expect(gateway).toContain('POST /v1/events');
    expect(page({ takesEvents: false })).not.toContain('POST /v1/events');
  });

  it('says in both languages that data is simulated, where it is', () => {
    expect(page({ simulated: true })).toMatch(/dữ liệu mô phỏng[\s\S]*All data here is simulated/);
    expect(page()).not.toMatch(/mô phỏng|simulated/);
  });
});
