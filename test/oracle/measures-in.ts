// Oracle: which measures a KPI reads, found by computing it from a reader that only takes down what it is asked.
import type { Catalogue, Kpi } from './catalogue.ts';
import { kpiNamed, type MeasureUse, outcomeOfKpi, type Sources } from './formula.ts';

export interface MeasuresRead {
  /** What the value is made of, that of the KPIs it reads included. */
  readonly value: readonly MeasureUse[];
  readonly flags: readonly MeasureUse[];
}

/** Every measure that a KPI reads. */
export function measuresIn(kpi: Kpi, catalogue: Catalogue): MeasuresRead {
  const value: MeasureUse[] = [];
  const flags: MeasureUse[] = [];
  const listing = (uses: MeasureUse[]): Sources => ({
    reader: {
      read: (use) => {
        uses.push(use);
        return 1;
      },
      list: (use) => {
        uses.push(use);
        return [];
      },
      members: (_set, _level, tests) => {
        uses.push(...tests);
        return 1;
      },
    },
    points: (id) => {
      const other = measuresIn(kpiNamed(id, catalogue), catalogue);
      uses.push(...other.value);
      flags.push(...other.flags);
      return 1;
    },
  });
  const forFlags = listing(flags);
  const raise = (): void => undefined;
  outcomeOfKpi(kpi, { catalogue, ...listing(value), forFlags, raise, slice: {}, looksEverywhere: true });
  return { value, flags };
}
