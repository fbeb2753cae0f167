// Members of a domain that pass tests on columns of its table: as of a day, the same at every unit.
import type { Plan } from '../plan/plan.ts';
import type { ColumnTest, TableRow } from '../plan/table.ts';
import { openTable, rowOn } from '../reference/reference.ts';

export interface PassingCodes {
  on(day: number): readonly string[];
  /** Days on which other codes may begin to pass. */
  readonly turns: readonly number[];
}

export function passingCodes(
  { domains }: Pick<Plan, 'domains'>,
  { name, columns }: { readonly name: string; readonly columns: readonly ColumnTest[] },
): PassingCodes {
  const plan = domains.find((domain) => domain.name === name)?.table ?? null;
  if (plan === null) throw new RangeError(`the domain ${name} has no table`);
  const table = openTable(plan);
  // Between two turns nothing changes, so there are as many answers as turns.
  const answers = new Map<number, readonly string[]>();
  return {
    turns: table.turns,
    on: (day) => {
      const turn = table.turns.findLast((each) => each <= day) ?? Number.NEGATIVE_INFINITY;
      const answer =
        answers.get(turn) ?? [...table.codes()].filter((code) => passes(rowOn(table.rowsOf(code), day), columns));
      answers.set(turn, answer);
      return answer;
    },
  };
}

function passes(row: TableRow | null, columns: readonly ColumnTest[]): boolean {
  return columns.every(({ column, op, values }) => {
    const value = row?.values[column] ?? null;
    return value !== null && comparisons[op](value, values);
  });
}

type Compare = (value: number, values: readonly number[]) => boolean;

const comparisons: Readonly<Record<ColumnTest['op'], Compare>> = {
  in: (value, values) => values.includes(value),
  lt: (value, [bound]) => bound !== undefined && value < bound,
  lte: (value, [bound]) => bound !== undefined && value <= bound,
  gt: (value, [bound]) => bound !== undefined && value > bound,
  gte: (value, [bound]) => bound !== undefined && value >= bound,
  eq: (value, [bound]) => value === bound,
};
