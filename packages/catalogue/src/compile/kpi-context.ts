// What a formula may refer to: the measures of all records, other KPIs, domains and levels.
import type { FlagPlan, Formula, Validity, ZeroPolicy } from '@nhip/core';
import type { SourceNode } from '../source/node.ts';
import type { CompiledFormula, Use } from './formula.ts';
import type { Points } from './points.ts';
import type { CompiledRecord } from './record.ts';
import type { Shared } from './shared.ts';
import type { Slice } from './slice.ts';

export interface FormulaContext extends Shared {
  readonly records: readonly CompiledRecord[];
  /** Another KPI with a slice fixed around its formula; null after a fault, which is told at the node. */
  kpi(id: string, slice: Slice, at: SourceNode): CompiledKpi | null;
  /** The points of another KPI while a definition is valid; null after a fault, also where it has none then. */
  points(id: string, valid: Validity, at: SourceNode): Points | null;
  kpiIndex(id: string): number;
  /** What the KPI of an index computes, and its flags; it is one that was asked for by `kpi`. */
  definitionsOf(index: number): readonly Pick<CompiledDefinition, 'formula' | 'flags'>[];
  /** When the definition is valid that is compiled just now. */
  readonly valid: Validity;
}

export interface CompiledKpi {
  /** The oldest first. */
  readonly definitions: readonly CompiledDefinition[];
}

/** A formula with what its KPI says beside it; the measures of flags are among its uses. */
export interface CompiledDefinition extends CompiledFormula {
  readonly valid: Validity;
  readonly zero: ZeroPolicy;
  readonly flags: readonly FlagPlan<Formula>[];
  /** Null: it is not scored. */
  readonly points: Points | null;
}

/** What all its definitions read. */
export function usesOf({ definitions }: CompiledKpi): readonly Use[] {
  return definitions.flatMap(({ uses }) => uses);
}
