// The dashboards of a small catalogue: the same for the same catalogue, and whole where much is missing.
import { describe, expect, it } from 'vitest';
import { compileText } from '../testing/compile-text.ts';
import { goodCatalogue } from '../testing/good.ts';
import { dashboardFiles } from './dashboards.ts';

const { plan } = compileText(goodCatalogue);
const ADDRESS = 'https://nhip.example/';
const files = dashboardFiles(plan, { address: ADDRESS });
const textOf = (path: string): string => files.find((file) => file.path === path)?.text ?? '';

describe('the dashboards of a catalogue', () => {
  it('are a page for each subject and programme, in each language', () => {
    const pages = ['data-quality', 'overview', 'programmes/general', 'service', 'unit'];
    expect(files.map(({ path }) => path)).toEqual(
      ['en', 'vi'].flatMap((language) => pages.map((page) => `${language}/${page}.json`)),
    );
  });

  it('are the same for the same catalogue', () => {
    expect(dashboardFiles(compileText(goodCatalogue).plan, { address: ADDRESS })).toEqual(files);
  });

  it('speak one language each, by the titles of the catalogue', () => {
    expect(textOf('vi/overview.json')).toContain('Xã : commune');
    expect(textOf('en/overview.json')).toContain('Communes : commune');
    expect(textOf('vi/service.json')).toContain('Tình trạng hệ thống');
    expect(textOf('en/service.json')).toContain('Service health');
  });

  it('lead to the definition and the values of each KPI at the address that is given', () => {
    expect(textOf('en/programmes/general.json')).toContain('https://nhip.example/reference/general/median');
    expect(textOf('en/programmes/general.json')).toContain('https://nhip.example/v1/kpis/median/values');
  });

  it('ask for every KPI by the name of its gauge', () => {
    const text = textOf('vi/programmes/general.json');
    for (const { id, measure } of plan.kpis) expect(text).toContain(`kpi_${id}_${measure}`.replaceAll('-', '_'));
  });

  it('are there for a catalogue without any KPI', () => {
    const empty = dashboardFiles({ ...plan, kpis: [] }, { address: ADDRESS });
    expect(empty.map(({ path }) => path)).toContain('vi/overview.json');
    expect(empty.every(({ text }) => Array.isArray((JSON.parse(text) as { panels: unknown }).panels))).toBe(true);
  });
});
