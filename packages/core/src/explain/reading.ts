// One measure as a formula has read it at one place: which cells count in it, and what they came to.
import type { Fixed, MeasureUse } from '../evaluate/measure-use.ts';
import type { Measured } from '../evaluate/witness.ts';
import type { MeasurePlan } from '../plan/plan.ts';

/** A reading whose value is of a moment (stocks and holds) counts all days before `end`, any other one first <= day < end. */
export interface Reading {
  /** Index in plan.records. */
  readonly record: number;
  readonly measure: MeasurePlan;
  /** Dimensions with the values they are fixed to, by their position in the family's `by`, ascending. */
  readonly fixed: readonly Fixed[];
  /** The unit at which everything is added up. */
  readonly node: string;
  /** Member of a domain under test, '' where none is. */
  readonly member: string;
  readonly first: number;
  readonly end: number;
  readonly isMoment: boolean;
  /** The accumulator that is read, or the place among the sketches. */
  readonly slot: number;
  /** The epoch whose tree says where everything counts; null: that of each day. */
  readonly epoch: number | null;
  /** As the formula took it: amount divided by the measure's divisor. Of a sketch, how many values a quantile is taken of. */
  readonly value: number | null;
}

export function readingOf({ projection, fixedAt }: MeasureUse, { place, value }: Measured): Reading {
  const { record, measure } = projection.plan;
  const { first, end, grain } = place.window;
  const isMoment = ['stock', 'cover', 'hold'].includes(measure.what.kind);
  const accumulator = measure.what.kind === 'cohort' ? measure.what.grains.map(String).indexOf(grain) : 0;
  return {
    record,
    measure,
    fixed: fixedAt(place),
    node: place.node,
    member: place.member,
    first: isMoment ? -Infinity : first,
    end,
    isMoment,
    slot: measure.slot + accumulator,
    epoch: place.epoch,
    value,
  };
}

/** Equal for readings of the same cells. */
export function nameOf({ record, measure, fixed, node, first, end, slot, epoch }: Reading): string {
  return JSON.stringify([record, measure.name, fixed, node, String(first), end, slot, epoch]);
}
