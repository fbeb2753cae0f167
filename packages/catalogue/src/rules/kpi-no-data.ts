// Rules: a unit whose watched KPI had a value and has none any more. Without it an alert on that value would be silent for ever, and
// nobody would know. It is over when there is a value again, or the unit is no longer in force.
import type { Filling } from './filling.ts';
import { firing, freshOnly, held, NEWS, type Standing } from './freshness.ts';
import { noDataScenarios } from './no-data-scenarios.ts';
import { indented } from './promql.ts';
import type { AlertRule, Labels } from './rule.ts';
import {
  byOf,
  freshValues,
  kpiLabels,
  kpiLinks,
  noDataName,
  type RulesOptions,
  selectorOf,
  standingOf,
  type Watched,
  whose,
} from './watched.ts';

const SEVERITY = 'warning';
const FOR_SECONDS = 3600;
/** Longer than it waits; who has looked away for longer finds the value of a day ago. */
const LOOK_BACK = '2h';

export function noDataAlert(watched: Watched, options: RulesOptions): AlertRule {
  const name = noDataName(watched);
  const { kpi, watching } = watched;
  const rule: AlertRule = {
    kind: 'alert',
    name,
    expression: expressionOf(watched, standingOf(name, watched, SEVERITY)),
    forSeconds: FOR_SECONDS,
    keepSeconds: 0,
    severity: SEVERITY,
    area: 'kpi',
    labels: kpiLabels(watched),
    annotations: (filling) => annotationsOf(watched, options, filling),
    listed: `${kpi.title.en}: had a value in ${watching.windowDays} days, has none; ${watching.levels.join(', ')}`,
    scenarios: [],
  };
  return { ...rule, scenarios: noDataScenarios(watched, rule) };
}

function expressionOf(watched: Watched, standing: Standing): string {
  const by = byOf(watched.watching);
  const earlier = (offset: string): string => `max by (${by}) (${selectorOf(watched, '')} offset ${offset})`;
  const had = [earlier(LOOK_BACK), earlier('1d'), firing(standing)].join('\nor\n');
  const inForce = `and on (unit) (${freshOnly('nhip_unit_info')})`;
  const lost = `(\n${indented(had)}\n)\nunless on (${by}) ${freshValues(watched)}\n${inForce}\nand on () (${NEWS})`;
  return `(\n${indented(lost)}\n)\nor\n${held(standing)}`;
}

function annotationsOf(watched: Watched, options: RulesOptions, filling: Filling): Labels {
  const { title } = watched.kpi;
  const unit = whose(watched.watching, filling);
  const { windowDays } = watched.watching;
  return {
    summary_vi: `${filling.literal(title.vi)} – ${unit.vi}: trước có giá trị (cửa sổ ${windowDays} ngày), nay không còn`,
    summary_en: `${filling.literal(title.en)} – ${unit.en}: had a value (window of ${windowDays} days), has none any more`,
    ...kpiLinks(watched, options, filling),
  };
}
