// The organisation tree over time. Between two days on which some unit begins or ends, the tree is the same: an epoch.
// Whoever was dissolved stands for its successor, so that the parts always sum to the whole.
import type { Plan, UnitSpan } from '../plan/plan.ts';
import { createMoves, type Moves } from './moves.ts';

/** Where a stated unit counts on some day. */
export interface Mapping {
  /** The node itself and all above it, up to the root. */
  readonly nodes: readonly string[];
  /** The stated unit is not in force: its successor answers for it. */
  readonly redirected: boolean;
  /** The stated unit is in force itself: it has begun, and has not ended. */
  readonly inForce: boolean;
}

/** Who answers for a unit that was dissolved. */
export interface Successor {
  readonly code: string;
  /** First day on which what it states is of the dissolved one too. -Infinity: it began with the merger, and states nothing else. */
  readonly since: number;
}

export interface UnitTree extends Moves {
  readonly root: string;
  /** Number of the epoch that holds a day. */
  epochOf(day: number): number;
  epochs(): number;
  mapping(unit: string, epoch: number): Mapping;
  /** The span of a unit in force on a day, or null. */
  spanOn(unit: string, day: number): UnitSpan | null;
  /** The level of a unit that is in force in an epoch, or null. */
  levelIn(unit: string, epoch: number): string | null;
  /** The last day before `end` and not before `first` on which the unit is in force, or null. */
  lastDayInForce(unit: string, first: number, end: number): number | null;
  /** Codes of all units that ever are, in the order of the plan. */
  readonly codes: readonly string[];
  /** Levels a unit ever has. */
  levelsOf(unit: string): readonly string[];
  /** Units that ever have one of the levels and ever count at the node; not the node itself. */
  everBelow(node: string, levels: readonly string[]): readonly string[];
  /** The nearest unit above one that is in force in an epoch whose level is none of those given; null: there is none. */
  aboveIn(unit: string, epoch: number, levels: readonly string[]): string | null;
  /** Who succeeded a unit that is not in force on the day, and who succeeded them, until one is in force. */
  successorsOf(unit: string, day: number): readonly Successor[];
  /** First days of all epochs but the first. */
  readonly boundaries: readonly number[];
  /** The unit itself is there in that epoch. */
  isInForce(unit: string, epoch: number): boolean;
  /** Units in force at or below a node: those of one level, or (null) those with none below them. */
  membersOf(node: string, epoch: number, level: string | null): readonly string[];
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
  const epochOf = (day: number): number => {
    let epoch = 0;
    while (epoch < boundaries.length && (boundaries[epoch] ?? 0) <= day) epoch += 1;
    return epoch;
  };
  const mapping = knownMappings((unit, epoch) => mapUnit(spans, unit, firstDayOf(epoch)));
  const levelIn = (unit: string, epoch: number): string | null => spanOn(unit, firstDayOf(epoch))?.level ?? null;
  const codes = [...spans.keys()];
  const levels = new Map([...spans].map(([code, list]) => [code, [...new Set(list.map((span) => span.level))]]));
  const knownMembers = new Map<string, readonly string[]>();
  const moves = createMoves({ codes, boundaries, mapping, levelIn });
  return {
    ...moves,
    everBelow: knownBelow(levels, moves),
    aboveIn: (unit, epoch, wanted) =>
      mapping(unit, epoch)
        .nodes.slice(1)
        .find((node) => !wanted.includes(levelIn(node, epoch) ?? '')) ?? null,
    root: plan.root,
    epochs: () => boundaries.length + 1,
    epochOf,
    mapping,
    spanOn,
    levelIn,
    lastDayInForce: (unit, first, end) => {
      for (const span of [...(spans.get(unit) ?? [])].reverse()) {
        const last = Math.min(end, span.until ?? Infinity) - 1;
        if (last >= Math.max(first, span.from ?? -Infinity)) return last;
      }
      return null;
    },
    codes,
    levelsOf: (unit) => levels.get(unit) ?? [],
    successorsOf: (unit, day) => {
      const chain = chainOf(spans, unit, day);
      return chain.slice(1).map((code, place) => {
        const merger = spanNear(spans, chain[place] ?? '', day)?.until ?? -Infinity;
        return { code, since: spanOn(code, merger - 1) === null ? -Infinity : merger };
      });
    },
    boundaries,
    isInForce: (unit, epoch) => spanOn(unit, firstDayOf(epoch)) !== null,
    membersOf: (node, epoch, level) => {
      const name = `${epoch}/${level ?? ''}/${node}`;
      let members = knownMembers.get(name);
      if (members === undefined) {
        const inForce = plan.units.filter((span) => isInForce(span, firstDayOf(epoch)));
        const parents = new Set(inForce.map(({ parent }) => parent));
        members = inForce
          .filter((span) => (level === null ? !parents.has(span.code) : span.level === level))
          .map(({ code }) => code)
          .filter((code) => mapUnit(spans, code, firstDayOf(epoch)).nodes.includes(node));
        knownMembers.set(name, members);
      }
      return members;
    },
  };
}

