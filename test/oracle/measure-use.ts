// Oracle: how a formula names a measure, and the tests of members on measures and columns.
import { measureOf } from './facts.ts';
import type { ColumnTest, FormulaContext, MeasureUse, MemberTest, Slice } from './formula.ts';
import { toNumber } from './value.ts';
import { isMap, itemsOf, type MapNode, mapOf, mapOrEmpty, type Node, numberOf, textOf } from './yaml-node.ts';

/** Every value as it reads as a dimension. */
export function readSlice(node: Node): Slice {
  return Object.fromEntries(Object.entries(mapOrEmpty(node)).map(([name, value]) => [name, String(value)]));
}

export function members(map: MapNode, context: FormulaContext): number {
  const level = typeof map.level === 'string' ? map.level : null;
  const set = textOf(map.members);
  const all = Object.entries(mapOrEmpty(map.having));
  const columns = all.flatMap(([name, test]) => columnTest(name.split('.'), { set, test, context }) ?? []);
  const measures = all.filter(([name, test]) => columnTest(name.split('.'), { set, test, context }) === null);
  const tests = memberTests(measures, context);
  return context.reader.members({ set, level, tests, columns, slice: context.slice });
}

interface Having {
  readonly set: string;
  readonly test: Node;
  readonly context: FormulaContext;
}

/** Null: the name is not one of a column. */
function columnTest([table, column = '']: readonly string[], { set, test, context }: Having): ColumnTest | null {
  const columns = table === set ? context.catalogue.tables.get(set)?.columns : undefined;
  if (columns === undefined || !(column in columns)) return null;
  return {
    column,
    passes: (cell) => {
      if (typeof cell === 'object') return cell.type === 'number' && passes(toNumber(cell), test);
      return itemsOf(test).includes(cell);
    },
  };
}

function memberTests(having: readonly (readonly [string, Node])[], context: FormulaContext): readonly MemberTest[] {
  return having.map(([name, test]) => ({
    ...measureUse(name, context),
    passes: (value) => passes(value, test),
  }));
}

function passes(value: number, test: Node): boolean {
  if (typeof test === 'number') return value === test;
  const compare: Readonly<Record<string, (bound: number) => boolean>> = {
    lt: (bound) => value < bound,
    lte: (bound) => value <= bound,
    gt: (bound) => value > bound,
    gte: (bound) => value >= bound,
    eq: (bound) => value === bound,
  };
  return Object.entries(mapOf(test)).every(([operator, bound]) => compare[operator]?.(numberOf(bound)) ?? false);
}

/** `dossier.received`, or `{measure: dossier.received, slice: {channel: online}}`. */
export function measureUse(node: Node, context: Pick<FormulaContext, 'catalogue' | 'slice'>): MeasureUse {
  const map = isMap(node) ? node : { measure: node };
  const [recordName = '', name = ''] = textOf(map.measure).split('.');
  const record = context.catalogue.records.find((each) => each.name === recordName);
  if (record === undefined || !(name in record.measures))
    throw new RangeError(`the oracle finds no measure ${String(map.measure)}`);
  return {
    measure: measureOf(recordName, name, record.measures[name]),
    slice: { ...context.slice, ...readSlice(map.slice) },
  };
}
