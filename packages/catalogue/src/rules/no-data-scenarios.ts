// Rules: the test of the alert on a value that is gone. Times are in steps of four minutes.
import { fillingOf } from './filling.ts';
import { newsInputs } from './freshness.ts';
import { announced, filledLabels, kpiSeries, ownLabels, sampleUnit } from './kpi-series.ts';
import type { AlertRule, Expectation, FiringAlert, InputSeries, Scenario, ScenarioKind, Stretch } from './rule.ts';
import type { Watched } from './watched.ts';

const STEP_MINUTES = 4;
/** As long as the alert looks back, and a step. */
const HAD = (2 * 60) / STEP_MINUTES + 1;
const DAY = (24 * 60) / STEP_MINUTES;
const VALUE = 1;
/** So short that it is within what the alert looks back on. */
const AWAY = 10;
const GONE: readonly Stretch[] = [
  [VALUE, HAD],
  [null, 1],
];

export function noDataScenarios(watched: Watched, rule: AlertRule): readonly Scenario[] {
  const stage = stageOf(watched, rule);
  return [
    fires(stage),
    justBelow(stage),
    resolves(stage),
    dissolved(stage),
    missing(stage),
    rollOver(stage),
    stale(stage),
    lostMeanwhile(stage),
  ];
}

interface Stage {
  readonly watched: Watched;
  readonly wait: number;
  readonly alert: FiringAlert;
  readonly worded: FiringAlert;
  value(stretches: readonly Stretch[], grain?: string): InputSeries;
  news(stretches: readonly Stretch[]): readonly InputSeries[];
  unit(stretches: readonly Stretch[]): InputSeries;
}

function stageOf(watched: Watched, rule: AlertRule): Stage {
  const unit = sampleUnit(watched.plan, watched.watching);
  const own = ownLabels(unit, watched.watching);
  const labels = filledLabels(rule.labels, own);
  return {
    watched,
    wait: rule.forSeconds / 60 / STEP_MINUTES,
    alert: { labels, annotations: null },
    worded: { labels, annotations: fillingOf({ labels: own, value: VALUE, unitTitle: unit.title }) },
    value: (stretches, grain) =>
      kpiSeries(watched, { family: '', own, stretches, ...(grain === undefined ? {} : { grain }) }),
    news: newsInputs,
    unit: (stretches) => announced(unit, stretches),
  };
}

function scenario(kind: ScenarioKind, told: Pick<Scenario, 'says' | 'inputs' | 'expects'>): Scenario {
  return { kind, stepMinutes: STEP_MINUTES, ...told };
}

const silent = (step: number): Expectation => ({ step, firing: [] });

function fires({ wait, alert, worded, ...stage }: Stage): Scenario {
  const long = 2 * HAD + wait + 5;
  return scenario('fires', {
    says: 'when a value is gone, and goes on for longer than it looks back',
    inputs: [stage.value(GONE), ...stage.news([[1, long + 1]]), stage.unit([[1, long + 1]])],
    expects: [silent(HAD + wait - 1), { step: HAD + wait, firing: [worded] }, { step: long, firing: [alert] }],
  });
}

function justBelow({ wait, ...stage }: Stage): Scenario {
  const back = HAD + wait;
  return scenario('just below', {
    says: 'is silent when the value comes back in time',
    inputs: [
      stage.value([
        [VALUE, HAD],
        [null, wait],
        [VALUE, 3],
      ]),
      ...stage.news([[1, back + 3]]),
      stage.unit([[1, back + 3]]),
    ],
    expects: [silent(back - 1), silent(back + 2)],
  });
}

function resolves({ wait, alert, ...stage }: Stage): Scenario {
  const back = HAD + wait + 4;
  return scenario('resolves', {
    says: 'when there is a value again',
    inputs: [
      stage.value([
        [VALUE, HAD],
        [null, wait + 4],
        [VALUE, 2],
      ]),
      ...stage.news([[1, back + 2]]),
      stage.unit([[1, back + 2]]),
    ],
    expects: [{ step: back - 1, firing: [alert] }, silent(back)],
  });
}

function dissolved({ wait, alert, ...stage }: Stage): Scenario {
  const gone = HAD + wait + 4;
  return scenario('resolves', {
    says: 'when the unit is no longer in force',
    inputs: [
      stage.value(GONE),
      ...stage.news([[1, gone + 2]]),
      stage.unit([
        [1, gone],
        [null, 2],
      ]),
    ],
    expects: [{ step: gone - 1, firing: [alert] }, silent(gone)],
  });
}

function missing({ wait, ...stage }: Stage): Scenario {
  return scenario('missing data', {
    says: 'is silent of a unit that never had a value',
    inputs: [...stage.news([[1, HAD + wait]]), stage.unit([[1, HAD + wait]])],
    expects: [silent(0), silent(HAD + wait - 1)],
  });
}

/** On the first of the month the month has nothing yet. */
function rollOver({ wait, ...stage }: Stage): Scenario {
  const all = HAD + wait + 3;
  return scenario('roll-over', {
    says: 'is silent on the first of the month',
    inputs: [
      stage.value([[VALUE, all]]),
      stage.value(GONE, 'month'),
      ...stage.news([[1, all]]),
      stage.unit([[1, all]]),
    ],
    expects: [silent(HAD), silent(all - 1)],
  });
}

/** Everything is away at once: that is no news of a value that is gone. */
function stale({ wait, alert, ...stage }: Stage): Scenario {
  const away = AWAY;
  const lost = HAD + away;
  const fired = lost + wait + 4;
  const shown: readonly Stretch[] = [
    [1, HAD],
    [null, away],
    [1, wait + 4],
    [null, away],
  ];
  return scenario('stale', {
    says: 'is silent without news, and stands without news',
    inputs: [stage.value(GONE), ...stage.news(shown), stage.unit(shown)],
    expects: [silent(lost - 1), { step: fired - 1, firing: [alert] }, { step: fired + away - 1, firing: [alert] }],
  });
}

/** After a long time without news the value of a day ago is remembered. */
function lostMeanwhile({ wait, alert, ...stage }: Stage): Scenario {
  const away = DAY - HAD;
  const shown: readonly Stretch[] = [
    [1, HAD],
    [null, away],
    [1, wait + 2],
  ];
  return scenario('stale', {
    says: 'finds what was lost during a day without news',
    inputs: [stage.value(GONE), ...stage.news(shown), stage.unit(shown)],
    expects: [silent(DAY + wait - 1), { step: DAY + wait, firing: [alert] }],
  });
}
