// Formulas as functions of a place. They work on measures that are rolled up already, so a rate is never summed.
import type { Formula, KpiPlan, SlicedDefinition, Step } from '../plan/kpi.ts';
import type { Standing } from '../rollup/standing.ts';
import { type Compiling, type FormulaView, type LensedUse, type Read, used } from './compiling.ts';
import { composite } from './composite.ts';
import { definitionsOf, isAlways, isValidOn, spans } from './definitions.ts';
import { byGrain, DEFINITION_CHANGED, elsewhere, growth, NO_VALUE } from './earlier-formula.ts';
import { createLenses, type Lens } from './lens.ts';
import { useMeasure } from './measure-use.ts';
import { members } from './members.ts';
import type { Part } from './part.ts';
import { newFlags, type Outcome, type Place, raise } from './place.ts';
import { withZero } from './score.ts';
import { telling } from './witness.ts';

export interface CompiledFormula {
  /** What the value is made of: who reports them, reports to the KPI. */
  readonly uses: readonly LensedUse[];
  /** What only flags are made of: they are watched for changes, no more. */
  readonly watched: readonly LensedUse[];
  /** Other KPIs whose points it reads. */
  readonly parts: readonly Part[];
  /** Sets of members that are whatever the data says: when one of them changes, every value may. */
  readonly openSets: readonly Standing[];
  /** Ways to members that no measure tests. */
  readonly looks: readonly Lens[];
  /** Days on which other members of a domain begin to pass, by its table, or a definition begins or ends. */
  readonly turns: readonly number[];
  at(place: Place): Outcome;
}

type Evaluate = (place: Place) => Outcome;

/** The value of the KPI, by its newest definition, with the flags that it declares. */
export function compileFormula(
  view: FormulaView,
  {
    formula: of,
    flags,
    rating: { zero, notApplicable },
    valid,
  }: Pick<KpiPlan, 'formula' | 'flags' | 'rating' | 'valid'>,
): CompiledFormula {
  const found = { uses: [], watched: [], parts: [], openSets: [], turns: [], looks: [] };
  const compiling: Compiling = { view, ...found, lenses: createLenses(), steps: [], valid };
  const at = flagged(compiling, { valid, of, flags, zero });
  const { uses, watched } = compiling;
  if (notApplicable?.score !== 'above') return { ...compiling, at };
  const inherited = (use: LensedUse): LensedUse => ({
    ...use,
    inheriting: [...(use.inheriting ?? []), ...notApplicable.levels],
  });
  return { ...compiling, uses: uses.map(inherited), watched: watched.map(inherited), at };
}

/** Numerator and denominator are told beside the value where the formula has them. */
function evaluation(compiling: Compiling, formula: Formula): Evaluate {
  const { witness } = compiling.view;
  return telling(quietEvaluation(compiling, formula), { witness, formula, outcomeOf: (outcome) => outcome });
}

function quietEvaluation(compiling: Compiling, formula: Formula): Evaluate {
  switch (formula.kind) {
    case 'ratio':
      return ratio(compiling, formula);
    case 'times':
      return times(compiling, formula);
    case 'first':
      return first(compiling, formula);
    case 'quantile': {
      const use = used(compiling, useMeasure(compiling.view, formula.of, null));
      return (place) => use.quantile(place, formula.q);
    }
    case 'kpi':
      return otherKpi(compiling, formula);
    case 'sliced_kpi':
      return defined(compiling, formula.definitions);
    case 'composite': {
      const parts = formula.parts.map((part) => taken(compiling, part));
      return composite(parts, formula);
    }
    case 'shift':
    case 'window':
      return otherDays(compiling, formula);
    case 'growth': {
      const earlier = otherDays(compiling, formula);
      return growth(evaluation(compiling, formula.of), earlier);
    }
    case 'by_grain':
      return byGrain(formula.values);
    case 'measure':
    case 'constant':
    case 'add':
    case 'minus':
    case 'max':
    case 'members':
    case 'score_of': {
      const read = quietReading(compiling, formula);
      return (place) => alone(read(place));
    }
  }
}

