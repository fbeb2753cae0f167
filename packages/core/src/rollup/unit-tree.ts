// The organisation tree over time. Between two days on which some unit begins or ends, the tree is the same: an epoch.
// Whoever was dissolved stands for its successor, so that the parts always sum to the whole.
import type { Plan, UnitSpan } from '../plan/plan.ts';

/** Where a stated unit counts on some day. */
export interface Mapping {
  /** The node itself and all above it, up to the root. */
  readonly nodes: readonly string[];
  /** The stated unit is not in force: its successor answers for it. */
  readonly redirected: boolean;
}

export interface UnitTree {
  readonly root: string;
  /** Number of the epoch that holds a day. */
  epochOf(day: number): number;
  epochs(): number;
  mapping(unit: string, epoch: number): Mapping;
  /** The span of a unit in force on a day, or null. */
  spanOn(unit: string, day: number): UnitSpan | null;
  /** The last day before `end` and not before `first` on which the unit is in force, or null. */
  lastDayInForce(unit: string, first: number, end: number): number | null;
  /** Codes of all units that ever are, in the order of the plan. */
  readonly codes: readonly string[];
  /** Levels a unit ever has. */
  levelsOf(unit: string): readonly string[];
  /** Units in force in an epoch. */
  inForce(epoch: number): readonly UnitSpan[];
}

export function createUnitTree(plan: Plan): UnitTree {
  const spans = new Map<string, UnitSpan[]>();
  for (const span of plan.units) spans.set(span.code, [...(spans.get(span.code) ?? []), span]);
  for (const list of spans.values()) list.sort((left, right) => (left.from ?? -Infinity) - (right.from ?? -Infinity));
  const days = plan.units.flatMap((span) => [span.from, span.until]).filter((day) => day !== null);
  /** First day of each epoch but the first, which began long ago. */
  const boundaries = [...new Set(days)].sort((left, right) => left - right);
  const firstDayOf = (epoch: number): number => boundaries[epoch - 1] ?? (boundaries[0] ?? 0) - 1;
  const spanOn = (unit: string, day: number): UnitSpan | null =>
    spans.get(unit)?.find((span) => isInForce(span, day)) ?? null;
  const known = new Map<string, Mapping>();
  const forces = new Map<number, readonly UnitSpan[]>();
  return {
    root: plan.root,
    epochs: () => boundaries.length + 1,
    epochOf: (day) => {
      let epoch = 0;
      while (epoch < boundaries.length && (boundaries[epoch] ?? 0) <= day) epoch += 1;
      return epoch;
    },
    mapping: (unit, epoch) => {
      const name = `${epoch}/${unit}`;
      let mapping = known.get(name);
      if (mapping === undefined) {
        mapping = mapUnit(spans, unit, firstDayOf(epoch));
        known.set(name, mapping);
      }
      return mapping;
    },
    spanOn,
    lastDayInForce: (unit, first, end) => {
      for (const span of [...(spans.get(unit) ?? [])].reverse()) {
        const last = Math.min(end, span.until ?? Infinity) - 1;
        if (last >= Math.max(first, span.from ?? -Infinity)) return last;
      }
      return null;
    },
    codes: [...spans.keys()],
    levelsOf: (unit) => [...new Set((spans.get(unit) ?? []).map((span) => span.level))],
    inForce: (epoch) => {
      let units = forces.get(epoch);
      if (units === undefined) {
        units = plan.units.filter((span) => isInForce(span, firstDayOf(epoch)));
        forces.set(epoch, units);
      }
      return units;
    },
  };
}

function isInForce(span: UnitSpan, day: number): boolean {
  return (span.from ?? -Infinity) <= day && day < (span.until ?? Infinity);
}

type Spans = ReadonlyMap<string, readonly UnitSpan[]>;

/** Follows successors to a unit in force on the day, then parents up to the root. */
function mapUnit(spans: Spans, unit: string, day: number): Mapping {
  const own = spanNear(spans, unit, day);
  const redirected = own === null || !isInForce(own, day);
  const nodes: string[] = [];
  let at: UnitSpan | null = standIn(spans, unit, day);
  while (at !== null && !nodes.includes(at.code)) {
    nodes.push(at.code);
    at = at.parent === null ? null : standIn(spans, at.parent, day);
  }
  return { nodes, redirected };
}

/** The unit itself, or who answers for it; a unit that is stated before it began stands for itself. */
function standIn(spans: Spans, unit: string, day: number): UnitSpan | null {
  const seen = new Set<string>();
  let at = spanNear(spans, unit, day);
  while (at !== null && !isInForce(at, day) && at.successor !== null && !seen.has(at.code)) {
    if ((at.from ?? -Infinity) > day) break;
    seen.add(at.code);
    at = spanNear(spans, at.successor, day) ?? at;
  }
  return at;
}

/** The span in force on the day, else the last one that ended before it, else the first one to come. */
function spanNear(spans: Spans, unit: string, day: number): UnitSpan | null {
  const list = spans.get(unit) ?? [];
  const begun = list.filter((span) => (span.from ?? -Infinity) <= day);
  return begun.at(-1) ?? list[0] ?? null;
}
