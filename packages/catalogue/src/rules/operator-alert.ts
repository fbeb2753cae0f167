// Rules: alerts for those who run the service: what they have in common, and the test of one that compares a series with a bound.
import type { Bilingual } from '@nhip/core';
import { type PageName, pageUrl } from '../dashboards/address.ts';
import { type Filling, fillingOf } from './filling.ts';
import type {
  AlertRule,
  Area,
  Expectation,
  InputSeries,
  Labels,
  Scenario,
  ScenarioKind,
  Severity,
  Stretch,
} from './rule.ts';

export interface OperatorAlert {
  readonly name: string;
  readonly expression: string;
  readonly forSeconds: number;
  readonly severity: Severity;
  readonly area?: Area;
  readonly labels?: Labels;
  /** What is wrong; `{name}` is the value of that label. */
  readonly summary: Bilingual;
  /** What to look at first. */
  readonly action: Bilingual;
  /** Page that leads further; default: the service's. */
  readonly page?: PageName;
  readonly scenarios: (stage: OperatorStage) => readonly Scenario[];
}

export interface OperatorStage {
  /** Steps until it is told; a step is a minute. */
  readonly wait: number;
  /** How it reads with these labels. */
  reads(labels: Labels): Filling;
}

export const STEP_MINUTES = 1;

export function operatorAlert(alert: OperatorAlert, grafana: string): AlertRule {
  const { summary, action, page = 'service', labels = {} } = alert;
  const annotations = (filling: Filling): Labels => ({
    summary_vi: filled(summary.vi, filling),
    summary_en: filled(summary.en, filling),
    action_vi: action.vi,
    action_en: action.en,
    dashboard_vi: `${grafana}${pageUrl('vi', page)}`,
    dashboard_en: `${grafana}${pageUrl('en', page)}`,
  });
  const wait = Math.ceil(alert.forSeconds / 60 / STEP_MINUTES);
  const reads = (own: Labels): Filling => fillingOf({ labels: own, value: 0, unitTitle: null });
  return {
    kind: 'alert',
    name: alert.name,
    expression: alert.expression,
    forSeconds: alert.forSeconds,
    keepSeconds: 0,
    severity: alert.severity,
    area: alert.area ?? 'service',
    labels,
    annotations,
    listed: summary.en.replaceAll(/\{(\w+)\}/g, '*$1*'),
    scenarios: alert.scenarios({ wait, reads }),
  };
}

function filled(text: string, filling: Filling): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => filling.label(name));
}

export function scenario(kind: ScenarioKind, told: Pick<Scenario, 'says' | 'inputs' | 'expects'>): Scenario {
  return { kind, stepMinutes: STEP_MINUTES, ...told };
}

export function series(name: string, labels: Labels, ...stretches: readonly Stretch[]): InputSeries {
  return { name, labels, stretches };
}

export const silent = (step: number): Expectation => ({ step, firing: [] });

export function told(step: number, labels: Labels): Expectation {
  return { step, firing: [{ labels, annotations: null }] };
}
