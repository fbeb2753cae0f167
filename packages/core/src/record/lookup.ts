// Looks a record's code up in the table of its domain, as of an instant.
import type { Lookup, SpanUnit, UnitLookup } from '../plan/expression.ts';
import type { TableRow } from '../plan/table.ts';
import { rowOn } from '../reference/reference.ts';
import { dayOf } from '../time/moment.ts';
import type { Context, RowNumber } from './expression.ts';

/** NaN: no code, no instant, no row that is in force, or an empty cell. */
export function compileLookup({ table, reference, compiler }: Context, lookup: Lookup): RowNumber {
  const { zone, tables } = reference;
  const readCode = table.fields[lookup.field]?.read;
  const source = tables[lookup.domain];
  if (readCode === undefined || source === undefined || source === null) return () => Number.NaN;
  const at = compiler.time(lookup.at);
  // By dictionary number, found at first use: the numbers of a restored dictionary are not known before.
  const known: (readonly TableRow[] | undefined)[] = [];
  return (row) => {
    const code = readCode(row);
    const instant = at(row);
    if (Number.isNaN(code) || Number.isNaN(instant)) return Number.NaN;
    const rows = known[code] ?? source.rowsOf(table.dictionary.textOf(code));
    known[code] = rows;
    return rowOn(rows, dayOf(zone, instant))?.values[lookup.column] ?? Number.NaN;
  };
}

/** The unit that stands in the table, null where none does. */
export function compileUnit(context: Context, { lookup, units }: UnitLookup): (row: number) => SpanUnit | null {
  const read = compileLookup(context, lookup);
  return (row) => units[read(row)] ?? null;
}
