// Compiles what reads other days than those of the period asked for: shift, growth, windows; and constants by grain.
import type { Formula, Grain, Shift, Step, WindowStep } from '@nhip/core';
import { daysIn } from '../language/scalars.ts';
import type { SourceNode } from '../source/node.ts';
import { type CompiledFormula, formulaOf, type Inside, type Use } from './formula.ts';
import { bucketOf, grainName, isShorter } from './grains.ts';
import type { FormulaContext } from './kpi-context.ts';

/** `shift: { of, to, whole }`, and `growth` with the same words; null after a fault. */
export function earlier(kind: 'shift' | 'growth', node: SourceNode, inside: Inside): CompiledFormula | null {
  const of = partOf(node, inside);
  if (of === null) return null;
  const { faults } = inside.context;
  const wholeYear = node.members.has('whole');
  const to = node.members.get('to')?.value === 'previous' ? 'previous' : 'last_year';
  if (wholeYear && to === 'previous') {
    faults.add(
      node.members.get('whole') ?? node,
      `'whole: year' is all of the year before: expected it with to: last_year`,
    );
  }
  if (holdsAny(of.formula, (one) => one.kind === 'window' && one.step.kind === 'now', inside.context)) {
    faults.add(node, `a window of 'now' has no earlier period: expected the stock without a window`);
  }
  const endedOnly = !wholeYear && of.uses.some(isByMonth);
  const step: Shift = { kind: 'shift', to, wholeYear, endedOnly };
  const shifted = of.uses.map((use) => through(step, use));
  return kind === 'shift'
    ? { formula: { kind, of: of.formula, step }, uses: shifted, isRate: of.isRate }
    : { formula: { kind, of: of.formula, step }, uses: [...of.uses, ...shifted], isRate: true };
}

/** `{ of, window }`; null after a fault. */
export function windowed(node: SourceNode, inside: Inside): CompiledFormula | null {
  const of = partOf(node, inside);
  const window = node.members.get('window');
  if (of === null || window === undefined) return null;
  const { faults } = inside.context;
  if (holdsAny(of.formula, ({ kind }) => ['shift', 'growth', 'window'].includes(kind), inside.context)) {
    faults.add(window, `a window around a shift, a growth or another window: expected the window inside of them`);
  }
  const step = windowOf(String(window.value));
  const flow = step.kind === 'now' ? of.uses.find((use) => !isStock(use)) : undefined;
  if (flow !== undefined) {
    faults.add(window, `'${flow.name}' counts what happens in a period, which 'now' has not: expected a stock or hold`);
  }
  return {
    formula: { kind: 'window', of: of.formula, step },
    uses: of.uses.map((use) => through(step, use)),
    isRate: of.isRate,
  };
}

/** Whether some part of a formula passes, those of the KPIs that it reads among them: also one that reads rows of tables alone. */
function holdsAny(formula: Formula, passes: (one: Formula) => boolean, context: FormulaContext): boolean {
  const asked = new Set<number>();
  const inside = (part: unknown): boolean => {
    if (typeof part !== 'object' || part === null) return false;
    const one = part as Partial<Formula>;
    if (one.kind !== undefined && passes(one as Formula)) return true;
    if (one.kind !== 'kpi' || one.kpi === undefined) return Object.values(part).some(inside);
    if (asked.has(one.kpi)) return false;
    asked.add(one.kpi);
    return context.definitionsOf(one.kpi).some(({ formula: of, flags }) => inside(of) || inside(flags));
  };
  return inside(formula);
}

/** `by_grain: { month: 1/12, year: 1 }`: each quotient is the nearest number to the fraction. */
export function byGrain(node: SourceNode): CompiledFormula {
  const values = [...node.members].map(([grain, { value }]) => [grainName(grain), fractionOf(value)] as const);
  return { formula: { kind: 'by_grain', values: Object.fromEntries(values) }, uses: [], isRate: false };
}

export function isStock({ measure }: Pick<Use, 'measure'>): boolean {
  return ['stock', 'cover', 'hold'].includes(measure.plan.what.kind);
}

/** Its cells know months only, so a part of a month cannot be read. */
function isByMonth(use: Use): boolean {
  const isInWholeYear = use.steps.some((step) => step.kind === 'shift' && step.wholeYear);
  return !isStock(use) && !isInWholeYear && bucketOf(use.measure.finest) === 'month';
}

/** What is asked of a measure's cells when a KPI is asked for a grain: every grain among them must be kept. */
export function grainsRead({ steps }: Pick<Use, 'steps'>, asked: Grain): readonly Grain[] {
  let read: readonly Grain[] = [asked];
  for (const step of steps) {
    if (step.kind === 'shift' && step.wholeYear) read = ['year'];
    if (step.kind === 'to_date') read = [...read, step.since];
    if (step.kind === 'days') read = [...read, `P${step.days}D`];
  }
  return read;
}

/** A window to date that is shorter than the periods it is asked in, null: none is. */
export function tooShort(use: Pick<Use, 'steps'>, asked: Grain): string | null {
  const [own, ...windows] = grainsRead(use, asked);
  const short = windows.find((grain) => !grain.startsWith('P') && own !== undefined && isShorter(grain, own));
  return short === undefined ? null : `${short}_to_date`;
}

function partOf(node: SourceNode, { slice, context }: Inside): CompiledFormula | null {
  const of = node.members.get('of');
  const part = of === undefined ? null : formulaOf(of, slice, context);
  if (part?.uses.some(({ isOfPoints }) => isOfPoints)) {
    context.faults.add(node, `points are those of a KPI's own periods: expected the shift or window in the KPI itself`);
  }
  return part;
}

function through(step: Step, use: Use): Use {
  return { ...use, steps: [step, ...use.steps] };
}

function windowOf(name: string): WindowStep {
  switch (name) {
    case 'now':
      return { kind: 'now' };
    case 'month_to_date':
      return { kind: 'to_date', since: 'month' };
    case 'quarter_to_date':
      return { kind: 'to_date', since: 'quarter' };
    case 'year_to_date':
      return { kind: 'to_date', since: 'year' };
    default:
      return { kind: 'days', days: daysIn(name) };
  }
}

function fractionOf(value: unknown): number {
  const [above = 0, below = 1] = String(value).split('/').map(Number);
  return above / below;
}
