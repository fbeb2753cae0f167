// On which days something happened at one place, ever, and what changed since the last evaluation. It never forgets a day, which
// costs an evaluation more here and there and no wrong result.

export interface Activity {
  touch(day: number): void;
  /** The first day at or after the given one on which anything ever happened, or Infinity. */
  nextDay(day: number): number;
  /** Days that changed since the last `settle`, in no particular order. */
  changed(): ReadonlySet<number>;
  settle(): void;
}

export function createActivity(): Activity {
  const days: number[] = [];
  const changed = new Set<number>();
  const indexOf = (day: number): number => {
    let low = 0;
    let high = days.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((days[middle] as number) < day) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    touch: (day) => {
      if (changed.has(day)) return;
      changed.add(day);
      const index = indexOf(day);
      if (days[index] !== day) days.splice(index, 0, day);
    },
    nextDay: (day) => days[indexOf(day)] ?? Infinity,
    changed: () => changed,
    settle: () => changed.clear(),
  };
}
