// The generated rules beside what they name: series that exporters show, pages that are there, and a test of each kind for each alert.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import type { Plan } from '@nhip/core';
import { ownMetrics } from '@nhip/telemetry';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readDashboards } from '../grafana/dashboard-files.ts';
import { ADDRESS, bareRules, demandingRules, GRAFANA } from './demanding-catalogue.ts';

const DEPLOYED = fileURLToPath(new URL('../../deploy/prometheus/rules/', import.meta.url));
const DOCS = fileURLToPath(new URL('../../docs/catalogue/', import.meta.url));

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface RuleTests {
  readonly tests: readonly { readonly name: string }[];
}

const rules = readdirSync(DEPLOYED)
  .filter((path) => path.endsWith('.yml'))
  .flatMap((path) => rulesIn(readFileSync(join(DEPLOYED, path), 'utf8')));
const alerts = rules.filter(({ alert }) => alert !== undefined);

function rulesIn(text: string): readonly Rule[] {
  const { groups } = parse(text) as { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
  return groups.flatMap((group) => group.rules);
}

const unique = (found: Iterable<RegExpMatchArray>): readonly string[] => [
  ...new Set([...found].map(([, name = '']) => name)),
];

let plan: Plan;
beforeAll(async () => {
  plan = await loadCatalogue(builtInCatalogue());
});

describe('the rules of the built-in catalogue', () => {
  const expressions = rules.map(({ expr }) => expr).join('\n');

  it('read own metrics that are told, by labels that they have', () => {
    const named = unique(expressions.matchAll(/\b(nhip_\w+)/g));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !(name in ownMetrics))).toEqual([]);
    const scraped = new Set(['job', 'instance']);
    for (const [, name = '', matchers = ''] of expressions.matchAll(/\b(nhip_\w+)\{([^}]*)\}/g)) {
      const labels: readonly string[] = ownMetrics[name as keyof typeof ownMetrics].labels;
      const used = unique(matchers.matchAll(/(\w+)[=!]/g)).filter((label) => !scraped.has(label));
      expect(labels, name).toEqual(expect.arrayContaining([...used]));
    }
  });

  it('read only what they record themselves besides', () => {
    const recorded = new Set(rules.map(({ record }) => record));
    const named = unique(expressions.matchAll(/\b(nhip:[\w:]+)/g));
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !recorded.has(name))).toEqual([]);
  });

  it('watch every alert of the catalogue, in the window and at the levels that it names', () => {
    const declared = plan.kpis.flatMap((kpi) => kpi.alerts.map((alert) => ({ kpi, alert })));
    expect(declared.length).toBeGreaterThan(5);
    for (const { kpi, alert } of declared) {
      const found = alerts.filter(
        ({ labels }) =>
          labels?.kpi === kpi.id && labels.severity === alert.severity && labels.window === `${alert.windowDays}d`,
      );
      expect(found.map((one) => one.alert)).toHaveLength(alert.severity === 'warning' ? 2 : 1);
      const gauge = `kpi_${kpi.id}_${kpi.measure}`.replaceAll('-', '_');
      const levels = alert.levels.length === 1 ? `level="${alert.levels[0]}"` : `level=~"${alert.levels.join('|')}"`;
      const selector = `${gauge}{grain="P${alert.windowDays}D",period="current",${levels}`;
      for (const { expr } of found) expect(expr).toContain(selector);
      expect(kpi.grains).toContain(`P${alert.windowDays}D`);
    }
  });

  it('watch nothing that the catalogue does not name', () => {
    const watching = new Set(plan.kpis.filter((kpi) => kpi.alerts.length > 0).map(({ id }) => id));
    const named = new Set(alerts.flatMap(({ labels }) => labels?.kpi ?? []));
    expect(named).toEqual(watching);
  });

  it('name whoever answers for the KPI now', () => {
    for (const { labels } of alerts.filter((alert) => alert.labels?.area === 'kpi')) {
      expect(labels?.owner).toBe(plan.kpis.find(({ id }) => id === labels?.kpi)?.owners.at(-1)?.unit);
    }
  });

  it('have names of their own, and say what they are about in both languages', () => {
    const names = alerts.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    for (const { alert, labels, annotations } of alerts) {
      expect(labels?.severity, alert).toMatch(/^(info|warning|critical)$/);
      expect(labels?.area, alert).toMatch(/^(kpi|agency|service|watchdog)$/);
      expect(annotations?.summary_vi, alert).toMatch(
        /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹáàãéèíìóòõúù]/i,
      );
      expect(annotations?.summary_en, alert).toMatch(/[a-z]{3}/);
    }
  });

  it('lead to dashboards and definitions that are there', () => {
    const text = alerts.flatMap(({ annotations }) => Object.values(annotations ?? {})).join('\n');
    const uids = new Set(readDashboards().map(({ dashboard }) => dashboard.uid));
    const pages = unique(text.matchAll(/\/d\/([\w-]+)/g));
    expect(pages.length).toBeGreaterThan(5);
    expect(pages.filter((uid) => !uids.has(uid))).toEqual([]);
    const definitions = unique(text.matchAll(/\/reference\/([\w/-]+)/g));
    expect(definitions.length).toBeGreaterThan(5);
    expect(definitions.filter((page) => !existsSync(`${DOCS}${page}.md`))).toEqual([]);
  });

  it('have a test of each kind for each alert', () => {
    const tested = readdirSync(join(DEPLOYED, 'tests'))
      .map((path) => parse(readFileSync(join(DEPLOYED, 'tests', path), 'utf8')) as RuleTests)
      .flatMap(({ tests }) => tests.map(({ name }) => name));
    for (const { alert, labels } of alerts) {
      const own = tested.filter((name) => name.startsWith(`${alert} (${labels?.severity}) – `));
      const kinds = ['fires', 'missing data', 'roll-over'];
      // What always fires is never over.
      if (labels?.area !== 'watchdog') kinds.push('just below', 'resolves');
      if (labels?.area === 'kpi' || labels?.area === 'agency') kinds.push('stale');
      for (const kind of kinds)
        expect(
          own.some((name) => name.includes(` – ${kind}: `)),
          `${alert}: ${kind}`,
        ).toBe(true);
    }
  });
});

