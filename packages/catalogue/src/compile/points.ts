// Compiles how a KPI gets points: the rule of its score, or the parts of a composite, of which each leaf counts once.
import { type CompositeFormula, overlaps, type ScoreRule, type Validity } from '@nhip/core';
import type { z } from 'zod';
import { compositeSchema, scoreSchema } from '../language/rating-schema.ts';
import type { Faults } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import type { CompiledFormula } from './formula.ts';
import type { FormulaContext } from './kpi-context.ts';
import { usesOfPart } from './other-kpi.ts';

export interface Points {
  readonly max: number;
  /** The scored KPIs whose points it sums up; itself for one that is no composite. */
  readonly leaves: readonly Leaf[];
}

export interface Leaf {
  readonly id: string;
  readonly valid: Validity;
}

/** Null after a fault. */
export function scoreRuleOf(node: SourceNode, faults: Faults): ScoreRule | null {
  const score = read<z.output<typeof scoreSchema>>(node, scoreSchema, faults);
  if (score === null) return null;
  if ('steps' in score) {
    const steps = score.steps.map(([bound, points]) => ({ bound, points }));
    const isFalling = steps.every(({ bound }, place) => place === 0 || bound < (steps[place - 1]?.bound ?? bound));
    if (!isFalling) faults.add(node, `the bounds of 'steps' do not fall: expected them from the highest to the lowest`);
    return { kind: 'steps', steps };
  }
  if ('best' in score) {
    if (score.best === score.worst) faults.add(node, `'best' and 'worst' are one value: expected two`);
    return { kind: 'between', ...score };
  }
  return { kind: 'target', max: score.max, target: score.target ?? 1 };
}

export function pointsMaxOf(rule: ScoreRule): number {
  return rule.kind === 'steps' ? Math.max(...rule.steps.map(({ points }) => points)) : rule.max;
}

export interface CompiledComposite extends CompiledFormula {
  readonly formula: CompositeFormula;
  readonly points: Points;
}

/** Null after a fault. */
export function compositeOf(node: SourceNode, context: FormulaContext): CompiledComposite | null {
  const written = read<z.output<typeof compositeSchema>>(node, compositeSchema, context.faults);
  const items = node.members.get('parts')?.items ?? [];
  if (written === null) return null;
  const parts = items.map((item) => partOf(item, context));
  checkLeaves(
    parts.filter((part) => part !== null),
    context.faults,
  );
  const sound = parts.filter((part) => part !== null);
  if (sound.length < items.length) return null;
  const pointsMax = sound.reduce((sum, { points }) => sum + points.max, 0);
  return {
    formula: {
      kind: 'composite',
      parts: written.parts.map((id) => context.kpiIndex(id)),
      pointsMax,
      divide: written.divide ?? 1,
      missing: written.missing,
    },
    uses: sound.flatMap(({ uses }) => uses),
    isRate: true,
    points: {
      max: pointsMax,
      leaves: sound.flatMap(({ points }) => points.leaves),
    },
  };
}

interface Part extends Pick<CompiledFormula, 'uses'> {
  readonly id: string;
  readonly node: SourceNode;
  readonly points: Points;
}

function partOf(node: SourceNode, context: FormulaContext): Part | null {
  const id = String(node.value);
  const uses = usesOfPart(id, node, context);
  const points = uses === null ? null : context.points(id, context.valid, node);
  return uses === null || points === null ? null : { id, node, uses, points };
}

/** Pillars that overlap cannot be added up: at any time a leaf counts once, by whatever way it is reached. */
function checkLeaves(parts: readonly Part[], faults: Faults): void {
  const known: (Leaf & { readonly way: string })[] = [];
  for (const { id: way, node, points } of parts) {
    for (const { id, valid } of points.leaves) {
      const other = known.find((leaf) => leaf.id === id && overlaps(leaf.valid, valid));
      if (other !== undefined) {
        faults.add(
          node,
          `'${id}' counts twice in one composite, by '${other.way}' and by '${way}': expected each once`,
        );
      }
      known.push({ id, valid, way });
    }
  }
}
