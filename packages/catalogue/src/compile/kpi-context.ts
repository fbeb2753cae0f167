// What a formula may refer to: the measures of all records, other KPIs, domains and levels.
import type { SourceNode } from '../source/node.ts';
import type { CompiledFormula } from './formula.ts';
import type { CompiledRecord } from './record.ts';
import type { Shared } from './shared.ts';
import type { Slice } from './slice.ts';

export interface FormulaContext extends Shared {
  readonly records: readonly CompiledRecord[];
  /** The formula of another KPI with a slice fixed around it; null after a fault, which is told at the node. */
  kpi(id: string, slice: Slice, at: SourceNode): CompiledFormula | null;
  kpiIndex(id: string): number;
}