describe('the rules of a demanding catalogue', () => {
  let own: readonly Rule[] = [];
  let texts = new Map<string, string>();
  beforeAll(async () => {
    texts = new Map((await demandingRules()).map(({ path, text }) => [path, text]));
    own = rulesIn(texts.get('kpi-general.yml') ?? '');
  });
  const named = (name: string): Rule | undefined => own.find(({ alert }) => alert === name);

  it('are the same for the same catalogue', async () => {
    expect(new Map((await demandingRules()).map(({ path, text }) => [path, text]))).toEqual(texts);
  });

  it('are an alert for each severity, direction and dimension, and one for values that are gone of each window', () => {
    expect(own.map(({ alert }) => alert)).toEqual([
      'KpiOnlineShareBelow',
      'KpiOnlineShareBelowCritical',
      'KpiOnlineShareAboveInfo',
      'KpiOnlineShareNoDataIn7Days',
      'KpiOnlineShareNoData',
      'KpiChange2Below',
      'KpiChange2Above',
      'KpiChange2NoData',
      'KpiReceivedBelowBySeverity',
      'KpiReceivedBelowBySeverityCritical',
      'KpiReceivedNoDataBySeverity',
    ]);
  });

  it('end by a better value where there is one, else by time', () => {
    const clear = named('KpiOnlineShareBelow');
    expect(clear?.expr).toContain('< 0.5\n');
    expect(clear?.keep_firing_for).toBeUndefined();
    expect(named('KpiOnlineShareBelowCritical')).toMatchObject({ for: '90s', keep_firing_for: '90s' });
    expect(named('KpiOnlineShareAboveInfo')?.for).toBeUndefined();
  });

  it('watch totals, or one dimension', () => {
    expect(named('KpiReceivedBelowBySeverity')?.expr).toContain('level=~"city|ward",severity!=""}');
    expect(named('KpiReceivedBelowBySeverity')?.labels).toMatchObject({
      dimension: 'severity',
      member: '{{ $labels.severity }}',
    });
    expect(named('KpiOnlineShareBelow')?.labels).toMatchObject({ owner: 'A.1', bound: 'below' });
  });

  it('take titles as they are written, and lead to the addresses that are given', () => {
    const { annotations } = named('KpiOnlineShareBelow') ?? {};
    expect(annotations?.summary_en).toMatch(/^Online's share {{ "{{" }} \.En }} – /);
    expect(annotations?.reference).toBe(`${ADDRESS}reference/general/online-share`);
    expect(annotations?.dashboard_vi).toBe(`${GRAFANA}/d/nhip-vi-p-general?var-unit={{ $labels.unit | urlquery }}`);
  });

  it('expect of each agency the shortest of its cadences', () => {
    const agencies = rulesIn(texts.get('nhip-agencies.yml') ?? '');
    expect(agencies.map(({ labels }) => labels?.every)).toEqual(['3d', '10d']);
    const [named, others] = agencies.map(({ expr }) => expr);
    expect(named).toContain('> 259200');
    expect(named).toContain('nhip_unit_info{unit="A.1"}');
    expect(others).toContain('> 864000');
    expect(others).toContain('nhip_unit_info{level="ward",unit!~"A.1"}');
  });
});

describe('the rules of a city without KPIs and cadences', () => {
  it('are those of the service', async () => {
    const paths = (await bareRules()).map(({ path }) => path).filter((path) => !path.startsWith('tests/'));
    expect(paths).toEqual(['README.md', 'nhip-budgets.yml', 'nhip-freshness.yml', 'nhip-service.yml']);
  });
});
