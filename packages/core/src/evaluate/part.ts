// Another KPI as composites and formulas read it: what it says at a unit in a period, just as it is published.
import type { Result } from '../published/value.ts';
import type { CompiledFormula } from './formula.ts';
import type { Asked } from './place.ts';

export interface Part {
  /** Of each of its definitions. */
  readonly formulas: readonly CompiledFormula[];
  /** Null: nothing is published there. */
  judge(at: Asked): Judged | null;
}

export interface Judged {
  /** The level the unit has then. */
  readonly level: string;
  readonly result: Result;
  /** Somebody below the unit reports records that it reads. */
  readonly reports: boolean;
  /** How many points could be scored; 0 without a score. */
  readonly possible: number;
  /** All its points could be scored. */
  readonly isWhole: boolean;
}
