// How one value comes about: evaluates a KPI at a single place, from the cells that it needs and no others, and keeps what each part
// of the formula came to and which measures were read. The formula is the very one that is published, so nothing is computed twice over.
import type { CellChange } from '../cell/change.ts';
import { definitionsOf, isValidOn } from '../evaluate/definitions.ts';
import { evaluateAt, openView, windowOf } from '../evaluate/kpi-view.ts';
import type { Judged } from '../evaluate/part.ts';
import type { Outcome } from '../evaluate/place.ts';
import type { Witness } from '../evaluate/witness.ts';
import type { Formula, Grain, KpiDefinition, KpiPlan } from '../plan/kpi.ts';
import type { Plan } from '../plan/plan.ts';
import type { Boundaries, Result } from '../published/value.ts';
import { createRollup } from '../rollup/rollup.ts';
import { daysOf } from '../time/period.ts';
import { openZone } from '../time/zone.ts';
import { type Behind, createBehind } from './behind.ts';
import { nameOf, type Reading, readingOf } from './reading.ts';

export interface ExplainedPlace {
  readonly kpi: KpiPlan;
  readonly unit: string;
  /** Null: the total. */
  readonly dimension: { readonly name: string; readonly value: string } | null;
  readonly grain: Grain;
  readonly period: number;
  readonly boundaries: Boundaries;
  /** The last tick, milliseconds since 1970. */
  readonly tickMs: number;
}

/** A part of the formula, and what it came to. */
export interface ExplainedTerm {
  readonly formula: Formula;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly of: readonly ExplainedTerm[];
  /** What it has read itself: places in the list of readings. */
  readonly readings: readonly number[];
  /** Other KPIs whose points it took. */
  readonly parts: readonly ExplainedPart[];
}

export interface ExplainedPart {
  readonly kpi: KpiPlan;
  /** Null: nothing is published there. */
  readonly result: Result | null;
}

export interface Explained {
  /** The one that is valid on the last day of the period. */
  readonly definition: KpiDefinition;
  /** Null: there is no value at this place. */
  readonly result: Result | null;
  /** Null: the formula was not asked, since nobody reports or the KPI is not for this level. */
  readonly term: ExplainedTerm | null;
  /** Each once. */
  readonly readings: readonly Reading[];
  /** How many more were read than are kept: then the terms do not name them all. */
  readonly omitted: number;
  readonly behind: Behind;
}

export interface Explanation {
  /** The formula, or a flag of it, depends on cells of this family. */
  needs(record: number, family: number): boolean;
  /** Takes in a cell of such a family, as a change from nothing. */
  take(change: CellChange): void;
  /** To be asked once, when all cells have been taken in. The cells behind the readings are then found by taking them all again. */
  evaluate(): Explained;
}

export interface ExplanationLimits {
  /** How many readings are kept. */
  readonly readingsMax: number;
  /** How many cells are named one by one over all readings; beyond it those of a reading are gathered by unit. */
  readonly cellsMax: number;
}

export function createExplanation(
  plan: Plan,
  place: ExplainedPlace,
  { readingsMax, cellsMax }: ExplanationLimits,
): Explanation {
  const { unit: node, dimension, grain, period, boundaries, tickMs } = place;
  const lastDay = daysOf(grain, period).end - 1;
  const kpi = definitionsOf(place.kpi).find(({ valid }) => isValidOn(valid, lastDay)) ?? place.kpi;
  const rollup = createRollup(plan, grain === 'day' || grain.startsWith('P') ? [] : [grain]);
  const recorder = createRecorder(plan, readingsMax);
  const view = openView(kpi, dimension?.name ?? null, { plan, rollup, witness: recorder.witness });
  const needed = new Set(view.uses.map(({ projection: { plan: of } }) => `${of.record}/${of.measure.family}`));
  return {
    needs: (record, family) => needed.has(`${record}/${family}`),
    take: rollup.take,
    evaluate: () => {
      const today = openZone(plan.timeZone).dayOf(tickMs);
      const window = windowOf(kpi, { grain, period }, today);
      const epoch = boundaries === 'then' ? null : rollup.tree.epochOf(today);
      const evaluated = evaluateAt(view, { node, value: dimension?.value ?? '', grain }, { window, epoch });
      const { term, readings, omitted } = recorder.recorded();
      const behind = createBehind(plan, { tree: rollup.tree, readings, cellsMax });
      return { definition: kpi, result: evaluated?.result ?? null, term, readings, omitted, behind };
    },
  };
}

interface Recorder {
  readonly witness: Witness;
  recorded(): Pick<Explained, 'term' | 'readings' | 'omitted'>;
}

interface OpenTerm {
  readonly formula: Formula;
  readonly of: ExplainedTerm[];
  readonly readings: number[];
  readonly parts: ExplainedPart[];
}

function createRecorder(plan: Plan, readingsMax: number): Recorder {
  const open: OpenTerm[] = [];
  const readings: Reading[] = [];
  const places = new Map<string, number>();
  let term: ExplainedTerm | null = null;
  let omitted = 0;
  const placeOf = (reading: Reading): number | null => {
    const name = nameOf(reading);
    const known = places.get(name);
    if (known !== undefined) return known;
    if (readings.length === readingsMax) return null;
    places.set(name, readings.length);
    return readings.push(reading) - 1;
  };
  const witness: Witness = {
    begun: (formula) => open.push({ formula, of: [], readings: [], parts: [] }),
    ended: ({ value, numerator, denominator }: Outcome) => {
      const ended = open.pop();
      if (ended === undefined) throw new RangeError('a part of the formula ended that had not begun');
      const whole: ExplainedTerm = { ...ended, value, numerator, denominator };
      const around = open.at(-1);
      if (around === undefined) term = whole;
      else around.of.push(whole);
    },
    measured: (use, measured) => {
      const read = placeOf(readingOf(use, measured));
      if (read === null) omitted += 1;
      else open.at(-1)?.readings.push(read);
    },
    judged: (index, judged: Judged | null) => {
      const kpi = plan.kpis[index];
      if (kpi !== undefined) open.at(-1)?.parts.push({ kpi, result: judged?.result ?? null });
    },
  };
  return { witness, recorded: () => ({ term, readings, omitted }) };
}
