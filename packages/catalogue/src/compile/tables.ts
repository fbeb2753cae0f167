// Compiles the table of a domain: its columns, and the rows of each code by the time they are in force.
import { type ColumnPlan, type ColumnType, parseDay, type TablePlan, type TableRow } from '@nhip/core';
import { z } from 'zod';
import { type columnType, rowHead } from '../language/domain-schema.ts';
import { strict } from '../language/scalars.ts';
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import { isName } from './fields.ts';

type Written = z.output<typeof columnType>;

export interface WrittenTable {
  readonly columns: Readonly<Record<string, Written>>;
  /** Declared codes of the domain, null: it is open. */
  readonly codes: readonly string[] | null;
}

export function compileTable(document: SourceNode, { columns, codes }: WrittenTable, faults: Faults): TablePlan {
  const names = Object.keys(columns).filter((name) => isColumn(name, document, faults));
  const rows = readRows(document, { columns, codes }, faults);
  const plans = names.map((name): ColumnPlan => {
    const column = columns[name];
    return {
      name,
      type:
        column === undefined
          ? { kind: 'flag' }
          : typeOf(
              column,
              rows.map(({ cells }) => cells[name]),
            ),
    };
  });
  const compiled = rows.map((row): TableRow => {
    const values = plans.map(({ name, type }) => cellValue(row.cells[name], { name, type, node: row.node }, faults));
    return { code: row.code, from: row.from, until: row.until, values };
  });
  return { columns: plans, rows: inForce(compiled, rows, faults) };
}

function isColumn(name: string, document: SourceNode, faults: Faults): boolean {
  const at = document.members.get('columns')?.members.get(name) ?? document;
  if (!Object.hasOwn(rowHead, name)) return isName(name, at, faults);
  faults.add(at, `'${name}' is what every row has: expected another name`);
  return false;
}

/** One row as written, with the node it stands at. */
interface Row {
  readonly code: string;
  readonly from: number | null;
  readonly until: number | null;
  readonly cells: Readonly<Record<string, unknown>>;
  readonly node: SourceNode;
}

function readRows(document: SourceNode, { columns, codes }: WrittenTable, faults: Faults): readonly Row[] {
  const cells = Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, cellSchema(column).optional()]),
  );
  const schema = strict({ ...cells, ...rowHead });
  const nodes = document.members.get('rows')?.items ?? [];
  return nodes.flatMap((node) => {
    const row = read(node, schema, faults);
    if (row === null) return [];
    if (codes !== null && !codes.includes(row.code)) {
      faults.add(node.members.get('code') ?? node, `'${row.code}' is not a code of the domain; ${known(codes)}`);
    }
    const [from, until] = [dayOf(row.from), dayOf(row.until)];
    if (from !== null && until !== null && until <= from) faults.add(node, `this row ends before it begins`);
    return [{ code: row.code, from, until, cells: row, node }];
  });
}

function dayOf(text: string | undefined): number | null {
  return text === undefined ? null : parseDay(text);
}

function cellSchema(column: Written): z.ZodType {
  switch (column.type) {
    case 'text':
      return z.string().min(1);
    case 'enum':
      return z.enum(column.values as [string, ...string[]]);
    case 'flag':
      return z.boolean();
    case 'integer':
      return z.int();
    case 'decimal':
      return z.number();
  }
}

/** A text column has the values that some row has. */
function typeOf(column: Written, cells: readonly unknown[]): ColumnType {
  switch (column.type) {
    case 'text':
      return { kind: 'enum', values: [...new Set(cells.filter((cell) => typeof cell === 'string'))].sort() };
    case 'enum':
      return { kind: 'enum', values: column.values };
    case 'flag':
      return { kind: 'flag' };
    case 'integer':
      return { kind: 'number', divisor: 1 };
    case 'decimal':
      return { kind: 'number', divisor: 10 ** column.scale };
  }
}

interface Cell extends ColumnPlan {
  readonly node: SourceNode;
}

function cellValue(cell: unknown, { name, type, node }: Cell, faults: Faults): number | null {
  if (cell === undefined) return null;
  if (type.kind === 'flag') return cell === true ? 1 : 0;
  if (type.kind === 'enum') return type.values.indexOf(String(cell));
  const units = Math.round(Number(cell) * type.divisor);
  if (Number.isSafeInteger(units) && units / type.divisor === cell) return units;
  faults.add(
    node.members.get(name) ?? node,
    `${String(cell)} has more digits than are kept: expected a multiple of ${1 / type.divisor}`,
  );
  return null;
}

/** A row without an end is in force until the next one of its code begins. */
function inForce(rows: readonly TableRow[], written: readonly Row[], faults: Faults): readonly TableRow[] {
  const byCode = Map.groupBy(rows.keys(), (place) => rows[place]?.code ?? '');
  return [...byCode.values()].flatMap((places) => {
    const own = places.flatMap((place) => {
      const [row, source] = [rows[place], written[place]];
      return row === undefined || source === undefined ? [] : [{ row, node: source.node }];
    });
    own.sort((left, right) => beginOf(left.row) - beginOf(right.row));
    return own.map(({ row, node }, place) => {
      const next = own[place + 1];
      if (next === undefined) return row;
      const begin = beginOf(next.row);
      if (begin === beginOf(row)) faults.add(next.node, `'${row.code}' has two rows from one day on: expected from`);
      else if (row.until !== null && row.until > begin)
        faults.add(node, `this row of '${row.code}' lasts longer than the next one begins`);
      return { ...row, until: row.until ?? next.row.from };
    });
  });
}

function beginOf({ from }: TableRow): number {
  return from ?? Number.NEGATIVE_INFINITY;
}
