// What a formula may refer to: the measures of all records, other KPIs, domains and levels.
import type { FlagPlan, Formula, ZeroPolicy } from '@nhip/core';
import type { SourceNode } from '../source/node.ts';
import type { CompiledFormula } from './formula.ts';
import type { Points } from './points.ts';
import type { CompiledRecord } from './record.ts';
import type { Shared } from './shared.ts';
import type { Slice } from './slice.ts';

export interface FormulaContext extends Shared {
  readonly records: readonly CompiledRecord[];
  /** Another KPI with a slice fixed around its formula; null after a fault, which is told at the node. */
  kpi(id: string, slice: Slice, at: SourceNode): CompiledKpi | null;
  /** The points of another KPI; null after a fault, also where it has none. */
  points(id: string, at: SourceNode): Points | null;
  kpiIndex(id: string): number;
}

/** A formula with what its KPI says beside it; the measures of flags are among its uses. */
export interface CompiledKpi extends CompiledFormula {
  readonly zero: ZeroPolicy;
  readonly flags: readonly FlagPlan<Formula>[];
  /** Null: it is not scored. */
  readonly points: Points | null;
}
