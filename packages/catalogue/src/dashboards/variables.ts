// Dashboards: what is chosen above the panels: the unit, how long periods are, which of them, and the level that is ranked.

import {
  CustomVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Bilingual } from '@nhip/core';
import { type Scene, say } from './scene.ts';
import { PROMETHEUS } from './sources.ts';
import { grainTitles } from './words.ts';

interface Builder {
  build(): VariableModel;
}

export type Period = 'previous' | 'current';

/** The same on every page about KPIs, so that links take along what was chosen. */
export function choices(scene: Scene, first: Period = 'previous'): readonly Builder[] {
  return [unitVariable(scene), grainVariable(scene), periodVariable(scene, first), levelVariable(scene)];
}

/** Units in force, by the names that the exporter tells: a unit that is founded or renamed needs no new dashboard. */
function unitVariable(scene: Scene): QueryVariableBuilder {
  const { plan, words, language } = scene;
  const root = plan.units.find(({ code }) => code === plan.root);
  const title = root === undefined ? plan.root : say(scene, root.title);
  const query = `query_result(max by (unit, title_${language}) (nhip_unit_info))`;
  return (
    new QueryVariableBuilder('unit')
      .label(words.unit)
      .datasource(PROMETHEUS)
      // 3: the result of a query, in the editor of Grafana's Prometheus data source.
      .query({ qryType: 3, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
      .definition(query)
      .regex(`/title_${language}="(?<text>[^"]+)", ?unit="(?<value>[^"]+)"/`)
      .sort(VariableSort.AlphabeticalAsc)
      .refresh(VariableRefresh.OnDashboardLoad)
      .current({ text: title, value: plan.root, selected: true })
  );
}

function grainVariable(scene: Scene): CustomVariableBuilder {
  const grains = ['month', 'quarter', 'year'].map(
    (grain) => [titleOf(scene, grainTitles[grain], grain), grain] as const,
  );
  return custom({ name: 'grain', label: scene.words.grain, options: grains });
}

/** A period that goes on compares with nothing, so that mostly the last complete one comes first. */
function periodVariable({ words }: Scene, first: Period): CustomVariableBuilder {
  const other = first === 'previous' ? 'current' : 'previous';
  const options = ([first, other] as const).map((period) => [words[period], period] as const);
  return custom({ name: 'period', label: words.period, options });
}

/** Levels below the root that still have units. */
function levelVariable(scene: Scene): CustomVariableBuilder {
  const { plan, words } = scene;
  const lasting = plan.levels
    .slice(1)
    .filter((level) => plan.units.some((unit) => unit.level === level && unit.until === null));
  const levels = lasting.length === 0 ? plan.levels.slice(0, 1) : lasting;
  const options = levels.map((level) => [titleOf(scene, plan.titles.levels[level], level), level] as const);
  return custom({ name: 'level', label: words.level, options });
}

function titleOf(scene: Scene, title: Bilingual | undefined, code: string): string {
  return title === undefined ? code : say(scene, title);
}

interface Choice {
  readonly name: string;
  readonly label: string;
  /** The first one is chosen. */
  readonly options: readonly (readonly [text: string, value: string])[];
}

function custom({ name, label, options }: Choice): CustomVariableBuilder {
  const [first] = options;
  const written = options.map(([text, value]) => `${text.replaceAll(',', '\\,')} : ${value}`).join(', ');
  const listed = options.map(([text, value], place) => ({ text, value, selected: place === 0 }));
  return new CustomVariableBuilder(name)
    .label(label)
    .values(written)
    .options(listed)
    .current({ text: first?.[0] ?? '', value: first?.[1] ?? '', selected: true });
}
