// Families of cells: measures with equal dimensions and equal bucket share cells; each gets its accumulators in them.
import type { AccumulatorKind, CellFamily, MeasureKind } from '@nhip/core';

export interface Families {
  /** The family of a measure and the first of its accumulators there (a sketch: its place among the sketches). */
  place(
    cells: Pick<CellFamily, 'by' | 'bucket'>,
    kind: MeasureKind,
  ): { readonly family: number; readonly slot: number };
  plans(): readonly CellFamily[];
}

interface Family extends Pick<CellFamily, 'by' | 'bucket'> {
  readonly accumulators: AccumulatorKind[];
  sketches: number;
}

export function createFamilies(): Families {
  const families: Family[] = [];
  return {
    place: ({ by, bucket }, kind) => {
      let index = families.findIndex((one) => one.bucket === bucket && one.by.join(' ') === by.join(' '));
      if (index < 0) index = families.push({ by, bucket, accumulators: [], sketches: 0 }) - 1;
      const family = families[index];
      if (family === undefined) throw new RangeError(`there is no family ${index}`);
      if (kind.kind === 'sketch') {
        family.sketches += 1;
        return { family: index, slot: family.sketches - 1 };
      }
      const slot = family.accumulators.length;
      family.accumulators.push(...accumulatorsOf(kind));
      return { family: index, slot };
    },
    plans: () => families.map((family) => ({ ...family, accumulators: [...family.accumulators] })),
  };
}

function accumulatorsOf(what: MeasureKind): readonly AccumulatorKind[] {
  switch (what.kind) {
    case 'cohort':
      return what.grains.map(() => (what.of === null ? 'count' : 'sum'));
    case 'count':
    case 'stock':
    case 'cover':
      return ['count'];
    case 'sum':
      return ['sum'];
    case 'hold':
      return ['sum', 'count'];
    case 'sketch':
      return [];
  }
}
