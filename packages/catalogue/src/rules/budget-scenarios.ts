// Rules: the test of an alert on a burning budget. Trouble after a long good time is a share of the long windows that grows minute by
// minute, so the moment at which it is too much is known.
import { allowed, type Burn, KNOWN_MINUTES, type Objective } from './budget-alerts.ts';
import type { OperatorStage } from './operator-alert.ts';
import type { Expectation, InputSeries, Labels, Scenario, ScenarioKind, Stretch } from './rule.ts';

export interface Burning {
  readonly objective: Objective;
  readonly burn: Burn;
}

export function budgetScenarios(burning: Burning, { reads }: OperatorStage): readonly Scenario[] {
  const { own, well, least, most, wait, over, hour, scenario } = stageOf(burning);
  const told: Expectation['firing'] = [{ labels: own, annotations: null }];
  const half = Math.ceil(least / 2);
  const fired = well + least - 1 + wait;
  return [
    scenario('fires', 'when a little more than may be is lost', {
      stretches: [
        [1, well],
        [0, least + wait],
      ],
      expects: [
        { step: fired - 1, firing: [] },
        { step: fired, firing: [{ labels: own, annotations: reads(own) }] },
      ],
    }),
    scenario('just below', 'is silent when a little less is lost', {
      stretches: [
        [1, well],
        [0, most],
        [1, 2 * wait],
      ],
      expects: [
        { step: well + most - 1, firing: [] },
        { step: well + most - 1 + wait, firing: [] },
      ],
    }),
    scenario('resolves', 'when all has been well for the short windows', {
      stretches: [
        [1, well],
        [0, least + wait],
        [1, over],
      ],
      expects: [
        { step: fired, firing: told },
        { step: fired + over, firing: [] },
      ],
    }),
    scenario('missing data', 'is silent before the service was ever well', {
      stretches: [],
      expects: [
        { step: 0, firing: [] },
        { step: wait + 2, firing: [] },
      ],
    }),
    scenario('missing data', 'is silent in the first hour that Prometheus sees', {
      stretches: [
        [1, 1],
        [0, hour + wait],
      ],
      expects: [
        { step: hour + wait - 1, firing: [] },
        { step: hour + wait, firing: told },
      ],
    }),
    scenario('roll-over', 'adds up what is lost on both sides of midnight', {
      stretches: [
        [1, well],
        [0, half],
        [1, BETWEEN],
        [0, least - half + wait],
      ],
      expects: [
        { step: well + half + BETWEEN - 1, firing: [] },
        { step: fired + BETWEEN - 1, firing: [] },
        { step: fired + BETWEEN, firing: told },
      ],
    }),
  ];
}

const BETWEEN = 10;

interface Stage {
  readonly own: Labels;
  /** Steps of the longest window. */
  readonly well: number;
  /** The least number of bad steps that is too many. */
  readonly least: number;
  /** The greatest number that is not. */
  readonly most: number;
  readonly wait: number;
  /** Steps until no short window is bad. */
  readonly over: number;
  /** Steps until it is known for long enough. */
  readonly hour: number;
  scenario(
    kind: ScenarioKind,
    says: string,
    told: { readonly stretches: readonly Stretch[]; readonly expects: readonly Expectation[] },
  ): Scenario;
}

function stageOf({ objective, burn }: Burning): Stage {
  // A budget of a minute an hour asks for shorter steps than one of some minutes a day.
  const stepMinutes = burn.pace === 'Fast' ? 0.5 : 3;
  const steps = (window: string): number => minutesOf(window) / stepMinutes;
  const pairs = burn.pairs.map(({ long, short, factor }) => ({
    long: steps(long),
    short: steps(short),
    bound: allowed(objective, factor),
  }));
  return {
    own: { slo: objective.slo },
    well: Math.max(...pairs.map(({ long }) => long)),
    // Prometheus 2 sees both ends of a window, Prometheus 3 one of them.
    least: Math.min(...pairs.map(({ long, bound }) => Math.floor(bound * (long + 1)) + 1)),
    most: Math.min(...pairs.map(({ long, bound }) => Math.floor(bound * long))),
    wait: burn.forSeconds / 60 / stepMinutes,
    hour: KNOWN_MINUTES / stepMinutes,
    over: Math.max(...pairs.map(({ short }) => short)) + 1,
    scenario: (kind, says, { stretches, expects }) => {
      const inputs: readonly InputSeries[] =
        stretches.length === 0 ? [] : [{ name: objective.kept, labels: {}, stretches }];
      return { kind, says, stepMinutes, inputs, expects };
    },
  };
}

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60 };

function minutesOf(window: string): number {
  return Number(window.slice(0, -1)) * (MINUTES[window.slice(-1)] ?? Number.NaN);
}
