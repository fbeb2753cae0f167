// Formulas as functions of a place. They work on measures that are rolled up already, so a rate is never summed.
import type { Formula, KpiPlan, MemberTest } from '../plan/kpi.ts';
import type { ColumnTest } from '../plan/table.ts';
import { valuesOf } from '../rollup/slice.ts';
import type { Standing } from '../rollup/standing.ts';
import { NONE } from '../table/dictionary.ts';
import { passingCodes } from './columns.ts';
import { type MeasureUse, useMeasure, type View } from './measure-use.ts';
import type { Outcome, Place } from './place.ts';

export interface CompiledFormula {
  readonly uses: readonly MeasureUse[];
  /** Sets of members that are whatever the data says: when one of them changes, every value may. */
  readonly openSets: readonly Standing[];
  /** Days on which other members of a domain begin to pass, by its table. */
  readonly tableTurns: readonly number[];
  at(place: Place): Outcome;
}

type Evaluate = (place: Place) => Outcome;
type Read = (place: Place) => number | null;

interface Compiling {
  readonly view: View;
  readonly uses: MeasureUse[];
  readonly openSets: Standing[];
  readonly tableTurns: number[];
}

export function compileFormula(view: View, { formula }: KpiPlan): CompiledFormula {
  const compiling: Compiling = { view, uses: [], openSets: [], tableTurns: [] };
  const at = evaluation(compiling, formula);
  return { ...compiling, at };
}

/** Numerator and denominator are told beside the value where the formula has them. */
function evaluation(compiling: Compiling, formula: Formula): Evaluate {
  if (formula.kind === 'ratio') return ratio(compiling, formula);
  if (formula.kind === 'times') return times(compiling, formula);
  if (formula.kind === 'quantile') {
    const use = used(compiling, useMeasure(compiling.view, formula.of, null));
    return (place) => use.quantile(place, formula.q);
  }
  if (formula.kind === 'kpi') return otherKpi(compiling, formula);
  const read = reading(compiling, formula);
  return (place) => {
    const value = read(place);
    return { value, numerator: value, denominator: null };
  };
}

function reading(compiling: Compiling, formula: Formula): Read {
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
    case 'first':
      return firstOf(
        formula.of.map((one) => reading(compiling, one)),
        formula.zeroIsEmpty,
      );
    case 'members':
      return members(compiling, formula);
    case 'ratio':
    case 'quantile':
    case 'times':
    case 'kpi': {
      const evaluate = evaluation(compiling, formula);
      return (place) => evaluate(place).value;
    }
  }
}

function used({ uses }: Compiling, use: MeasureUse): MeasureUse {
  uses.push(use);
  return use;
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
  return evaluation(compiling, other.formula);
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

function firstOf(branches: readonly Read[], zeroIsEmpty: boolean): Read {
  return (place) => {
    for (const branch of branches) {
      const value = branch(place);
      if (value !== null && !(zeroIsEmpty && value === 0)) return value;
    }
    return null;
  };
}

function members(compiling: Compiling, formula: Extract<Formula, { kind: 'members' }>): Read {
  const { of, having, columns } = formula;
  if (of.kind === 'unit') return unitMembers(compiling, having, of.level);
  const tests = having.map((test) => memberTest(compiling, test));
  const candidates =
    columns.length > 0 ? tableMembers(compiling, of.name, columns) : domainMembers(compiling, of.name, having);
  return (place) => {
    let count = 0;
    for (const member of candidates(place)) if (passes(tests, { ...place, member })) count += 1;
    return count;
  };
}

type Test = (place: Place) => boolean;

const comparisons: Readonly<Record<MemberTest['op'], (left: number, right: number) => boolean>> = {
  lt: (left, right) => left < right,
  lte: (left, right) => left <= right,
  gt: (left, right) => left > right,
  gte: (left, right) => left >= right,
  eq: (left, right) => left === right,
};

function memberTest(compiling: Compiling, { measure, dimension, op, value }: MemberTest): Test {
  const { read } = used(compiling, useMeasure(compiling.view, measure, dimension));
  const compare = comparisons[op];
  return (place) => compare(read(place), value);
}

function passes(tests: readonly Test[], place: Place): boolean {
  return tests.every((test) => test(place));
}

/** Units in force below (or at) the node: those of a level, else the leaves. */
function unitMembers(compiling: Compiling, having: readonly MemberTest[], level: string | null): Read {
  const { tree } = compiling.view.rollup;
  const tests = having.map((test) => memberTest(compiling, { ...test, dimension: null }));
  return (place) => {
    const epoch = place.epoch ?? tree.epochOf(place.window.end - 1);
    let count = 0;
    for (const unit of tree.membersOf(place.node, epoch, level)) {
      if (passes(tests, { ...place, node: unit })) count += 1;
    }
    return count;
  };
}

/** The codes whose row passes on the last day of the period. */
function tableMembers({ view, tableTurns }: Compiling, name: string, columns: readonly ColumnTest[]): Candidates {
  const passing = passingCodes(view.plan, { name, columns });
  tableTurns.push(...passing.turns);
  return ({ window }) => passing.on(window.periodEnd - 1);
}

type Candidates = (place: Place) => Iterable<string>;

/** The declared codes; of an open domain, the codes that standing records carry in a tested dimension. */
function domainMembers({ view, openSets }: Compiling, name: string, having: readonly MemberTest[]): Candidates {
  const declared = view.plan.domains.find((domain) => domain.name === name)?.codes ?? null;
  if (declared !== null) return () => declared;
  const carriers = having.flatMap(({ measure, dimension }) => {
    if (dimension === null) return [];
    const use = useMeasure({ ...view, dimension }, { ...measure, slice: {} }, null);
    return [use.standing];
  });
  openSets.push(...carriers);
  return () => {
    const carried = carriers.flatMap((standing) => [...standing.slices()].flatMap((slice) => valuesOf(slice, 1)));
    return new Set(carried.filter((code) => code !== NONE));
  };
}
