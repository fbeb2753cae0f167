// Rules: the test of an alert that compares one series with a bound.
import { type OperatorAlert, scenario, series, silent, told } from './operator-alert.ts';
import type { InputSeries, Labels, Scenario, Stretch } from './rule.ts';

/** A series that is bad beyond a bound. */
export interface Bounded {
  readonly series: string;
  readonly labels: Labels;
  /** Labels of the alert. */
  readonly own: Labels;
  readonly bad: number;
  /** The last value that is not bad. */
  readonly edge: number;
  /** Of another process that tells the same from now on; null: each process has an alert of its own. */
  readonly moved: Labels | null;
  /** Besides. */
  readonly always?: readonly InputSeries[];
}

export function boundedScenarios(bounded: Bounded): OperatorAlert['scenarios'] {
  const { labels, own, bad, edge, moved, always = [] } = bounded;
  const inputs = (...stretches: readonly Stretch[]): readonly InputSeries[] => [
    series(bounded.series, labels, ...stretches),
    ...always,
  ];
  return ({ wait, reads }) => [
    scenario('fires', {
      says: 'when it lasts',
      inputs: inputs([bad, wait + 2]),
      expects: [
        ...(wait === 0 ? [] : [silent(wait - 1)]),
        { step: wait, firing: [{ labels: own, annotations: reads(own) }] },
      ],
    }),
    scenario('just below', {
      says: 'is silent at the bound itself',
      inputs: inputs([edge, wait + 2]),
      expects: [silent(0), silent(wait + 1)],
    }),
    scenario('resolves', {
      says: 'when it is good again',
      inputs: inputs([bad, wait + 2], [edge, 2]),
      expects: [told(wait + 1, own), silent(wait + 2)],
    }),
    scenario('missing data', {
      says: 'is silent of what nobody tells',
      inputs: always,
      expects: [silent(0), silent(wait + 2)],
    }),
    scenario('roll-over', rollOver({ wait, inputs, bounded, own, moved })),
  ];
}

interface RollOver {
  readonly wait: number;
  readonly inputs: (...stretches: readonly Stretch[]) => readonly InputSeries[];
  readonly bounded: Bounded;
  readonly own: Labels;
  readonly moved: Labels | null;
}

/** From one process to the next, at half of the waiting. */
function rollOver({ wait, inputs, bounded, own, moved }: RollOver): Pick<Scenario, 'says' | 'inputs' | 'expects'> {
  const half = Math.ceil(wait / 2) + 1;
  if (moved === null) {
    return {
      says: 'ends with the process, and is silent of the next one',
      inputs: [
        ...inputs([bounded.bad, wait + 2], [null, wait + 3]),
        series(bounded.series, { ...bounded.labels, instance: 'b:8080' }, [null, wait + 2], [bounded.edge, wait + 3]),
      ],
      expects: [told(wait + 1, own), silent(wait + 2), silent(2 * wait + 4)],
    };
  }
  return {
    says: 'goes on when another process tells it',
    inputs: [
      ...inputs([bounded.bad, half], [null, wait + 2]),
      series(bounded.series, moved, [null, half], [bounded.bad, wait + 2]),
    ],
    expects: [...(wait === 0 ? [] : [silent(wait - 1)]), told(Math.max(wait, half), own), told(half + wait, own)],
  };
}
