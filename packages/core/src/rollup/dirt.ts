// What changed since the last evaluation: days, by node and slice. `ALL_DAYS` stands for every day there is.

export const ALL_DAYS = -Infinity;

export interface Dirt {
  add(node: string, slice: string, day: number): void;
  /** Node -> slice -> days. */
  entries(): ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<number>>>;
  isEmpty(): boolean;
  clear(): void;
}

export function createDirt(): Dirt {
  const nodes = new Map<string, Map<string, Set<number>>>();
  return {
    add: (node, slice, day) => {
      let slices = nodes.get(node);
      if (slices === undefined) {
        slices = new Map();
        nodes.set(node, slices);
      }
      const days = slices.get(slice);
      if (days === undefined) slices.set(slice, new Set([day]));
      else days.add(day);
    },
    entries: () => nodes,
    isEmpty: () => nodes.size === 0,
    clear: () => nodes.clear(),
  };
}
