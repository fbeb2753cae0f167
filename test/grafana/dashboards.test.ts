// The generated dashboards as Grafana reads them, before any data: what they name is there, by Grafana's own lists.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { customOptions } from './choices.ts';
import { type Dashboard, type DashboardFile, type Panel, panelsOf, readDashboards } from './dashboard-files.ts';
import { grafanaData } from './grafana-data.ts';
import { interpolate } from './interpolate.ts';
import { standardProperties } from './shown.ts';

const files = readDashboards();
const DOCS = fileURLToPath(new URL('../../docs/catalogue/', import.meta.url));
const UID = /^[A-Za-z0-9_-]{1,40}$/;
const PROVIDED = fileURLToPath(new URL('../../deploy/grafana/provisioning/datasources/', import.meta.url));
const GRID_WIDTH = 24;

const all = <Found>(find: (dashboard: Dashboard, file: DashboardFile) => readonly Found[]): readonly Found[] =>
  files.flatMap((file) => find(file.dashboard, file));
const named = (path: string, { id, title }: Panel): string => `${path} #${id} ${title}`;

describe('the dashboards', () => {
  it('have addresses of their own, the same in both languages but for the language', () => {
    const uids = files.map(({ dashboard }) => dashboard.uid);
    expect(uids.filter((uid) => !UID.test(uid))).toEqual([]);
    expect(new Set(uids).size).toBe(uids.length);
    const inLanguage = (language: string) => uids.filter((uid) => uid.startsWith(`nhip-${language}-`)).length;
    expect(inLanguage('vi')).toBe(uids.length / 2);
    expect(inLanguage('en')).toBe(uids.length / 2);
  });

  it('ask the same in both languages, and say nothing in the other one', () => {
    const [vi, en] = ['vi', 'en'].map((language) =>
      files
        .filter(({ path }) => path.startsWith(`${language}/`))
        .map(({ dashboard }) => questions(dashboard, language)),
    );
    expect(vi).toEqual(en);
    const vietnamese = files
      .filter(({ path }) => path.startsWith('en/'))
      .flatMap(({ path, dashboard }) =>
        panelsOf(dashboard)
          .filter(({ title }) => /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i.test(title))
          .map((panel) => named(path, panel)),
      );
    expect(vietnamese).toEqual([]);
  });

  it('place their panels on the grid, none over another', () => {
    expect(all(({ panels }, { path }) => misplaced(panels).map((panel) => named(path, panel)))).toEqual([]);
    const twice = all(({ panels }, { path }) => {
      const ids = panels.flatMap((panel) => [panel.id, ...(panel.panels ?? []).map(({ id }) => id)]);
      return new Set(ids).size === ids.length ? [] : [path];
    });
    expect(twice).toEqual([]);
  });

  it('lead to pages, definitions and KPIs that are there', async () => {
    const { kpis } = await loadCatalogue(builtInCatalogue());
    const uids = new Set(files.map(({ dashboard }) => dashboard.uid));
    const text = files.map((file) => file.text).join('\n');
    const [pages, definitions, values] = [/\/d\/([\w-]+)/g, /\/reference\/([\w/-]+)/g, /\/v1\/kpis\/([\w-]+)\//g].map(
      (pattern) => [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))],
    );
    expect(pages?.filter((uid) => !uids.has(uid))).toEqual([]);
    expect(definitions?.filter((page) => !existsSync(`${DOCS}${page}.md`))).toEqual([]);
    const ids = new Set(kpis.map(({ id }) => id));
    expect(values?.filter((id) => !ids.has(id))).toEqual([]);
    expect(definitions).toHaveLength(values?.length ?? 0);
    // The column of programmes leads to their pages by its values.
    const programmes = [...text.matchAll(/label_replace\([^"]*"programme\\", \\"([^"\\]+)\\"/g)].map(
      ([, uid = '']) => uid,
    );
    expect(programmes.filter((uid) => !uids.has(uid))).toEqual([]);
  });

  it('show every KPI of the catalogue', async () => {
    const { kpis } = await loadCatalogue(builtInCatalogue());
    const text = files.map((file) => file.text).join('\n');
    const missing = kpis.filter(({ id }) => !text.includes(`/v1/kpis/${id}/`));
    // Composites within an index stand in its figures, not by themselves.
    expect(missing.filter(({ formula }) => formula.kind !== 'composite').map(({ id }) => id)).toEqual([]);
  });

  it('name no variable that they do not have', () => {
    const undeclared = all((dashboard, { path }) => {
      const choices = new Map((dashboard.templating.list ?? []).map(({ name, current }) => [name, current]));
      const interpolation = { choices, span: { fromMs: 0, toMs: 1 }, rateInterval: '1m' };
      const texts = panelsOf(dashboard).flatMap(({ title, targets = [] }) => [
        title,
        ...targets.flatMap(({ expr = '', rawSql = '', legendFormat = '' }) => [expr, rawSql, legendFormat]),
      ]);
      return texts.flatMap((text) => {
        try {
          interpolate(text, interpolation);
          return [];
        } catch (error) {
          return [`${path}: ${String(error)}`];
        }
      });
    });
    expect(undeclared).toEqual([]);
  });

  it('ask sources that are provided for Grafana, of the kind that they take them for', () => {
    const provided = readProvidedSources();
    const asked = all((dashboard) =>
      panelsOf(dashboard).flatMap(({ targets = [] }) => targets.map(({ datasource }) => datasource)),
    );
    const unknown = asked.filter(
      ({ uid, type }) => !provided.some((source) => source.uid === uid && source.type === type),
    );
    expect(unknown).toEqual([]);
    expect(new Set(asked.map(({ uid }) => uid))).toEqual(new Set(provided.map(({ uid }) => uid)));
  });

  it('tell of periods on every page of a programme or of units that has KPIs of their own', () => {
    const without = files.filter(({ dashboard }) => {
      const courses = panelsOf(dashboard).filter(({ type }) => type === 'timeseries');
      return courses.length > 0 && !courses.some(({ targets = [] }) => targets.every(isOfPeriods));
    });
    // What the service itself does has no periods.
    expect(without.map(({ path }) => path)).toEqual([
      'en/data-quality.json',
      'en/service.json',
      'vi/data-quality.json',
      'vi/service.json',
    ]);
  });

  it('begin with a choice that is among the options', () => {
    const lost = all(({ templating: { list = [] } }, { path }) =>
      list.flatMap(({ type, name, query, current }) => {
        if (type !== 'custom' || typeof query !== 'string') return [];
        const options = customOptions(query);
        return options.some(({ text, value }) => text === current.text && value === current.value)
          ? []
          : [`${path} ${name}`];
      }),
    );
    expect(lost).toEqual([]);
  });
});

/** As the panel types of Grafana need them: tables from rows, graphs from lines, the others from figures. */
describe('the panels of the dashboards', () => {
  const panels = all((dashboard, { path }) => panelsOf(dashboard).map((panel) => ({ path, panel })));
  const wrong = (judge: (panel: Panel) => boolean): readonly string[] =>
    panels.filter(({ panel }) => !judge(panel)).map(({ path, panel }) => named(path, panel));

  it('are of types that ship with Grafana, each with the kind of answer that it shows', () => {
    const kinds: Readonly<Record<string, readonly string[]>> = {
      table: ['rows'],
      barchart: ['rows'],
      stat: ['figure'],
      gauge: ['figure'],
      bargauge: ['figure'],
      timeseries: ['line', 'history'],
    };
    expect(
      wrong(
        ({ type, targets = [] }) =>
          targets.length > 0 && targets.every((target) => kinds[type]?.includes(kindOf(target)) ?? false),
      ),
    ).toEqual([]);
  });

  it('name each question once, and only questions that they ask', () => {
    expect(
      wrong(({ targets = [], fieldConfig }) => {
        const refIds = targets.map(({ refId }) => refId);
        const asked = fieldConfig?.overrides.filter(({ matcher }) => matcher.id === 'byFrameRefID') ?? [];
        return new Set(refIds).size === refIds.length && asked.every(({ matcher }) => refIds.includes(matcher.options));
      }),
    ).toEqual([]);
  });

  it('use transformations, matchers and properties that Grafana has', () => {
    const { standardTransformersRegistry, fieldMatchers } = grafanaData();
    const standard = new Set(Object.keys(standardProperties()));
    expect(
      wrong(({ transformations = [] }) =>
        transformations.every(({ id }) => standardTransformersRegistry.getIfExists(id) !== undefined),
      ),
    ).toEqual([]);
    expect(
      wrong(({ fieldConfig }) =>
        (fieldConfig?.overrides ?? []).every(
          ({ matcher, properties }) =>
            fieldMatchers.getIfExists(matcher.id) !== undefined &&
            properties.every(({ id }) => standard.has(id) || id.startsWith('custom.')),
        ),
      ),
    ).toEqual([]);
  });

  it('use units of measure and colours that Grafana has', () => {
    const { getValueFormats, createTheme } = grafanaData();
    const formats = new Set(getValueFormats().flatMap(({ submenu = [] }) => submenu.map(({ value }) => value)));
    const theme = createTheme();
    const isUnit = (unit: unknown): boolean =>
      typeof unit === 'string' && (unit.startsWith('suffix:') || formats.has(unit));
    // A name that is not known comes back as it is.
    const isColour = (name: unknown): boolean =>
      typeof name === 'string' && (name.startsWith('#') || theme.visualization.getColorByName(name) !== name);
    const found = (panel: Panel, key: string): readonly unknown[] => valuesOf(panel.fieldConfig, key);
    expect(wrong((panel) => found(panel, 'unit').every(isUnit))).toEqual([]);
    const colours = ['color', 'fixedColor'];
    expect(
      wrong((panel) =>
        colours
          .flatMap((key) => found(panel, key))
          .filter((value) => typeof value !== 'object')
          .every(isColour),
      ),
    ).toEqual([]);
  });

  it('tell what they show, and what is shown where there is nothing', () => {
    expect(
      wrong(({ title, fieldConfig }) => title !== '' && typeof fieldConfig?.defaults.noValue === 'string'),
    ).toEqual([]);
  });
});

interface ProvidedSource {
  readonly uid: string;
  readonly type: string;
}

function readProvidedSources(): readonly ProvidedSource[] {
  return readdirSync(PROVIDED).flatMap((name) => {
    const { datasources } = parse(readFileSync(PROVIDED + name, 'utf8')) as { datasources: readonly ProvidedSource[] };
    return datasources;
  });
}

function isOfPeriods({ rawSql, rawQuery, format }: NonNullable<Panel['targets']>[number]): boolean {
  return rawSql !== undefined && rawQuery === true && format === 'time_series';
}

function kindOf({ rawSql, instant, format }: NonNullable<Panel['targets']>[number]): string {
  if (rawSql !== undefined) return 'history';
  if (instant !== true) return 'line';
  return format === 'table' ? 'rows' : 'figure';
}

/** What is asked and where it stands, the language taken out. */
function questions(dashboard: Dashboard, language: string): unknown {
  const own = (text: string | undefined): string | undefined =>
    text?.replaceAll(`title_${language}`, 'title').replaceAll(`nhip-${language}-`, 'nhip-');
  return panelsOf(dashboard).map(({ type, gridPos, targets = [] }) => ({
    type,
    gridPos,
    // Titles are labels of the steps of a waterfall, and names of columns in SQL.
    targets: targets.map(({ refId, expr, rawSql }) => [
      refId,
      type === 'barchart' ? '' : own(expr),
      rawSql?.replaceAll(/"[^"]*"/g, '""'),
    ]),
  }));
}

function misplaced(panels: readonly Panel[]): readonly Panel[] {
  // What lies in a closed row is placed when it is opened.
  return panels.filter(({ gridPos: { x, y, w, h } }, place) => {
    const isOff = x < 0 || w < 1 || h < 1 || x + w > GRID_WIDTH;
    return (
      isOff ||
      panels
        .slice(0, place)
        .some(
          ({ gridPos: other }) => x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h,
        )
    );
  });
}

/** Values of a key, however deep; of a property by its `id`. */
function valuesOf(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.entries(value).flatMap(([name, inner]) => (name === key ? [inner] : valuesOf(inner, key)));
  return 'id' in value && value.id === key && 'value' in value ? [...own, value.value] : own;
}