function alone(value: number | null): Outcome {
  return { value, numerator: value, denominator: null };
}

function otherDays(compiling: Compiling, { of, step }: { readonly of: Formula; readonly step: Step }): Evaluate {
  const inside: Compiling = { ...compiling, steps: [...compiling.steps, step] };
  const since = inside.valid.from;
  if (since !== null) look(inside);
  return elsewhere(evaluation(inside, of), step, since);
}

/** What is seen from here changes on days that no measure tells of. */
function look({ looks, lenses, steps }: Compiling): void {
  looks.push(lenses.of(steps));
}

function reading(compiling: Compiling, formula: Formula): Read {
  return telling(quietReading(compiling, formula), { witness: compiling.view.witness, formula, outcomeOf: alone });
}

function quietReading(compiling: Compiling, formula: Formula): Read {
  switch (formula.kind) {
    case 'measure':
      return used(compiling, useMeasure(compiling.view, formula.of, null)).read;
    case 'constant':
      return () => formula.value;
    case 'add':
      return folded(compiling, formula.of, (sum, next) => sum + next);
    case 'minus':
      return folded(compiling, formula.of, (rest, next) => rest - next);
    case 'max':
      return greatest(formula.of.map((one) => reading(compiling, one)));
    case 'members':
      return members(compiling, formula);
    case 'score_of':
      return scoreOfPart(taken(compiling, formula.kpi));
    case 'ratio':
    case 'quantile':
    case 'times':
    case 'first':
    case 'kpi':
    case 'sliced_kpi':
    case 'composite':
    case 'shift':
    case 'window':
    case 'growth':
    case 'by_grain': {
      const evaluate = quietEvaluation(compiling, formula);
      return (place) => evaluate(place).value;
    }
  }
}

function ratio(compiling: Compiling, { of, over }: Extract<Formula, { kind: 'ratio' }>): Evaluate {
  const above = reading(compiling, of);
  const below = reading(compiling, over);
  return (place) => {
    const numerator = above(place);
    const denominator = below(place);
    const isDivisible = numerator !== null && denominator !== null && denominator !== 0;
    return { value: isDivisible ? numerator / denominator : null, numerator, denominator };
  };
}

/** Parts of the first factor that has a denominator are shown; the other factors stand beside them. */
function times(compiling: Compiling, { of }: Extract<Formula, { kind: 'times' }>): Evaluate {
  const factors = of.map((one) => evaluation(compiling, one));
  return (place) => {
    const outcomes = factors.map((factor) => factor(place));
    let value: number | null = 1;
    for (const outcome of outcomes) value = value === null || outcome.value === null ? null : value * outcome.value;
    const inner = outcomes.find(({ denominator }) => denominator !== null);
    return inner === undefined ? { value, numerator: value, denominator: null } : { ...inner, value };
  };
}

function otherKpi(compiling: Compiling, { kpi }: Extract<Formula, { kind: 'kpi' }>): Evaluate {
  const other = compiling.view.plan.kpis[kpi];
  if (other === undefined) throw new RangeError(`the plan has no KPI ${kpi}`);
  const definitions = definitionsOf(other);
  return defined(
    compiling,
    definitions.map(({ valid, formula, flags, rating }) => ({ valid, of: formula, flags, zero: rating.zero })),
  );
}

/** By the definition that is valid on the last day of the period; no value where none is. */
function defined(compiling: Compiling, definitions: readonly SlicedDefinition[]): Evaluate {
  const compiled = definitions.map((one) => ({ valid: one.valid, at: flagged(compiling, one) }));
  const [only] = compiled;
  if (only !== undefined && compiled.length === 1 && isAlways(only.valid)) return only.at;
  return (place) => {
    const lastDay = place.window.periodEnd - 1;
    return compiled.find(({ valid }) => isValidOn(valid, lastDay))?.at(place) ?? NO_VALUE;
  };
}

