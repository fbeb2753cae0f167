// Rules: what all tests of one alert on the value of a KPI share: which numbers are bad and good for it, and how long it waits.
import { type Filling, fillingOf } from './filling.ts';
import { newsInputs } from './freshness.ts';
import type { Breach } from './kpi-alert.ts';
import { announced, filledLabels, kpiSeries, ownLabels, presence, sampleUnit, stepMinutesOf } from './kpi-series.ts';
import type { AlertRule, FiringAlert, InputSeries, Labels, Stretch } from './rule.ts';

/** What a breach of this alert looks like. */
export interface Numbers {
  readonly bad: number;
  /** The first value that is not bad. */
  readonly edge: number;
  /** Not bad any more, but not good enough either; null: there is nothing between. */
  readonly between: number | null;
  /** The first value at which it is over. */
  readonly good: number;
}

export interface Stage {
  readonly breach: Breach;
  readonly numbers: Numbers;
  readonly stepMinutes: number;
  /** Steps until a breach is told. */
  readonly wait: number;
  /** Steps until it is over. */
  readonly keep: number;
  readonly own: Labels;
  readonly alert: FiringAlert;
  /** How the alert of the worst value reads. */
  readonly reads: Filling;
  /** The value over time, with all that is told beside it; without a value the whole process is away. */
  inputs(value: readonly Stretch[], denominator?: number): readonly InputSeries[];
}

export function stageOf(breach: Breach, rule: AlertRule): Stage {
  const { plan, watching } = breach;
  const numbers = numbersOf(breach);
  const unit = sampleUnit(plan, watching);
  const own = ownLabels(unit, watching);
  const stepMinutes = stepMinutesOf(rule.forSeconds);
  const labels = filledLabels(rule.labels, own);
  const steps = (seconds: number): number => Math.ceil(seconds / 60 / stepMinutes);
  return {
    breach,
    numbers,
    stepMinutes,
    wait: steps(rule.forSeconds),
    keep: steps(rule.keepSeconds),
    own,
    alert: { labels, annotations: null },
    reads: fillingOf({ labels: own, value: numbers.bad, unitTitle: unit.title }),
    inputs: (value, denominator = watching.atLeast) => {
      const denominators = value.map(([one, count]): Stretch => [one === null ? null : denominator, count]);
      return [
        ...newsInputs(presence(value)),
        announced(unit, value),
        kpiSeries(breach, { family: '', own, stretches: value }),
        ...(watching.atLeast > 0 ? [kpiSeries(breach, { family: '_denominator', own, stretches: denominators })] : []),
      ];
    },
  };
}

const SHARE_OFF = 0.01;

function numbersOf({ watching }: Breach): Numbers {
  const { below, above, clear } = watching;
  const bound = below ?? above ?? 0;
  const off = Math.abs(bound) * SHARE_OFF || SHARE_OFF;
  const bad = Number((below === null ? bound + off : bound - off).toPrecision(6));
  return { bad, edge: bound, between: clear === null ? null : (bound + clear) / 2, good: clear ?? bound };
}
