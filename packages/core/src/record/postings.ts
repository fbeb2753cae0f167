// What each kind of measure adds to cells for one record as it stands: postings (accumulator, bucket, amount).

import { bucketOf } from '../cell/sketch.ts';
import type { CellFamily, MeasurePlan, RecordPlan, Stretches } from '../plan/plan.ts';
import { dayOf, positionOf } from '../time/moment.ts';
import { periodOf } from '../time/period.ts';
import type { Zone } from '../time/zone.ts';
import type { ExpressionCompiler, RowNumber } from './expression.ts';
import { type Occurrence, valueIn } from './occurrences.ts';
import type { PostingList } from './posting-list.ts';
import type { RecordTable } from './record-table.ts';
import { common, type Stretch, unionOf } from './stretches.ts';

/** Appends the postings of one measure for one row. */
export type Poster = (row: number, postings: PostingList) => void;

export interface PostingContext {
  readonly table: RecordTable;
  readonly zone: Zone;
  readonly compiler: ExpressionCompiler;
}

export function createPoster(context: PostingContext, measure: MeasurePlan): Poster {
  const post = posterOf(context, measure);
  if (measure.where === null) return post;
  const where = context.compiler.test(measure.where);
  return (row, postings) => {
    if (where(row)) post(row, postings);
  };
}

function posterOf(context: PostingContext, measure: MeasurePlan): Poster {
  const { compiler } = context;
  const what = measure.what;
  switch (what.kind) {
    case 'count':
      return flow(context, measure, { at: compiler.time(what.at), amount: () => 1, sketch: false });
    case 'sum':
      return flow(context, measure, { at: compiler.time(what.at), amount: compiler.number(what.of), sketch: false });
    case 'sketch': {
      const value = compiler.number(what.of);
      const amount: RowNumber = (row) => bucketOf(value(row));
      return flow(context, measure, { at: compiler.time(what.at), amount, sketch: true });
    }
    case 'cohort':
      return cohort(context, measure, what);
    case 'stock': {
      const leave = what.leave === null ? () => Number.NaN : compiler.time(what.leave);
      return stock(context, measure, { enter: compiler.time(what.enter), leave });
    }
    case 'cover':
      return cover(context, measure, what);
    case 'hold':
      return hold(context, measure, what);
  }
}

interface Flow {
  readonly at: RowNumber;
  readonly amount: RowNumber;
  readonly sketch: boolean;
}

function flow({ table, zone }: PostingContext, measure: MeasurePlan, { at, amount, sketch }: Flow): Poster {
  const bucket = bucketRule(table.plan, measure);
  const kind = sketch ? 1 : 0;
  return (row, postings) => {
    const moment = at(row);
    if (Number.isNaN(moment)) return;
    const value = amount(row);
    if (!Number.isNaN(value)) postings.add(measure.slot, kind, bucket(dayOf(zone, moment)), value);
  };
}

/** On the day of the last thing that had to happen, for each grain whose period holds the day of beginning too. */
function cohort(
  { table, zone, compiler }: PostingContext,
  measure: MeasurePlan,
  { of, at, by, grains }: Extract<MeasurePlan['what'], { kind: 'cohort' }>,
): Poster {
  const begin = compiler.time(at);
  const happened = by.map(compiler.time);
  const amount: RowNumber = of === null ? () => 1 : compiler.number(of);
  const bucket = bucketRule(table.plan, measure);
  return (row, postings) => {
    const moment = begin(row);
    if (Number.isNaN(moment)) return;
    const firstDay = dayOf(zone, moment);
    let day = firstDay;
    for (const read of happened) {
      const later = read(row);
      if (Number.isNaN(later)) return;
      day = Math.max(day, dayOf(zone, later));
    }
    const value = amount(row);
    if (Number.isNaN(value)) return;
    for (const [place, grain] of grains.entries()) {
      if (periodOf(grain, firstDay) === periodOf(grain, day)) postings.add(measure.slot + place, 0, bucket(day), value);
    }
  };
}

/** The bucket a local day falls into: itself, or its month where the family says so. */
function bucketRule(plan: RecordPlan, measure: MeasurePlan): (day: number) => number {
  const family: CellFamily | undefined = plan.families[measure.family];
  if (family?.bucket !== 'month') return (day) => day;
  const months = new Map<number, number>();
  return (day) => {
    let month = months.get(day);
    if (month === undefined) {
      month = periodOf('month', day);
      months.set(day, month);
    }
    return month;
  };
}

