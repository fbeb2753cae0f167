// The way through things that are computed from each other: whether it leads back to itself, and how deep it goes.

/** Nobody reads through more; whoever compiles or computes them goes as deep as they are. */
export const DEPTH_MAX = 100;

export interface Way {
  /** From the first of the name to the name itself again; null: it leads to something new. */
  cycleTo(name: string): readonly string[] | null;
  /** As deep as anything may be: whatever follows is too much. */
  isFull(): boolean;
  enter(name: string): void;
  /** How many lie inside of each other down from here, this one among them. */
  leave(name: string): number;
  /** One that was left before is met again. */
  meet(name: string): void;
  /** The first one on it. */
  first(): string;
}

export function openWay(): Way {
  const names: string[] = [];
  const depths = new Map<string, number>();
  /** Of what was met so far, for each on the way. */
  const deepest: number[] = [];
  const meet = (name: string): void => {
    const last = deepest.length - 1;
    if (last >= 0) deepest[last] = Math.max(deepest[last] ?? 0, depths.get(name) ?? 0);
  };
  return {
    cycleTo: (name) => (names.includes(name) ? [...names.slice(names.indexOf(name)), name] : null),
    isFull: () => names.length === DEPTH_MAX,
    enter: (name) => {
      names.push(name);
      deepest.push(0);
    },
    leave: (name) => {
      names.pop();
      const depth = (deepest.pop() ?? 0) + 1;
      // Told of once: whatever is computed from it is not told of too.
      depths.set(name, depth > DEPTH_MAX ? 0 : depth);
      meet(name);
      return depth;
    },
    meet,
    first: () => names[0] ?? '',
  };
}
