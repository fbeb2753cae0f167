// Compiles what a formula reads of other KPIs: their values, by the definition that is valid then, or their points.
import { overlaps } from '@nhip/core';
import type { SourceNode } from '../source/node.ts';
import type { CompiledFormula, Use } from './formula.ts';
import { type FormulaContext, usesOf } from './kpi-context.ts';
import { noSlice, type Slice } from './slice.ts';

/** Another KPI; where a slice is fixed around it, its formula is compiled again with that slice. */
export function otherKpi(node: SourceNode, slice: Slice, context: FormulaContext): CompiledFormula | null {
  const id = String(node.value);
  const other = context.kpi(id, slice, node);
  if (other === null) return null;
  if (other.definitions.some(({ formula }) => formula.kind === 'composite')) {
    context.faults.add(node, `'${id}' is a composite: expected its points, score_of: ${id}`);
    return null;
  }
  const isRate = other.definitions.some((one) => one.isRate);
  const uses = usesOf(other).map((use) => ({ ...use, node }));
  if (slice.size === 0) return { formula: { kind: 'kpi', kpi: context.kpiIndex(id) }, uses, isRate };
  const definitions = other.definitions.map(({ valid, formula: of, zero, flags }) => ({ valid, of, zero, flags }));
  return { formula: { kind: 'sliced_kpi', definitions }, uses, isRate };
}

/** Null after a fault. */
export function scoreOf(node: SourceNode, slice: Slice, context: FormulaContext): CompiledFormula | null {
  const id = String(node.value);
  if (slice.size > 0) {
    context.faults.add(node, `a slice around the score of '${id}': expected the score as it is published`);
    return null;
  }
  const uses = usesOfPart(id, node, context);
  if (uses === null || context.points(id, context.valid, node) === null) return null;
  return { formula: { kind: 'score_of', kpi: context.kpiIndex(id) }, uses, isRate: true };
}

/** What a KPI reads whose points are taken; how its measures sum over units is its own affair. Null after a fault. */
export function usesOfPart(id: string, node: SourceNode, context: FormulaContext): readonly Use[] | null {
  const other = context.kpi(id, noSlice, node);
  if (other === null) return null;
  const definitions = other.definitions.filter(({ valid }) => overlaps(valid, context.valid));
  return usesOf({ definitions }).map((use) => ({ ...use, node, member: use.member ?? null, isOfPoints: true }));
}