function knownBelow(
  levels: ReadonlyMap<string, readonly string[]>,
  { nodesEver }: Pick<Moves, 'nodesEver'>,
): UnitTree['everBelow'] {
  const known = new Map<string, readonly string[]>();
  return (node, wanted) => {
    const name = `${wanted.join()}/${node}`;
    let below = known.get(name);
    if (below === undefined) {
      const units = [...levels].filter(([, own]) => own.some((level) => wanted.includes(level)));
      below = units.map(([code]) => code).filter((code) => code !== node && nodesEver(code).includes(node));
      known.set(name, below);
    }
    return below;
  };
}

/** Asked for with every change: no name is made for a place in the tree. */
function knownMappings(map: UnitTree['mapping']): UnitTree['mapping'] {
  const known: Map<string, Mapping>[] = [];
  return (unit, epoch) => {
    const ofEpoch = known[epoch] ?? new Map<string, Mapping>();
    known[epoch] = ofEpoch;
    let mapping = ofEpoch.get(unit);
    if (mapping === undefined) {
      mapping = map(unit, epoch);
      ofEpoch.set(unit, mapping);
    }
    return mapping;
  };
}

function isInForce(span: UnitSpan, day: number): boolean {
  return (span.from ?? -Infinity) <= day && day < (span.until ?? Infinity);
}

type Spans = ReadonlyMap<string, readonly UnitSpan[]>;

/** Follows successors to a unit in force on the day, then parents up to the root. */
function mapUnit(spans: Spans, unit: string, day: number): Mapping {
  const nodes: string[] = [];
  let at: UnitSpan | null = standIn(spans, unit, day);
  while (at !== null && !nodes.includes(at.code)) {
    nodes.push(at.code);
    at = at.parent === null ? null : standIn(spans, at.parent, day);
  }
  const inForce = spans.get(unit)?.some((span) => isInForce(span, day)) ?? false;
  return { nodes, redirected: nodes[0] !== unit, inForce };
}

/** The unit itself, or who answers for it; a unit that is stated before it began stands for itself. */
function standIn(spans: Spans, unit: string, day: number): UnitSpan | null {
  const last = chainOf(spans, unit, day).at(-1);
  return last === undefined ? null : spanNear(spans, last, day);
}

/** From the unit over its successors to the first one that is in force, or has no successor. */
function chainOf(spans: Spans, unit: string, day: number): readonly string[] {
  const chain: string[] = [];
  let at = spanNear(spans, unit, day);
  while (at !== null && !chain.includes(at.code)) {
    chain.push(at.code);
    const hasEnded = (at.until ?? Infinity) <= day;
    at = hasEnded && at.successor !== null ? spanNear(spans, at.successor, day) : null;
  }
  return chain;
}

/** The span in force on the day, else the last one that ended before it, else the first one to come. */
function spanNear(spans: Spans, unit: string, day: number): UnitSpan | null {
  const list = spans.get(unit) ?? [];
  const begun = list.filter((span) => (span.from ?? -Infinity) <= day);
  return begun.at(-1) ?? list[0] ?? null;
}
