// Oracle: which measures a KPI reads, found by computing it from a reader that only takes down what it is asked.
import type { Catalogue, Kpi } from './catalogue.ts';
import { kpisBeside, kpisNamed } from './definitions.ts';
import {
  type Elsewhere,
  type FormulaContext,
  type MeasureUse,
  outcomeOf,
  outcomeOfKpi,
  type Slice,
  type Sources,
} from './formula.ts';
import { type MapNode, mapOrEmpty, type Node } from './yaml-node.ts';

/** A measure, and the shifts and windows around it, the outermost first. */
export interface SteppedUse extends MeasureUse {
  readonly steps: readonly MapNode[];
}

export interface MeasuresRead {
  /** What the value is made of, that of the KPIs it reads included. */
  readonly value: readonly SteppedUse[];
  readonly flags: readonly SteppedUse[];
}

/** Every measure that a KPI reads. */
export function measuresIn(kpi: Kpi, catalogue: Catalogue): MeasuresRead {
  const taking = takingDown(catalogue, {});
  outcomeOfKpi(kpi, taking.context);
  return taking;
}

/** @param of a formula; null of it says whether some flow in it is kept by months only. */
export function countsByMonth(of: Node, slice: Slice, catalogue: Catalogue): boolean {
  const taking = takingDown(catalogue, slice);
  outcomeOf(of, taking.context);
  return taking.value.some(
    ({ measure, steps }) => !measure.grains.includes('week') && !measure.isStock && !steps.some(isWholeYear),
  );
}

function isWholeYear({ shift, growth }: MapNode): boolean {
  return mapOrEmpty(shift ?? growth).whole === 'year';
}

function takingDown(catalogue: Catalogue, slice: Slice): MeasuresRead & { readonly context: FormulaContext } {
  const value: SteppedUse[] = [];
  const flags: SteppedUse[] = [];
  const listing = (uses: SteppedUse[], steps: readonly MapNode[]): Sources => ({
    reader: {
      read: (use) => {
        uses.push({ ...use, steps });
        return 1;
      },
      list: (use) => {
        uses.push({ ...use, steps });
        return [];
      },
      members: ({ tests }) => {
        uses.push(...tests.map((test) => ({ ...test, steps })));
        return 1;
      },
    },
    points: (id, asking) => {
      for (const other of kpisBeside(id, asking, catalogue).map((kpi) => measuresIn(kpi, catalogue))) {
        uses.push(...other.value);
        flags.push(...other.flags);
      }
      return 1;
    },
  });
  const at = (steps: readonly MapNode[]): Elsewhere => ({
    ...listing(value, steps),
    forFlags: listing(flags, steps),
    elsewhere: (step) => at([...steps, step]),
    definitionsOf: (id) => kpisNamed(id, catalogue),
    spans: () => false,
  });
  const rest = { catalogue, slice, grain: '', raise: () => undefined, countsByMonth: () => false, definition: null };
  return { value, flags, context: { ...rest, ...at([]), looksEverywhere: true } };
}
