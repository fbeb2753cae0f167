// From which day on the city has anything of a record type, whatever the measure: a KPI has values from there on, so that
// "none is overdue" is told as 0 on every day and not only after the first one was.
import type { CellChange } from '../cell/change.ts';
import { createDaySeries, type DaySeries, isZero } from './day-series.ts';

export interface Beginnings {
  take(change: CellChange, day: number): void;
  /** The first day with anything of the record type; Infinity: there is nothing. */
  earliest(record: number): number;
}

export function createBeginnings(): Beginnings {
  /** By record and family: one series for each accumulator, the sketches behind them. */
  const records = new Map<number, Map<number, DaySeries[]>>();
  return {
    take: ({ record, family, differences, sketches }, day) => {
      const families = records.get(record) ?? new Map<number, DaySeries[]>();
      records.set(record, families);
      const known = families.get(family);
      const series = known ?? seriesFor(differences, sketches.length);
      if (known === undefined) families.set(family, series);
      differences.forEach((difference, place) => {
        if (!isZero(difference)) series[place]?.add(day, difference);
      });
      sketches.forEach((pairs, place) => {
        if (pairs.length > 0) series[differences.length + place]?.add(day, countOfPairs(pairs));
      });
    },
    earliest: (record) => {
      let earliest = Infinity;
      for (const family of records.get(record)?.values() ?? []) {
        for (const series of family) earliest = Math.min(earliest, series.nextDay(-Infinity));
      }
      return earliest;
    },
  };
}

function seriesFor(differences: CellChange['differences'], sketches: number): DaySeries[] {
  const zeros = [...differences.map((one) => (typeof one === 'bigint' ? 0n : 0)), ...Array<number>(sketches).fill(0)];
  return zeros.map(createDaySeries);
}

/** How many observations pairs of bucket and difference add. */
export function countOfPairs(pairs: readonly number[]): number {
  let sum = 0;
  for (let place = 1; place < pairs.length; place += 2) sum += pairs[place] as number;
  return sum;
}
