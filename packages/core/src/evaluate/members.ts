// How many members pass tests: units below a node, or codes of a domain, each with its measures rolled up first.
import type { Duty, Formula, MemberTest } from '../plan/kpi.ts';
import type { ColumnTest } from '../plan/table.ts';
import { NONE } from '../table/dictionary.ts';
import { cadenceMembers } from './cadence-members.ts';
import { passingCodes } from './columns.ts';
import { type Compiling, type Read, used } from './compiling.ts';
import { useMeasure } from './measure-use.ts';
import type { Place } from './place.ts';

export function members(compiling: Compiling, formula: Extract<Formula, { kind: 'members' }>): Read {
  const { of, having, columns } = formula;
  compiling.looks.push(compiling.lenses.of(compiling.steps));
  if (of.kind === 'unit') return unitMembers(compiling, having, of.level);
  if (of.kind === 'cadence') return dutiesKept(compiling, of.duties, having);
  const tests = having.map((test) => memberTest(compiling, test));
  const candidates =
    columns.length > 0 ? tableMembers(compiling, of.name, columns) : domainMembers(compiling, of.name, having);
  return (place) => {
    let count = 0;
    // One place for all of them: there may be hundreds of members in each of thousands of periods.
    const at = { ...place };
    for (const member of candidates(place)) {
      at.member = member;
      if (passes(tests, at)) count += 1;
    }
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

/** By a kept dimension, the record type under test is its value. */
function dutiesKept(compiling: Compiling, duties: readonly Duty[], having: readonly MemberTest[]): Read {
  const isKept = compiling.view.dimension !== null;
  const tests = having.map((test) => memberTest(compiling, isKept ? { ...test, dimension: null } : test));
  return cadenceMembers(compiling.view, duties, (place) => passes(tests, place));
}

/** Units in force below (or at) the node: those of a level, else the leaves. */
function unitMembers(compiling: Compiling, having: readonly MemberTest[], level: string | null): Read {
  const { tree } = compiling.view.rollup;
  const tests = having.map((test) => memberTest(compiling, { ...test, dimension: null }));
  return (place) => {
    const epoch = place.epoch ?? tree.epochOf(place.window.end - 1);
    let count = 0;
    const at = { ...place };
    for (const unit of tree.membersOf(place.node, epoch, level)) {
      at.node = unit;
      if (passes(tests, at)) count += 1;
    }
    return count;
  };
}

/** The codes whose row passes on the last day of the period. */
function tableMembers({ view, turns }: Compiling, name: string, columns: readonly ColumnTest[]): Candidates {
  const passing = passingCodes(view.plan, { name, columns });
  turns.push(...passing.turns);
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
  let known: readonly (readonly string[])[] = [];
  let codes: readonly string[] = [];
  return () => {
    // The one kept dimension is the slice.
    const carried = carriers.map((standing) => standing.slices());
    if (carried.some((slices, place) => slices !== known[place])) {
      known = carried;
      // How many pass does not depend on the order; what is told of them must not either.
      codes = [...new Set(carried.flat().filter((code) => code !== NONE))].sort();
    }
    return codes;
  };
}