interface Stay {
  readonly enter: RowNumber;
  readonly leave: RowNumber;
}

/** +1 on the day of entering, -1 on the day of leaving; an empty interval adds nothing at all. */
function stock({ zone }: PostingContext, measure: MeasurePlan, { enter, leave }: Stay): Poster {
  return (row, postings) => {
    const entered = enter(row);
    if (Number.isNaN(entered)) return;
    const left = leave(row);
    const enterDay = dayOf(zone, entered);
    if (Number.isNaN(left)) {
      postings.add(measure.slot, 0, enterDay, 1);
      return;
    }
    const leaveDay = dayOf(zone, left);
    if (leaveDay <= enterDay) return;
    postings.add(measure.slot, 0, enterDay, 1);
    postings.add(measure.slot, 0, leaveDay, -1);
  };
}

/** In on the days of the union of stretches, of those of `within` too, from the day of entering to that of leaving. */
function cover(
  { table, zone, compiler }: PostingContext,
  measure: MeasurePlan,
  { within, enter, leave, ...own }: Extract<MeasurePlan['what'], { kind: 'cover' }>,
): Poster {
  const inside = within === undefined ? null : stretchesOf({ table, zone }, within);
  const covered = stretchesOf({ table, zone }, own);
  const entered = enter === undefined ? null : compiler.time(enter);
  const left = leave === undefined ? null : compiler.time(leave);
  return (row, postings) => {
    const first = entered === null ? Number.NEGATIVE_INFINITY : entered(row);
    const last = left === null ? Number.NaN : left(row);
    if (Number.isNaN(first)) return;
    const from = entered === null ? first : dayOf(zone, first);
    const clip: Stretch = { from, end: Number.isNaN(last) ? Number.POSITIVE_INFINITY : dayOf(zone, last) };
    const clipped = common(unionOf(covered(row)), [clip]);
    for (const { from, end } of inside === null ? clipped : common(clipped, unionOf(inside(row)))) {
      postings.add(measure.slot, 0, from, 1);
      if (end < Number.POSITIVE_INFINITY) postings.add(measure.slot, 0, end, -1);
    }
  };
}

function stretchesOf(
  { table, zone }: Pick<PostingContext, 'table' | 'zone'>,
  { part, field, ...length }: Stretches,
): (row: number) => readonly Stretch[] {
  return (row) =>
    (table.parts[part]?.standing(row) ?? []).flatMap((occurrence) => {
      const begin = valueIn(occurrence, field);
      if (Number.isNaN(begin)) return [];
      const from = dayOf(zone, begin);
      if ('days' in length) return [{ from, end: from + length.days }];
      const until = valueIn(occurrence, length.until);
      return [{ from, end: Number.isNaN(until) ? Number.POSITIVE_INFINITY : dayOf(zone, until) }];
    });
}

/**
 * A reading is in force from its day until the day of the next one. Two accumulators: the value, and how many readings were taken so
 * far, which tells also of one that reads what the one before it did.
 */
function hold(
  { table, zone }: PostingContext,
  measure: MeasurePlan,
  { part, value, at }: { readonly part: number; readonly value: number; readonly at: number },
): Poster {
  const isReading = (occurrence: Occurrence): boolean =>
    !Number.isNaN(valueIn(occurrence, value)) && !Number.isNaN(valueIn(occurrence, at));
  return (row, postings) => {
    const readings = (table.parts[part]?.standing(row) ?? [])
      .filter(isReading)
      .sort((left, right) => byMoment(zone, valueIn(left, at), valueIn(right, at)) || byKey(left, right));
    readings.forEach((reading, place) => {
      const day = dayOf(zone, valueIn(reading, at));
      const next = readings[place + 1];
      const nextDay = next === undefined ? Number.POSITIVE_INFINITY : dayOf(zone, valueIn(next, at));
      if (nextDay <= day) return;
      const size = valueIn(reading, value);
      postings.add(measure.slot, 0, day, size);
      postings.add(measure.slot + 1, 0, day, 1);
      if (nextDay === Number.POSITIVE_INFINITY) return;
      postings.add(measure.slot, 0, nextDay, -size);
    });
  };
}

function byMoment(zone: Zone, left: number, right: number): number {
  return positionOf(zone, left) - positionOf(zone, right) || left - right;
}

function byKey(left: Occurrence, right: Occurrence): number {
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
}
