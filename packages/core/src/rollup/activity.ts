// On which days something ever happened at one place. It never forgets a day, which costs an evaluation more here and there
// and no wrong result.
import { dayIndex } from './day-series.ts';

export interface Activity {
  touch(day: number): void;
  /** The first day at or after the given one on which anything ever happened, or Infinity. */
  nextDay(day: number): number;
}

export function createActivity(): Activity {
  const days: number[] = [];
  return {
    touch: (day) => {
      const index = dayIndex(days, day);
      if (days[index] !== day) days.splice(index, 0, day);
    },
    nextDay: (day) => days[dayIndex(days, day)] ?? Infinity,
  };
}
