// Oracle: what the table of a domain says of a code on a day.
import { parseDay } from './calendar.ts';
import { integer, parseExact, type Value } from './value.ts';
import { itemsOf, type MapNode, mapOf, mapOrEmpty, textOf } from './yaml-node.ts';

export interface Table {
  readonly columns: MapNode;
  readonly rows: readonly MapNode[];
}

export function readTable(document: MapNode): Table {
  return { columns: mapOrEmpty(document.columns), rows: itemsOf(document.rows).map(mapOf) };
}

/** The cell of the newest row that has begun, unless it has ended; null: there is none, or it is empty. */
export function cellOf(
  { columns, rows }: Table,
  column: string,
  { code, day }: { code: string; day: number },
): Value | null {
  if (!(column in columns)) throw new RangeError(`the oracle finds no column ${column}`);
  const begun = rows.filter((row) => row.code === code && beginOf(row) <= day);
  const row = begun.sort((left, right) => beginOf(left) - beginOf(right)).at(-1);
  if (row === undefined || (typeof row.until === 'string' && parseDay(row.until) <= day)) return null;
  const cell = row[column];
  if (cell === undefined) return null;
  switch (mapOf(columns[column]).type) {
    case 'integer':
      return integer(Number(cell));
    case 'decimal':
      return parseExact(String(cell));
    case 'flag':
      return cell === true;
    default:
      return textOf(cell);
  }
}

function beginOf({ from }: MapNode): number {
  return typeof from === 'string' ? parseDay(from) : Number.NEGATIVE_INFINITY;
}

/** Every code that some row is about. */
export function codesOf({ rows }: Table): readonly string[] {
  return [...new Set(rows.map(({ code }) => textOf(code)))];
}
