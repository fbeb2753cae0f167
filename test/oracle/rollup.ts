// Oracle: one measure at one node in one window, by going through every record.
import { dimensionsOf, type Fact } from './facts.ts';
import type { ColumnTest, MeasureUse, MemberTest, Reader, Slice } from './formula.ts';
import { cellOf, codesOf } from './table.ts';
import { addExact, type Exact, integer, toNumber } from './value.ts';
import { type CountedRecord, matching, placingDay, type Window, type World } from './world.ts';

export interface Place {
  readonly world: World;
  readonly node: string;
  readonly window: Window;
  readonly dimensions: Slice;
  /** Flags found on the way are put in here. */
  readonly flags: Set<string>;
}

/** Something of one record that counts here. */
interface Counted {
  readonly day: number;
  readonly amount: Exact;
  readonly bySuccessor: boolean;
}

export function readerAt(place: Place): Reader {
  return {
    read: (use) => toNumber(total(countedAt(withDimensions(use, place), place))),
    list: (use) => countedAt(withDimensions(use, place), place).map(({ amount }) => toNumber(amount)),
    members: ({ set, level, tests, columns, slice }) => {
      if (set === 'unit')
        return unitMembers(place, level).filter((unit) => passAll(tests, { ...place, node: unit })).length;
      if (set === 'cadence') return dutiesKept({ ...place, dimensions: { ...slice, ...place.dimensions } }, tests);
      const codes = columns.length > 0 ? tableMembers(place, set, columns) : domainMembers(place, set, tests);
      return codes.filter((code) => passAll(slicedTests(place, { set, code, tests }), place)).length;
    },
  };
}

function withDimensions(use: MeasureUse, { dimensions }: Place): MeasureUse {
  return { ...use, slice: { ...use.slice, ...dimensions } };
}

function total(counted: readonly Counted[]): Exact {
  return counted.map(({ amount }) => amount).reduce(addExact, integer(0));
}

function countedAt(use: MeasureUse, place: Place): readonly Counted[] {
  const counted = matching(place.world, use).flatMap((record) => {
    const facts = record.facts.get(use.measure.name) ?? [];
    return use.measure.isStock ? stock(use, record, facts, place) : flow(use, record, facts, place);
  });
  flagSuccessors(use, counted, place.flags);
  return counted;
}

/** Amounts of one day that add up to nothing raise no flag. */
function flagSuccessors({ measure }: MeasureUse, counted: readonly Counted[], flags: Set<string>): void {
  const days = Map.groupBy(
    counted.filter(({ bySuccessor }) => bySuccessor),
    ({ day }) => day,
  );
  const isSum = 'sum' in measure.node;
  if ([...days.values()].some((day) => !isSum || total(day).whole !== 0n)) flags.add('UNIT_SUCCESSOR');
}

/** Flows map by the tree of their own day. What had to happen by the end of the period is in when it had by the last day read. */
function flow(use: MeasureUse, record: CountedRecord, facts: readonly Fact[], place: Place): readonly Counted[] {
  const { tree } = place.world;
  const { first, end } = place.window;
  return facts.flatMap((fact) => {
    if (fact.kind !== 'flow' || fact.begin < first || fact.day >= end) return [];
    if (!countsAt(use, { unit: record.standing.unit, day: fact.day, place })) return [];
    const bySuccessor = tree.standIn(record.standing.unit, fact.day) !== record.standing.unit;
    return [{ day: fact.day, amount: fact.amount, bySuccessor }];
  });
}

/** Stocks map by the tree of the last day before the midnight they stand at. A record is in at most once. */
function stock(use: MeasureUse, record: CountedRecord, facts: readonly Fact[], place: Place): readonly Counted[] {
  const { tree } = place.world;
  const day = place.window.end - 1;
  const fact = inForceAt(facts, place);
  if (fact === null) return [];
  if (!countsAt(use, { unit: record.standing.unit, day, place })) return [];
  if (use.measure.isHold && isReplaced(use, record, place)) return [];
  const bySuccessor = tree.standIn(record.standing.unit, day) !== record.standing.unit;
  return [{ day: fact.enter.day, amount: fact.amount, bySuccessor }];
}

/** What was stated for a unit on a day counts at the node. Own numbers stay where they were stated, whatever the boundaries. */
function countsAt(use: MeasureUse, { unit, day, place }: { unit: string; day: number; place: Place }): boolean {
  const { tree } = place.world;
  if (use.measure.own) return tree.standIn(unit, day) === place.node;
  const placing = placingDay(place.world, day);
  return tree.isWithin(tree.standIn(unit, placing), place.node, placing);
}

type Stay = Extract<Fact, { kind: 'stay' }>;

/** Entered before T and not left before T. */
function inForceAt(facts: readonly Fact[], { world, window }: Place): Stay | null {
  const midnight = world.calendar.midnight(window.end);
  const isIn = (fact: Fact): fact is Stay =>
    fact.kind === 'stay' && fact.enter.position < midnight && !(fact.leave !== null && fact.leave.position < midnight);
  return facts.find(isIn) ?? null;
}

