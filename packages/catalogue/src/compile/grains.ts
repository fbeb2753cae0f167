// Grains as a catalogue writes them: `30d` is `P30D`. Which grains cells of a given fineness can answer.
import type { CalendarGrain, Grain } from '@nhip/core';

export type Finest = CalendarGrain;

/** The name a grain has everywhere else; the text is one already checked. */
export function grainName(text: string): Grain {
  return (/^\d+d$/.test(text) ? `P${text.slice(0, -1)}D` : text) as Grain;
}

const order: Readonly<Record<Finest, number>> = { day: 0, week: 1, month: 2, quarter: 3, year: 4 };

/** A rolling window is made of days. */
export function isFiner(grain: Grain, finest: Finest): boolean {
  const own = grain.startsWith('P') ? 0 : order[grain as Finest];
  return own < order[finest];
}

/** The grains of the calendar that cells of this fineness can answer. */
export function grainsFrom(finest: Finest): readonly CalendarGrain[] {
  return (Object.keys(order) as readonly CalendarGrain[]).filter((grain) => order[grain] >= order[finest]);
}

/** A period of the one is shorter than one of the other; rolling windows count as the shortest. */
export function isShorter(one: Grain, other: Grain): boolean {
  return !other.startsWith('P') && isFiner(one, other as Finest);
}

/** Cells keep no more than the months where nobody may ask for less. */
export function bucketOf(finest: Finest): 'day' | 'month' {
  return order[finest] >= order.month ? 'month' : 'day';
}
