// Compiles tests on columns of a domain's table, for its members: `having: { procedure.feeBearing: true }`.
import type { ColumnPlan, ColumnTest, MemberTest } from '@nhip/core';
import type { SourceNode } from '../source/node.ts';
import { scaled } from './constant.ts';
import type { FormulaContext } from './kpi-context.ts';
import { columnValue } from './lookup.ts';

export interface Column {
  readonly path: string;
  readonly index: number;
  readonly plan: ColumnPlan;
}

/** The column of a domain that a name such as `procedure.feeBearing` means; null: none. */
export function columnNamed(name: string, domain: string, { domains }: FormulaContext): Column | null {
  const columns = domains.get(domain)?.table?.columns ?? [];
  const index = columns.findIndex((column) => `${domain}.${column.name}` === name);
  const plan = columns[index];
  return plan === undefined ? null : { path: name, index, plan };
}

/** Null after a fault. */
export function columnTests(
  { path, index, plan }: Column,
  test: SourceNode,
  context: FormulaContext,
): readonly ColumnTest[] | null {
  const { type } = plan;
  if (type.kind === 'number') return bounds({ index, divisor: type.divisor }, test, context);
  const items = test.items.length > 0 ? test.items : [test];
  const values = items.map((item) => columnValue({ path, type }, item, context));
  const present = values.filter((value) => value !== null);
  return present.length < values.length ? null : [{ column: index, op: 'in', values: present }];
}

function bounds(
  { index, divisor }: { readonly index: number; readonly divisor: number },
  test: SourceNode,
  context: FormulaContext,
): readonly ColumnTest[] | null {
  const written = typeof test.value === 'number' ? [['eq', test] as const] : [...test.members];
  const tests = written.flatMap(([op, at]): readonly ColumnTest[] => {
    const value = scaled(Number(at.value), { divisor, at }, context);
    return value === null ? [] : [{ column: index, op: op as MemberTest['op'], values: [value] }];
  });
  if (tests.length > 0 && tests.length === written.length) return tests;
  if (written.length === 0) context.faults.add(test, 'a column of numbers is tested by a number or bounds');
  return null;
}
