// Rules: what a rule of Prometheus is before it is written, and what the test of an alert is. Plain data; nothing here knows YAML.
import type { Filling } from './filling.ts';

export type Labels = Readonly<Record<string, string>>;

export interface RecordingRule {
  readonly kind: 'record';
  readonly name: string;
  readonly expression: string;
  readonly labels: Labels;
}

export type Severity = 'info' | 'warning' | 'critical';

/** What is watched: values of KPIs, those who send events, the service itself, or the way on which alerts are told. */
export type Area = 'kpi' | 'agency' | 'service' | 'watchdog';

export interface AlertRule {
  readonly kind: 'alert';
  readonly name: string;
  readonly expression: string;
  /** How long the expression has to hold before anybody is told. */
  readonly forSeconds: number;
  /** How long it may fail to hold before the alert is over. */
  readonly keepSeconds: number;
  readonly severity: Severity;
  readonly area: Area;
  /** Besides severity and area; Go templates may stand in them. */
  readonly labels: Labels;
  /** What people read, as a template or for one case. */
  readonly annotations: (filling: Filling) => Labels;
  /** What it says in the list of alerts. */
  readonly listed: string;
  readonly scenarios: readonly Scenario[];
}

export type Rule = RecordingRule | AlertRule;

/** A file of one group; rules in it are evaluated one after the other. */
export interface RuleFile {
  /** Without an ending. */
  readonly name: string;
  /** Names of the files whose recorded series it reads. */
  readonly reads: readonly string[];
  readonly rules: readonly Rule[];
}

/** `stale` is what happens when no news of the values comes any more. */
const scenarioKinds = ['fires', 'just below', 'resolves', 'missing data', 'roll-over', 'stale'] as const;
export type ScenarioKind = (typeof scenarioKinds)[number];

/** What Prometheus sees, step by step, and what it is to say of it. */
export interface Scenario {
  readonly kind: ScenarioKind;
  readonly says: string;
  /** Length of a step; less than the five minutes in which Prometheus forgets a series. */
  readonly stepMinutes: number;
  readonly inputs: readonly InputSeries[];
  readonly expects: readonly Expectation[];
}

export interface InputSeries {
  readonly name: string;
  readonly labels: Labels;
  /** One after the other, each for so many steps; null: there is no sample. */
  readonly stretches: readonly Stretch[];
}

export type Stretch = readonly [value: number | null, steps: number];

export interface Expectation {
  readonly step: number;
  /** Alerts of the name of the rule that fire, by all their labels but severity and area. */
  readonly firing: readonly FiringAlert[];
}

export interface FiringAlert {
  readonly labels: Labels;
  /** Null: not looked at. */
  readonly annotations: Filling | null;
}
