// Rules: the tests of those alerts on the data's way that do more than compare one series with a bound.
import { LATE_SECONDS_MAX, newsInputs, PROCESS } from './freshness.ts';
import { type OperatorStage, scenario, series, silent, told } from './operator-alert.ts';
import type { Labels, Scenario } from './rule.ts';

const MOVED: Labels = { job: 'nhip', instance: 'b:8080' };

export function staleScenarios({ wait, reads }: OperatorStage): readonly Scenario[] {
  const none: Labels = {};
  const lag = (bad: number) =>
    newsInputs([[1, wait + 4]]).map((one) =>
      one.name === 'nhip_evaluate_lag_seconds'
        ? {
            ...one,
            stretches: [
              [bad, wait + 2],
              [0, 2],
            ] as const,
          }
        : one,
    );
  return [
    scenario('fires', {
      says: 'when the evaluator is behind',
      inputs: lag(LATE_SECONDS_MAX + 1),
      expects: [silent(wait - 1), { step: wait, firing: [{ labels: none, annotations: reads(none) }] }],
    }),
    scenario('just below', {
      says: 'is silent at the bound itself',
      inputs: lag(LATE_SECONDS_MAX),
      expects: [silent(0), silent(wait + 1)],
    }),
    scenario('resolves', {
      says: 'when it has caught up',
      inputs: lag(LATE_SECONDS_MAX + 1),
      expects: [told(wait + 1, none), silent(wait + 2)],
    }),
    scenario('missing data', {
      says: 'fires where nothing is told at all',
      inputs: [],
      expects: [silent(wait - 1), told(wait, none)],
    }),
    scenario('roll-over', {
      says: 'is silent when another process takes over in time',
      inputs: [
        ...newsInputs([
          [1, 5],
          [null, wait + 5],
        ]),
        ...newsInputs(
          [
            [null, 5 + wait - 1],
            [1, 6],
          ],
          MOVED,
        ),
      ],
      expects: [silent(5 + wait - 1), silent(5 + wait + 4)],
    }),
  ];
}

export function absentScenarios({ wait, reads }: OperatorStage): readonly Scenario[] {
  const name = 'nhip_evaluate_lag_seconds';
  const none: Labels = {};
  return [
    scenario('fires', {
      says: 'when it is gone',
      inputs: [series(name, PROCESS, [0, 3], [null, wait + 2])],
      expects: [silent(2 + wait), { step: 3 + wait, firing: [{ labels: none, annotations: reads(none) }] }],
    }),
    scenario('just below', {
      says: 'is silent when it comes back in time',
      inputs: [series(name, PROCESS, [0, 3], [null, wait], [0, 3])],
      expects: [silent(2 + wait), silent(5 + wait)],
    }),
    scenario('resolves', {
      says: 'when it is back',
      inputs: [series(name, PROCESS, [0, 3], [null, wait + 2], [0, 2])],
      expects: [told(4 + wait, none), silent(5 + wait)],
    }),
    scenario('missing data', {
      says: 'fires where it never was',
      inputs: [],
      expects: [silent(wait - 1), told(wait, none)],
    }),
    scenario('roll-over', {
      says: 'is silent when another process evaluates from now on',
      inputs: [series(name, PROCESS, [0, 3], [null, wait + 3]), series(name, MOVED, [null, 4], [0, wait + 3])],
      expects: [silent(3), silent(wait + 5)],
    }),
  ];
}

const COUNT = 'nhip_tally_judged_total';
const PARTITIONS = 'nhip_tally_partition_info';

export function unownedScenarios({ wait, reads }: OperatorStage): readonly Scenario[] {
  const own: Labels = { partition: '1' };
  const labels = (process: Labels, partition: string): Labels => ({ ...process, partition, verdict: 'counted' });
  const long = wait + 10;
  const rest = [
    series(COUNT, labels(PROCESS, '0'), [9, long]),
    series(PARTITIONS, { ...PROCESS, partition: '0' }, [1, long]),
  ];
  const known = series(PARTITIONS, { ...PROCESS, partition: '1' }, [1, long]);
  const gone = series(COUNT, labels(PROCESS, '1'), [9, 3], [null, wait + 3]);
  const firing = { firing: [{ labels: own, annotations: reads(own) }] };
  return [
    scenario('fires', {
      says: 'when it is gone',
      inputs: [...rest, known, gone],
      expects: [silent(2 + wait), { step: 3 + wait, ...firing }],
    }),
    scenario('fires', {
      says: 'where nobody has counted it yet',
      inputs: [...rest, known],
      expects: [silent(wait - 1), { step: wait, ...firing }],
    }),
    scenario('just below', {
      says: 'is silent when it comes back in time',
      inputs: [...rest, known, series(COUNT, labels(PROCESS, '1'), [9, 3], [null, wait], [9, 3])],
      expects: [silent(2 + wait), silent(5 + wait)],
    }),
    scenario('resolves', {
      says: 'when somebody counts it',
      inputs: [...rest, known, series(COUNT, labels(PROCESS, '1'), [9, 3], [null, wait + 2], [9, 2])],
      expects: [told(4 + wait, own), silent(5 + wait)],
    }),
    scenario('resolves', {
      says: 'at once when there are fewer partitions',
      inputs: [...rest, gone, series(PARTITIONS, { ...PROCESS, partition: '1' }, [1, 4 + wait], [null, 2])],
      expects: [told(3 + wait, own), silent(4 + wait)],
    }),
    scenario('missing data', {
      says: 'is silent of a partition that never was',
      inputs: rest,
      expects: [silent(0), silent(wait + 5)],
    }),
    scenario('missing data', {
      says: 'knows the partitions of before where nobody tells of any',
      inputs: [gone],
      expects: [silent(2 + wait), told(3 + wait, own)],
    }),
    scenario('roll-over', {
      says: 'is silent when another process counts it from now on',
      inputs: [...rest, known, gone, series(COUNT, labels(MOVED, '1'), [null, 4], [9, wait + 3])],
      expects: [silent(3), silent(wait + 5)],
    }),
  ];
}

export function deadLetterScenarios({ reads }: OperatorStage): readonly Scenario[] {
  const own: Labels = { partition: '1' };
  const labels = (process: Labels, verdict = 'dead_lettered'): Labels => ({ ...process, partition: '1', verdict });
  return [
    scenario('fires', {
      says: 'at the first one',
      inputs: [series(COUNT, labels(PROCESS), [0, 5], [1, 3])],
      expects: [silent(4), { step: 5, firing: [{ labels: own, annotations: reads(own) }] }],
    }),
    scenario('just below', {
      says: 'is silent of old ones, and of events that are counted',
      inputs: [series(COUNT, labels(PROCESS), [7, 20]), series(COUNT, labels(PROCESS, 'counted'), [1, 10], [90, 10])],
      expects: [silent(0), silent(19)],
    }),
    scenario('resolves', {
      says: 'an hour after the last one',
      inputs: [series(COUNT, labels(PROCESS), [0, 5], [1, 70])],
      expects: [told(60, own), silent(66)],
    }),
    scenario('missing data', { says: 'is silent of what nobody tells', inputs: [], expects: [silent(0), silent(9)] }),
    scenario('roll-over', {
      says: 'is silent when another process counts the partition from now on',
      inputs: [series(COUNT, labels(PROCESS), [7, 5], [null, 10]), series(COUNT, labels(MOVED), [null, 6], [7, 10])],
      expects: [silent(5), silent(6), silent(15)],
    }),
  ];
}
