// Who counts elsewhere under the boundaries of another epoch: what of the past a tree moves from one node to another, and
// from which day on nothing differs. Only units that ever change their place are looked at, and these are few.
import type { UnitTree } from './unit-tree.ts';

/** What was stated for a unit on first <= day < end. */
export interface UnitDays {
  readonly unit: string;
  readonly first: number;
  readonly end: number;
}

/** It counts at a node by the tree asked for and not by the tree of its day (+1), or the other way round (-1). */
export interface Move extends UnitDays {
  readonly sign: 1 | -1;
}

export interface Moves {
  /** The unit does not count at the same nodes in all epochs. */
  isMover(unit: string): boolean;
  /** All nodes at which a stated unit ever counts. */
  nodesEver(unit: string): readonly string[];
  /** What the tree of an epoch moves to the node or away from it. */
  movesAt(node: string, epoch: number): readonly Move[];
  /** What counts at the node by the tree of an epoch, and was stated for units that were not in force on that day. */
  redirectsAt(node: string, epoch: number): readonly UnitDays[];
  /**
   * The first day from which on the node is what it is in the epoch: in force at the same level, with the same stated units.
   * -Infinity: it always was; null: in that epoch it is not in force.
   */
  unchangedSince(node: string, epoch: number): number | null;
}

type Trees = Pick<UnitTree, 'codes' | 'boundaries' | 'mapping' | 'levelIn'>;

export function createMoves(trees: Trees): Moves {
  const { codes, boundaries, mapping, levelIn } = trees;
  const epochs = Array.from({ length: boundaries.length + 1 }, (_, epoch) => epoch);
  const movers = madeOnce(() =>
    codes.filter((unit) => !sameEverywhere(epochs.map((epoch) => mapping(unit, epoch).nodes))),
  );
  const moverSet = madeOnce(() => new Set(movers()));
  const counts = (unit: string, node: string, epoch: number): boolean => mapping(unit, epoch).nodes.includes(node);
  const daysOf = (epoch: number): Pick<UnitDays, 'first' | 'end'> => ({
    first: boundaries[epoch - 1] ?? -Infinity,
    end: boundaries[epoch] ?? Infinity,
  });
  const differs = (node: string, epoch: number, now: number): boolean =>
    levelIn(node, epoch) !== levelIn(node, now) ||
    movers().some((unit) => counts(unit, node, epoch) !== counts(unit, node, now));
  return {
    isMover: (unit) => moverSet().has(unit),
    nodesEver: remembered((unit) => [...new Set(epochs.flatMap((epoch) => mapping(unit, epoch).nodes))]),
    movesAt: rememberedByEpoch((node, now) =>
      movers().flatMap((unit) => {
        const sign = counts(unit, node, now) ? 1 : -1;
        const elsewhere = epochs.filter((epoch) => counts(unit, node, epoch) !== counts(unit, node, now));
        return elsewhere.map((epoch): Move => ({ unit, sign, ...daysOf(epoch) }));
      }),
    ),
    redirectsAt: rememberedByEpoch((node, now) =>
      movers()
        .filter((unit) => counts(unit, node, now))
        .flatMap((unit) => {
          const redirected = epochs.filter((epoch) => mapping(unit, epoch).redirected);
          return redirected.map((epoch): UnitDays => ({ unit, ...daysOf(epoch) }));
        }),
    ),
    unchangedSince: rememberedByEpoch((node, now) => {
      if (levelIn(node, now) === null) return null;
      for (let epoch = now - 1; epoch >= 0; epoch -= 1) if (differs(node, epoch, now)) return daysOf(epoch).end;
      return -Infinity;
    }),
  };
}

function sameEverywhere(nodes: readonly (readonly string[])[]): boolean {
  return nodes.every((each) => each.join('\u0000') === nodes[0]?.join('\u0000'));
}

function madeOnce<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function remembered<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const made = make(name);
    known.set(name, made);
    return made;
  };
}

function rememberedByEpoch<T>(make: (node: string, epoch: number) => T): (node: string, epoch: number) => T {
  const byEpoch: ((node: string) => T)[] = [];
  return (node, epoch) => {
    const ofEpoch = byEpoch[epoch] ?? remembered((one) => make(one, epoch));
    byEpoch[epoch] = ofEpoch;
    return ofEpoch(node);
  };
}