/** A reading of what a dissolved unit has (it is in the key) counts no more once a successor has read what it took over. */
function isReplaced(use: MeasureUse, { standing }: CountedRecord, place: Place): boolean {
  const { unitField, key, agencyInKey } = standing.record;
  if (unitField === null ? !agencyInKey : !key.includes(unitField)) return false;
  const successors = place.world.tree.successors(standing.unit, place.window.end - 1);
  const dimensions = JSON.stringify(dimensionsOf(use.measure, standing));
  return matching(place.world, use).some((other) => {
    const successor = successors.find(({ code }) => code === other.standing.unit);
    if (successor === undefined || JSON.stringify(dimensionsOf(use.measure, other.standing)) !== dimensions)
      return false;
    return (other.facts.get(use.measure.name) ?? []).some(
      (fact) => fact.kind === 'stay' && fact.enter.day >= successor.since && fact.enter.day < place.window.end,
    );
  });
}

/** Some unit in force below the node keeps records of the type and has no reading in force, while another one has. */
export function isPartial(use: MeasureUse, place: Place): boolean {
  if (use.measure.own) return false;
  const { world, node, window } = place;
  const day = window.end - 1;
  const placing = placingDay(world, day);
  const own = matching(world, withDimensions(use, place)).filter(
    ({ standing }) =>
      world.tree.spanOn(standing.unit, day) !== null &&
      world.tree.isWithin(world.tree.standIn(standing.unit, placing), node, placing),
  );
  const hasReading = (record: CountedRecord): boolean =>
    inForceAt(record.facts.get(use.measure.name) ?? [], place) !== null;
  const units = [...Map.groupBy(own, ({ standing }) => standing.unit).values()].map((records) =>
    records.some(hasReading),
  );
  return units.includes(true) && units.includes(false);
}

/** Units in force below (or at) the node; of one level, or the leaves. */
function unitMembers({ world, node, window }: Place, level: string | null): readonly string[] {
  const { tree } = world;
  const day = placingDay(world, window.end - 1);
  return tree.codes.filter((code) => {
    const span = tree.spanOn(code, day);
    if (span === null || !tree.isWithin(code, node, day)) return false;
    return level === null ? tree.isLeaf(code, day) : span.level === level;
  });
}

/** Pairs of a record type and a unit in force that is bound to state it; a record type that is kept is the only one. */
function dutiesKept(place: Place, tests: readonly MemberTest[]): number {
  const { world, node, window, dimensions } = place;
  const { tree, catalogue } = world;
  const day = placingDay(world, window.end - 1);
  const asked = catalogue.duties.filter(({ type }) => dimensions.type === undefined || dimensions.type === type);
  const pairs = asked.flatMap(({ type, levels, units }) =>
    tree.codes
      .filter((code) => {
        const span = tree.spanOn(code, day);
        return span !== null && (units.includes(code) || levels.includes(span.level)) && tree.isWithin(code, node, day);
      })
      .map((code) => ({ code, type })),
  );
  return pairs.filter(({ code, type }) => {
    const own = tests.map((test) => ({ ...test, slice: { ...test.slice, type } }));
    return passAll(own, { ...place, node: code });
  }).length;
}

/** Codes that pass every test of their row on the last day of the period. */
function tableMembers({ world, window }: Place, set: string, columns: readonly ColumnTest[]): readonly string[] {
  const table = world.catalogue.tables.get(set);
  if (table === undefined) throw new RangeError(`the oracle finds no table of ${set}`);
  return codesOf(table).filter((code) =>
    columns.every(({ column, passes }) => {
      const cell = cellOf(table, column, { code, day: window.periodEnd - 1 });
      return cell !== null && passes(cell);
    }),
  );
}

/** The declared codes; of an open domain, the codes that standing records carry where they are tested. */
function domainMembers({ world }: Place, set: string, tests: readonly MemberTest[]): readonly string[] {
  const declared = world.catalogue.domains.get(set) ?? null;
  if (declared !== null) return declared;
  const carried = tests.flatMap((test) =>
    matching(world, { ...test, slice: {} }).map(({ standing }) => standing.fields.get(carrierOf(world, set, test))),
  );
  return [...new Set(carried.filter((code) => typeof code === 'string'))];
}

/** The dimension that carries the member. */
function carrierOf({ catalogue }: World, set: string, { measure }: MeasureUse): string {
  const record = catalogue.records.find(({ name }) => name === measure.record);
  const dimension = measure.by.find((name) => name === set || record?.fields.get(name)?.domain === set);
  if (dimension === undefined)
    throw new RangeError(`the oracle finds no ${set} among the dimensions of ${measure.name}`);
  return dimension;
}

function passAll(tests: readonly MemberTest[], place: Place): boolean {
  const reader = readerAt(place);
  return tests.every((test) => test.passes(reader.read(test)));
}

interface Member {
  readonly set: string;
  readonly code: string;
  readonly tests: readonly MemberTest[];
}

/** Each test with its measure cut to the member. */
function slicedTests({ world }: Place, { set, code, tests }: Member): readonly MemberTest[] {
  return tests.map((test) => ({ ...test, slice: { ...test.slice, [carrierOf(world, set, test)]: code } }));
}
