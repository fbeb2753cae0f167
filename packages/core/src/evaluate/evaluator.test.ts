// The evaluator against itself: however changes are cut into evaluations and ticks, what is published is what one evaluation of
// everything at the last tick would publish (N1), and what is packed for the log is what a view reads.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellChange } from '../cell/change.ts';
import type { Plan } from '../plan/plan.ts';
import { createPublishedStore, type PublishedStore } from '../published/store.ts';
import type { Statement } from '../record/statement.ts';
import { createTallyState, type TallyState } from '../tally/tally-state.ts';
import { datedPlan } from '../testing/dated-plan.ts';
import { EVENT } from '../testing/dossier-plan.ts';
import { earlierPlan, kpiPlan, MERGED_ON } from '../testing/kpi-plan.ts';
import { throughDay, wholeDay } from '../time/moment.ts';
import { formatPeriod } from '../time/period.ts';
import { openZone } from '../time/zone.ts';
import { createEvaluator, type Evaluator } from './evaluator.ts';

const zone = openZone(kpiPlan.timeZone);
const SEED = 766;
const FIRST_DAY = MERGED_ON - 60;
const DAYS = 120;
const identity = (key: string): Uint8Array => createHash('sha256').update(key).digest().subarray(0, 16);
const HOUR = 3_600_000;

const unitCode = fc.constantFrom('A', 'B', 'N', 'C');
/** Some of it a year before, more or less, where shifted periods look back to. */
const day = fc
  .record({ days: fc.integer({ min: 0, max: DAYS - 1 }), back: fc.constantFrom(0, 0, 0, 0, 365, 372, 250) })
  .map(({ days, back }) => FIRST_DAY + days - back);
const version = fc.integer({ min: 1, max: 5 });

const dossier = fc
  .record({
    key: fc.integer({ min: 0, max: 11 }),
    agency: unitCode,
    version,
    kind: fc.constantFrom('received', 'finished', 'retracted'),
    day,
    due: day,
    procedure: fc.constantFrom('p1', 'p2'),
    online: fc.boolean(),
  })
  .map(({ key, agency, version: at, kind, day: on, due, procedure, online }): Statement => {
    const moment = zone.midnight(on) + 9 * HOUR;
    const values =
      kind === 'received'
        ? [procedure, online ? 1 : 0, moment, throughDay(zone.midnight(due))]
        : kind === 'finished'
          ? [moment]
          : [];
    return {
      record: 0,
      event: EVENT[kind as 'received' | 'finished' | 'retracted'],
      identity: identity(`dossier/${key}`),
      agency,
      version: { at, tieHigh: on, tieLow: due, eventHash: on },
      values,
      keyValues: [String(key)],
      occurrence: null,
      of: null,
    };
  });
const reading = fc.record({ unit: unitCode, day, size: fc.integer({ min: 0, max: 9 }), version }).map(
  ({ unit, day: on, size, version: at }): Statement => ({
    record: 1,
    event: 0,
    identity: identity(`register/${unit}`),
    agency: unit,
    version: { at, tieHigh: size, tieLow: 0, eventHash: size },
    values: [size],
    keyValues: [unit],
    occurrence: wholeDay(zone.midnight(on)),
    of: null,
  }),
);
const step = fc.oneof(
  { arbitrary: dossier.map((statement) => ({ kind: 'statement', statement }) as const), weight: 12 },
  { arbitrary: reading.map((statement) => ({ kind: 'statement', statement }) as const), weight: 3 },
  { arbitrary: fc.constant({ kind: 'evaluate' } as const), weight: 2 },
  { arbitrary: fc.integer({ min: 0, max: 9 }).map((days) => ({ kind: 'tick', days }) as const), weight: 2 },
);

function changesSince(tally: TallyState): readonly CellChange[] {
  tally.drain();
  tally.committed();
  return [...tally.takeChanges()];
}

function publish(store: PublishedStore, evaluator: Evaluator, tick: number): void {
  for (const patch of evaluator.evaluate(tick)) store.patch(patch);
}

/** Every stretch of equal values by its series, without what tells the history of one run. */
function published(store: PublishedStore): Map<string, string> {
  const stretches = new Map<string, string>();
  for (const { key, runs } of store.all()) {
    for (const { first, end, carries } of runs) {
      const { grain } = key;
      const from = `${JSON.stringify(key)} from ${formatPeriod(grain, first)}`;
      stretches.set(from, `before ${formatPeriod(grain, end)}: ${JSON.stringify(carries.result)}`);
    }
  }
  return new Map([...stretches].sort(([left], [right]) => (left < right ? -1 : 1)));
}

const plans: readonly (readonly [string, Plan])[] = [
  ['formulas over their own period', kpiPlan],
  ['formulas over other periods and windows', earlierPlan],
  ['definitions one after the other', datedPlan],
];

describe('the evaluator', () => {
  it.each(plans)('N1: publishes what one evaluation at the last tick would, however it was cut: %s', (_, plan) => {
    let seen = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const tally = createTallyState(plan);
        const evaluator = createEvaluator(plan);
        const store = createPublishedStore(plan);
        const view = createPublishedStore(plan);
        // Ticks go over the merger in some runs, on to it in others, and not as far in the rest.
        let today = MERGED_ON - 12;
        steps.forEach((one, offset) => {
          if (one.kind === 'statement') tally.apply(one.statement, offset);
          else {
            for (const change of changesSince(tally)) evaluator.take(change);
            if (one.kind === 'tick') today += one.days;
            publish(store, evaluator, zone.midnight(today) + HOUR);
            for (const message of store.drain()) view.packed.apply(message);
          }
        });
        for (const change of changesSince(tally)) evaluator.take(change);
        publish(store, evaluator, zone.midnight(today) + HOUR);
        for (const message of store.drain()) view.packed.apply(message);

        const whole = createEvaluator(plan);
        for (const change of tally.scan()) whole.take(change);
        const once = createPublishedStore(plan);
        publish(once, whole, zone.midnight(today) + HOUR);
        expect(published(store)).toEqual(published(once));
        seen += published(once).size;
        expect(published(view)).toEqual(published(once));

        const restored = createPublishedStore(plan);
        for (let block = 0; block < store.packed.blockCount(); block += 1) {
          for (const message of store.packed.encodeBlock(block)) restored.packed.apply(message);
        }
        expect(published(restored)).toEqual(published(once));
      }),
      { seed: SEED, numRuns: 100 },
    );
    expect(seen).toBeGreaterThan(10_000);
  });
});
