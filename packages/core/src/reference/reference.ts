// What the plan lays down beside records: the time zone, the working calendar and the tables of domains, opened for use.

import type { Plan } from '../plan/plan.ts';
import type { TablePlan, TableRow } from '../plan/table.ts';
import { openWorkingTime, type WorkingTime } from '../time/working-time.ts';
import { openZone, type Zone } from '../time/zone.ts';

export interface Reference {
  readonly zone: Zone;
  /** Null: the plan has no working calendar, and nothing in it asks for one. */
  readonly working: WorkingTime | null;
  /** By domain; null: it has no table. */
  readonly tables: readonly (Table | null)[];
}

export interface Table {
  /** The rows of a code, oldest first. */
  rowsOf(code: string): readonly TableRow[];
  codes(): Iterable<string>;
  /** Days on which some row begins or ends, ascending. */
  readonly turns: readonly number[];
}

export function openReference({
  timeZone,
  calendar,
  domains,
}: Pick<Plan, 'timeZone' | 'calendar' | 'domains'>): Reference {
  const zone = openZone(timeZone);
  return {
    zone,
    working: calendar === null ? null : openWorkingTime(calendar, zone),
    tables: domains.map(({ table }) => (table === null ? null : openTable(table))),
  };
}

const NO_ROWS: readonly TableRow[] = [];

export function openTable({ rows }: TablePlan): Table {
  const byCode = Map.groupBy(rows, ({ code }) => code);
  for (const own of byCode.values()) own.sort((left, right) => (left.from ?? -Infinity) - (right.from ?? -Infinity));
  const turns = new Set(rows.flatMap(({ from, until }) => [from, until]).filter((day) => day !== null));
  return {
    rowsOf: (code) => byCode.get(code) ?? NO_ROWS,
    codes: () => byCode.keys(),
    turns: [...turns].sort((left, right) => left - right),
  };
}

/** The row that is in force on a day. */
export function rowOn(rows: readonly TableRow[], day: number): TableRow | null {
  const row = rows.findLast(({ from }) => from === null || from <= day);
  return row === undefined || (row.until !== null && row.until <= day) ? null : row;
}