/** What a definition says for itself: its formula, the value it gives where there is nothing to divide, its flags. */
function flagged(around: Compiling, { valid, of, flags, zero }: SlicedDefinition): Evaluate {
  const compiling: Compiling = { ...around, valid };
  const at = raising(compiling, { of, flags, zero });
  if (isAlways(valid)) return at;
  look(compiling);
  compiling.turns.push(...[valid.from, valid.until].filter((day) => day !== null));
  return (place) => {
    if (valid.from !== null && spans(place.window, valid.from)) raise(place.flags, DEFINITION_CHANGED);
    return at(place);
  };
}

function raising(compiling: Compiling, { of, flags, zero }: Omit<SlicedDefinition, 'valid'>): Evaluate {
  const evaluate = evaluation(compiling, of);
  // Measures of flags are none of the value.
  const apart: Compiling = { ...compiling, uses: compiling.watched, view: { ...compiling.view, witness: undefined } };
  const raisers = flags.map(({ name, formula }) => ({ names: [name], read: reading(apart, formula) }));
  return (place) => {
    const outcome = withZero(zero, evaluate(place), place.flags);
    for (const { names, read } of raisers) {
      const value = read({ ...place, flags: newFlags() });
      if (value !== null && value !== 0) raise(place.flags, names);
    }
    return outcome;
  };
}

/** Its measures are those of the formula that reads it. */
function taken({ view, valid, uses, watched, parts, openSets, turns, looks }: Compiling, kpi: number): Part {
  const part = view.part(kpi, valid);
  for (const formula of part.formulas) {
    uses.push(...formula.uses);
    watched.push(...formula.watched);
    openSets.push(...formula.openSets);
    turns.push(...formula.turns);
    looks.push(...formula.looks);
  }
  parts.push(part);
  const { witness } = view;
  if (witness === undefined) return part;
  return {
    ...part,
    judge: (at) => {
      const judged = part.judge(at);
      witness.judged(kpi, judged);
      return judged;
    },
  };
}

function scoreOfPart(part: Part): Read {
  return (place) => {
    const judged = part.judge(place);
    raise(place.flags, judged?.result.flags ?? []);
    return judged?.result.score ?? null;
  };
}

/** No value where one part has none. */
function folded(compiling: Compiling, of: readonly Formula[], join: (left: number, right: number) => number): Read {
  const [head, ...rest] = of.map((one) => reading(compiling, one));
  return (place) => {
    let value = head?.(place) ?? null;
    for (const read of rest) {
      const next = read(place);
      value = value === null || next === null ? null : join(value, next);
    }
    return value;
  };
}

function greatest(parts: readonly Read[]): Read {
  return (place) => {
    let greatestSoFar: number | null = null;
    for (const part of parts) {
      const value = part(place);
      if (value !== null && (greatestSoFar === null || value > greatestSoFar)) greatestSoFar = value;
    }
    return greatestSoFar;
  };
}

/** The outcome of the branch that answers, and its flag; what the branches before it have raised is forgotten. */
function first(compiling: Compiling, { of, zeroIsEmpty }: Extract<Formula, { kind: 'first' }>): Evaluate {
  const branches = of.map((branch) => ({ evaluate: evaluation(compiling, branch.of), flag: branch.flag }));
  const last = branches.at(-1);
  return ({ flags, ...place }) => {
    const before = flags.raised;
    for (const branch of branches) {
      const { value, numerator, denominator } = branch.evaluate({ ...place, flags });
      if (branch !== last && (value === null || (zeroIsEmpty && value === 0))) flags.raised = before;
      else {
        if (branch.flag !== null && value !== null) raise(flags, [branch.flag]);
        return { value, numerator, denominator };
      }
    }
    return NO_VALUE;
  };
}
