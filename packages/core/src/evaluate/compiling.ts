// What is gathered while a formula is compiled: the measures that it reads and how it looks at them.
import type { Step, Validity } from '../plan/kpi.ts';
import type { Standing } from '../rollup/standing.ts';
import type { Lens, Lenses } from './lens.ts';
import type { MeasureUse, View } from './measure-use.ts';
import type { Part } from './part.ts';
import type { Place } from './place.ts';
import { witnessed } from './witness.ts';

export type Read = (place: Place) => number | null;

/** A measure with the way from the period asked for to the days it is read in. */
export interface LensedUse extends MeasureUse {
  readonly lens: Lens;
  /** Units of these levels have the points of the unit above: what changes there concerns them too. Left out: none. */
  readonly inheriting?: readonly string[];
}

export interface FormulaView extends View {
  /** Another KPI while a definition is valid that reads it, for the same dimension. */
  part(kpi: number, valid: Validity): Part;
}

export interface Compiling {
  readonly view: FormulaView;
  readonly uses: LensedUse[];
  readonly watched: LensedUse[];
  readonly lenses: Lenses;
  /** Ways that lead to members which no measure tests: turns of the tree and of tables are looked for through them too. */
  readonly looks: Lens[];
  /** Shifts and windows around the part that is compiled just now, the outermost first. */
  readonly steps: readonly Step[];
  readonly parts: Part[];
  readonly openSets: Standing[];
  readonly turns: number[];
  /** When the definition is valid that is compiled just now. */
  readonly valid: Validity;
}

export function used({ view, uses, lenses, steps }: Compiling, use: MeasureUse): MeasureUse {
  uses.push({ ...use, lens: lenses.of(steps) });
  return witnessed(use, view.witness);
}
