// Compiles how a KPI is rated: its score with the policy for nothing to divide, where it does not apply, from which denominator
// on it is rated, and the names of its bands.
import {
  type BandPlan,
  builtInFlags,
  type NotApplicable,
  type RatingPlan,
  type ScoreRule,
  type ZeroPolicy,
} from '@nhip/core';
import type { z } from 'zod';
import type { kpiSchema } from '../language/kpi-schema.ts';
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import type { FormulaContext } from './kpi-context.ts';
import { type Points, scoreRuleOf } from './points.ts';

type Members = Partial<z.output<typeof kpiSchema>>;

interface Rated {
  readonly members: Members;
  readonly points: Points | null;
  /** At which the KPI is published. */
  readonly levels: readonly string[];
}

export function zeroOf({ zero }: Members): ZeroPolicy {
  if (zero === 'full') return { kind: 'full' };
  if (zero === 0) return { kind: 'zero' };
  if (zero === undefined || zero === 'none') return { kind: 'none' };
  return { kind: 'value', value: zero.value, flag: zero.flag ?? null };
}

export function ratingOf(root: SourceNode, { members, points, levels }: Rated, { faults }: FormulaContext): RatingPlan {
  const scoreNode = root.members.get('score');
  checkPolicies(root, members, faults);
  const score = scoreNode === undefined || members.score === undefined ? null : scoreRuleOf(scoreNode, faults);
  if (score !== null && scoreNode !== undefined) checkDirection(scoreNode, score, members, faults);
  return {
    score,
    pointsMax: points?.max ?? null,
    zero: zeroOf(members),
    notApplicable: notApplicableOf(root, { members, points, levels }, faults),
    notRatedBelow: members.not_rated?.below ?? null,
    bands: bandsOf(root, members, faults),
  };
}

/** More points have to go where the values are better. */
function checkDirection(node: SourceNode, rule: ScoreRule, { better }: Members, faults: Faults): void {
  const sign = better === 'higher' ? 1 : better === 'lower' ? -1 : 0;
  const isTurned = rule.kind === 'between' && (rule.best - rule.worst) * sign < 0;
  if (isTurned) faults.add(node, `'best' is ${rule.best} and 'worst' is ${rule.worst}, and better is ${better}`);
  const rises =
    rule.kind === 'steps' && rule.steps.some(({ points }, place) => points > (rule.steps[place - 1]?.points ?? points));
  if (rises && sign > 0) {
    faults.add(node, `a lower bound of 'steps' has more points, and better is higher: expected the points to fall too`);
  }
}

function checkPolicies(root: SourceNode, { zero }: Members, faults: Faults): void {
  const [scoreNode, zeroNode] = [root.members.get('score'), root.members.get('zero')];
  if (root.members.has('composite')) {
    for (const key of ['score', 'zero'] as const) {
      const node = root.members.get(key);
      if (node !== undefined) faults.add(node, `'${key}' beside a composite: expected it in its parts`);
    }
    return;
  }
  if (scoreNode !== undefined && zeroNode === undefined) {
    const expected = 'expected zero: full, 0, none, or { value: 0 }';
    faults.add(scoreNode, `a score without a policy for a denominator of 0: ${expected}`);
  }
  if (scoreNode === undefined && zeroNode !== undefined && (zero === 'full' || zero === 0)) {
    faults.add(zeroNode, `'zero' is ${JSON.stringify(zero)}, which acts on a score: expected a score beside it`);
  }
  if (zeroNode !== undefined && typeof zero === 'object' && zero.flag !== undefined) {
    checkFlagName(zeroNode, zero.flag, faults);
  }
}

/** The service alone raises its own flags. */
export function checkFlagName(node: SourceNode, name: string, faults: Faults): void {
  if (Object.hasOwn(builtInFlags, name))
    faults.add(node, `the flag '${name}' is raised by the service itself: expected another name`);
}

function notApplicableOf(root: SourceNode, { members, points, levels }: Rated, faults: Faults): NotApplicable | null {
  const { not_applicable: written } = members;
  const node = root.members.get('not_applicable');
  if (written === undefined || node === undefined) return null;
  for (const level of written.levels) {
    if (!levels.includes(level)) {
      faults.add(node, `the KPI is not published at the level '${level}' where it does not apply; ${known(levels)}`);
    }
  }
  if (written.score === 'full' && points === null) faults.add(node, `full points of a KPI without a score`);
  if (written.score === 'above') checkAbove(root, node, { written, points, levels }, faults);
  return written;
}

interface Inheriting extends Pick<Rated, 'points' | 'levels'> {
  readonly written: NotApplicable;
}

/** Somebody has to have the points that others inherit. */
function checkAbove(root: SourceNode, node: SourceNode, { written, points, levels }: Inheriting, faults: Faults): void {
  if (root.members.has('composite')) {
    faults.add(node, `the points of a composite are those of its parts: expected 'above' in the parts`);
  } else if (points === null) faults.add(node, `points of the unit above, of a KPI without a score`);
  if (levels.every((level) => written.levels.includes(level))) {
    faults.add(node, `it applies at no level that it is published for: expected one that has points`);
  }
}

function bandsOf(root: SourceNode, { bands = [] }: Members, faults: Faults): readonly BandPlan[] {
  const isFalling = bands.every(({ from }, place) => place === 0 || from < (bands[place - 1]?.from ?? from));
  if (!isFalling) {
    faults.add(root.members.get('bands') ?? root, `the bounds of 'bands' do not fall: expected the highest first`);
  }
  return bands;
}
