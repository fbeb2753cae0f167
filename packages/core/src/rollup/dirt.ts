// What changed since the last evaluation: days, by node and slice. `ALL_DAYS` stands for every day there is.
import { createPlaces } from './places.ts';

export const ALL_DAYS = -Infinity;

/** One place and the days that changed there. */
export interface Soiled {
  readonly node: string;
  readonly slice: string;
  /** With what the changes come of, see ../cell/causes.ts. */
  readonly days: ReadonlyMap<number, number>;
}

/** One place to tell of changed days; it is good for ever. */
export interface Soil {
  add(day: number, causes: number): void;
}

export interface Dirt {
  at(node: string, slice: string): Soil;
  /** Every place with a day that changed, each once. */
  soiled(): readonly Soiled[];
  isEmpty(): boolean;
  clear(): void;
}

export function createDirt(): Dirt {
  let soiled: (Soiled & { readonly days: Map<number, number> })[] = [];
  const places = createPlaces((node, slice): Soil => {
    const here = { node, slice, days: new Map<number, number>() };
    return {
      add: (day, causes) => {
        if (here.days.size === 0) soiled.push(here);
        here.days.set(day, (here.days.get(day) ?? 0) | causes);
      },
    };
  });
  return {
    at: places.at,
    soiled: () => soiled,
    isEmpty: () => soiled.length === 0,
    clear: () => {
      for (const { days } of soiled) days.clear();
      soiled = [];
    },
  };
}
