// Rules: the alert on the value of a KPI, as the catalogue declares it. It watches a rolling window, so a new month ends no breach; where
// there is no news of the value it stands as it stood, and says so.
import type { AlertPlan } from '@nhip/core';
import { type Filling, percentage, plainNumber } from './filling.ts';
import { firing, held, type Standing } from './freshness.ts';
import { breachScenarios } from './kpi-scenarios.ts';
import { indented } from './promql.ts';
import type { AlertRule, Labels } from './rule.ts';
import {
  breachName,
  byOf,
  freshValues,
  isShare,
  kpiLabels,
  kpiLinks,
  type RulesOptions,
  standingOf,
  type Watched,
  whose,
  withUnit,
} from './watched.ts';

export interface Breach extends Watched {
  readonly watching: AlertPlan;
}

export function breachAlert(breach: Breach, options: RulesOptions): AlertRule {
  const { below, clear, forSeconds, severity } = breach.watching;
  const name = breachName(breach, below === null ? 'Above' : 'Below', severity);
  const rule: AlertRule = {
    kind: 'alert',
    name,
    expression: expressionOf(breach, standingOf(name, breach, severity)),
    forSeconds,
    keepSeconds: clear === null ? forSeconds : 0,
    severity,
    area: 'kpi',
    labels: { ...kpiLabels(breach), bound: below === null ? 'above' : 'below' },
    annotations: (filling) => annotationsOf(breach, options, filling),
    listed: listedOf(breach),
    scenarios: [],
  };
  return { ...rule, scenarios: breachScenarios(breach, rule) };
}

/** Bad enough to alert, of a denominator that is large enough; not yet good enough to be over; or no news. */
function expressionOf(breach: Breach, standing: Standing): string {
  const { below, above, clear, atLeast } = breach.watching;
  const by = byOf(breach.watching);
  const value = freshValues(breach);
  const worseThan = (bound: number | null): string => `${value} ${below === null ? '>' : '<'} ${bound}`;
  const enough = `and on (${by})\n${freshValues(breach, '_denominator')} >= ${atLeast}`;
  const breached = worseThan(below ?? above);
  const parts = [
    atLeast === 0 ? breached : `(\n${indented(`${breached}\n${enough}`)}\n)`,
    ...(clear === null ? [] : [`(\n${indented(`${worseThan(clear)}\nand on (${by})\n${firing(standing)}`)}\n)`]),
    held(standing),
  ];
  return parts.join('\nor\n');
}

export function numberText(breach: Breach, value: number): string {
  return isShare(breach.kpi) ? percentage(value) : plainNumber(value);
}

function annotationsOf(breach: Breach, options: RulesOptions, filling: Filling): Labels {
  const { kpi, watching } = breach;
  const unit = whose(watching, filling);
  const value = withUnit(kpi, filling.value(isShare(kpi)));
  const bound = withUnit(kpi, numberText(breach, watching.below ?? watching.above ?? 0));
  const title = { vi: filling.literal(kpi.title.vi), en: filling.literal(kpi.title.en) };
  const beyond = watching.below === null ? { vi: 'trên', en: 'above' } : { vi: 'dưới', en: 'below' };
  const days = { vi: `cửa sổ ${watching.windowDays} ngày`, en: `window of ${watching.windowDays} days` };
  return {
    summary_vi: `${title.vi} – ${unit.vi}: ${filling.held(
      `số liệu đang cũ; lần cuối biết được là ${beyond.vi} ngưỡng ${bound.vi}, giữ nguyên cảnh báo`,
      `${value.vi}, ${beyond.vi} ngưỡng ${bound.vi} (${days.vi})`,
    )}`,
    summary_en: `${title.en} – ${unit.en}: ${filling.held(
      `stale; when last known it was ${beyond.en} the bound of ${bound.en}, so the alert stands`,
      `${value.en}, ${beyond.en} the bound of ${bound.en} (${days.en})`,
    )}`,
    ...kpiLinks(breach, options, filling),
  };
}

function listedOf(breach: Breach): string {
  const { kpi, watching } = breach;
  const { below, above, clear, atLeast, windowDays, perDimension, levels } = watching;
  const parts = [
    `${kpi.title.en}: ${below === null ? 'above' : 'below'} ${numberText(breach, below ?? above ?? 0)} in ${windowDays} days`,
    ...(clear === null ? [] : [`over at ${numberText(breach, clear)}`]),
    ...(atLeast === 0 ? [] : [`denominator at least ${atLeast}`]),
    ...(perDimension === null ? [] : [`by ${perDimension}`]),
    levels.join(', '),
  ];
  return parts.join('; ');
}
