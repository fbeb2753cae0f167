// Rules: the test of an alert on the value of a KPI. Times are in steps.

import { newsInputs } from './freshness.ts';
import type { Breach } from './kpi-alert.ts';
import { kpiSeries } from './kpi-series.ts';
import { type Stage, stageOf } from './kpi-stage.ts';
import type { AlertRule, Expectation, Scenario, ScenarioKind, Stretch } from './rule.ts';

export function breachScenarios(breach: Breach, rule: AlertRule): readonly Scenario[] {
  const stage = stageOf(breach, rule);
  const waitMinutes = stage.wait * stage.stepMinutes;
  return [
    fires(stage),
    justBelow(stage),
    ...(breach.watching.atLeast > 0 ? [tooFew(stage)] : []),
    resolves(stage),
    missing(stage),
    rollOver(stage),
    stale(stage),
    ...(waitMinutes > LONG_GAP_MINUTES && waitMinutes <= GAPS_WAIT_MINUTES_MAX
      ? [shortGap(stage), longGap(stage)]
      : []),
  ];
}

type Told = Pick<Scenario, 'says' | 'inputs' | 'expects'>;

function scenario({ stepMinutes }: Stage, kind: ScenarioKind, told: Told): Scenario {
  return { kind, stepMinutes, ...told };
}

function silent(step: number): Expectation {
  return { step, firing: [] };
}

function told({ alert }: Stage, step: number): Expectation {
  return { step, firing: [alert] };
}

function fires(stage: Stage): Scenario {
  const { wait, numbers, alert, reads } = stage;
  return scenario(stage, 'fires', {
    says: wait === 0 ? 'at once' : 'after it has been bad long enough',
    inputs: stage.inputs([[numbers.bad, wait + 2]]),
    expects: [...(wait === 0 ? [] : [silent(wait - 1)]), { step: wait, firing: [{ ...alert, annotations: reads }] }],
  });
}

function justBelow(stage: Stage): Scenario {
  return scenario(stage, 'just below', {
    says: 'is silent at the bound itself',
    inputs: stage.inputs([[stage.numbers.edge, stage.wait + 2]]),
    expects: [silent(0), silent(stage.wait + 1)],
  });
}

function tooFew(stage: Stage): Scenario {
  const { atLeast } = stage.breach.watching;
  return scenario(stage, 'just below', {
    says: 'is silent where too few are behind the value',
    inputs: stage.inputs([[stage.numbers.bad, stage.wait + 2]], atLeast - Math.min(1, atLeast / 2)),
    expects: [silent(0), silent(stage.wait + 1)],
  });
}

function resolves(stage: Stage): Scenario {
  const { wait, keep, numbers } = stage;
  const between: readonly Stretch[] = numbers.between === null ? [] : [[numbers.between, 2]];
  const better = wait + 2 + between.length * 2;
  return scenario(stage, 'resolves', {
    says: numbers.between === null ? 'when it has been good for as long' : 'at a better value than the bound',
    inputs: stage.inputs([[numbers.bad, wait + 2], ...between, [numbers.good, keep + 2]]),
    expects: [told(stage, better - 1), ...(keep === 0 ? [] : [told(stage, better + keep - 1)]), silent(better + keep)],
  });
}

function missing(stage: Stage): Scenario {
  return scenario(stage, 'missing data', {
    says: 'is silent without a value',
    inputs: newsInputs([[1, stage.wait + 3]]),
    expects: [silent(0), silent(stage.wait + 2)],
  });
}

/** A new month begins with a good value, and the window goes on as bad as before. */
function rollOver(stage: Stage): Scenario {
  const { breach, own, wait, numbers } = stage;
  const month = (period: 'current' | 'previous', stretches: readonly Stretch[]) =>
    kpiSeries(breach, { family: '', own, stretches, grain: 'month', period });
  const before = wait + 1;
  return scenario(stage, 'roll-over', {
    says: 'goes on over the first of the month',
    inputs: [
      ...stage.inputs([[numbers.bad, before + 3]]),
      month('current', [
        [numbers.bad, before],
        [numbers.good, 3],
      ]),
      month('previous', [
        [numbers.good, before],
        [numbers.bad, 3],
      ]),
    ],
    expects: [told(stage, before - 1), told(stage, before), told(stage, before + 2)],
  });
}

const AWAY_MINUTES = 40;
/** More than an alert is kept for without a breach. */
const LONGER = 2;

function stale(stage: Stage): Scenario {
  const { wait, keep, numbers, stepMinutes } = stage;
  const away = Math.max(AWAY_MINUTES / stepMinutes, keep + LONGER);
  const back = wait + 1 + away;
  return scenario(stage, 'stale', {
    says: 'stands while there is no news, and is over after good news only',
    inputs: stage.inputs([
      [numbers.bad, wait + 1],
      [null, away],
      [numbers.good, keep + 1],
    ]),
    expects: [
      told(stage, wait),
      told(stage, wait + 1),
      told(stage, back - 1),
      ...(keep === 0 ? [] : [told(stage, back)]),
      silent(back + keep),
    ],
  });
}

const SHORT_GAP_MINUTES = 8;
const LONG_GAP_MINUTES = 40;
/** Gaps are the same for those that wait longer, and take promtool long. */
const GAPS_WAIT_MINUTES_MAX = 180;

function shortGap(stage: Stage): Scenario {
  const { wait, stepMinutes } = stage;
  const away = SHORT_GAP_MINUTES / stepMinutes;
  return scenario(stage, 'stale', {
    says: 'does not wait anew after a short time without news',
    inputs: stage.inputs(gap(stage, away, wait)),
    expects: [silent(wait - 1), told(stage, wait)],
  });
}

function longGap(stage: Stage): Scenario {
  const { wait, stepMinutes } = stage;
  const away = LONG_GAP_MINUTES / stepMinutes;
  const back = 1 + away;
  return scenario(stage, 'stale', {
    says: 'waits anew after a long time without news',
    inputs: stage.inputs(gap(stage, away, back + wait)),
    expects: [silent(wait), silent(back + wait - 1), told(stage, back + wait)],
  });
}

/** Bad, away, and bad again until a step. */
function gap({ numbers }: Stage, away: number, last: number): readonly Stretch[] {
  return [
    [numbers.bad, 1],
    [null, away],
    [numbers.bad, last - away],
  ];
}
