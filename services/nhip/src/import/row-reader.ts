// Import: one row of the sheet becomes the data of one event, typed as the catalogue says, or the list of what is wrong with
// it. Whether a unit exists or a number is in range is not judged here: the door does that for every sender alike.
import type { FieldPlan } from '@nhip/core';
import type { DataValue } from '../cloud-event.ts';
import type { CsvFile, CsvRow } from './csv-file.ts';
import { isoReader, type TimeReader, timeReader } from './local-time.ts';
import type { FieldMap, MappedField, RowPlan } from './map.ts';
import { numberReader } from './number-text.ts';
import { brokenCell, cellText, shown } from './sheet-text.ts';
import { holdsRows } from './swallowed-rows.ts';

export interface RowFault {
  /** Name of the column, null when the whole row is meant. */
  readonly column: string | null;
  readonly code: string;
  readonly reason: string;
}

export type RowReading =
  | { readonly kind: 'data'; readonly data: Readonly<Record<string, DataValue>>; readonly key: string }
  /** `key` is null when not even the key could be read. */
  | { readonly kind: 'faults'; readonly faults: readonly RowFault[]; readonly key: string | null };

export type RowReader = (row: CsvRow) => RowReading;

type Conversion = { readonly value: DataValue } | { readonly reason: string };

interface Column {
  readonly field: MappedField;
  readonly read: (cells: readonly string[]) => Conversion;
}

/** @throws CommandFailure when a format of the map is not one. */
export function rowReader(rows: RowPlan, csv: Pick<CsvFile, 'header' | 'delimiter'>): RowReader {
  const { header } = csv;
  const named = header.findLastIndex((name) => name !== '') + 1;
  const columns = rows.fields.map((field) => ({ field, read: cellReader(field, rows.plan.timeZone) }));
  return (row) => {
    if (isRagged(row, named, header.length)) return raggedRow(row, header.length);
    if (row.cells.some((cell) => cell.includes('\ufffd'))) return notUtf8();
    if (holdsRows(row, csv)) return swallowed();
    return readRow(row.cells, columns);
  };
}

/** Spreadsheets write, or leave out, empty cells behind the last column of a row. */
function isRagged({ cells }: CsvRow, named: number, columnCount: number): boolean {
  return cells.length < named || cells.slice(columnCount).some((cell) => cell.trim() !== '');
}

function raggedRow(row: CsvRow, columnCount: number): RowReading {
  const reason = `the row has ${row.cells.length} cells where the header has ${columnCount}`;
  return { kind: 'faults', key: null, faults: [{ column: null, code: 'NHIP_IMPORT_ROW_RAGGED', reason }] };
}

function notUtf8(): RowReading {
  const reason = 'the row holds bytes that are not UTF-8: save the file as CSV (UTF-8)';
  return { kind: 'faults', key: null, faults: [{ column: null, code: 'NHIP_IMPORT_TEXT_BROKEN', reason }] };
}

function swallowed(): RowReading {
  const reason =
    'a quote is left open in this row, so that rows below it stand in one cell: close it, or write it twice';
  return { kind: 'faults', key: null, faults: [{ column: null, code: 'NHIP_IMPORT_QUOTE_OPEN', reason }] };
}

function readRow(cells: readonly string[], columns: readonly Column[]): RowReading {
  const data: Record<string, DataValue> = {};
  const faults: RowFault[] = [];
  const key: DataValue[] = [];
  for (const { field, read } of columns) {
    const conversion = read(cells);
    if ('reason' in conversion) {
      const column = field.source.kind === 'column' ? field.source.column : null;
      faults.push({ column, code: 'NHIP_IMPORT_VALUE_UNREADABLE', reason: conversion.reason });
    } else if (field.isKey && (conversion.value === null || conversion.value === '')) {
      faults.push(emptyKey(field));
    } else {
      data[field.name] = conversion.value;
      if (field.isKey) key.push(conversion.value);
    }
  }
  const keyIsWhole = key.length === columns.filter(({ field }) => field.isKey).length;
  const keyText = keyIsWhole ? JSON.stringify(key) : null;
  return faults.length === 0 && keyText !== null
    ? { kind: 'data', data, key: keyText }
    : { kind: 'faults', faults, key: keyText };
}

function emptyKey({ name, source }: MappedField): RowFault {
  const column = source.kind === 'column' ? source.column : null;
  const reason = `is empty: without '${name}' nobody knows which record the row is about`;
  return { column, code: 'NHIP_IMPORT_VALUE_UNREADABLE', reason };
}

function cellReader(field: MappedField, timeZone: string): Column['read'] {
  const { source, map } = field;
  if (source.kind === 'constant') {
    const constant = { value: source.value };
    return () => constant;
  }
  const convert = converterOf(field.plan, map, timeZone);
  const values = map.values === undefined ? null : new Map(Object.entries(map.values));
  return (cells) => {
    const text = cellText(cells[source.index] ?? '');
    const listed = values?.get(text);
    if (listed !== undefined) return { value: listed };
    if (text === '') return { value: null };
    const broken = brokenCell(text);
    if (broken !== null) return { reason: `'${shown(text)}' ${broken}` };
    if (values === null) return convert(text);
    return map.otherwise === undefined
      ? { reason: `'${shown(text)}' is not in the map's values` }
      : { value: map.otherwise };
  };
}

function converterOf(plan: FieldPlan, map: FieldMap, timeZone: string): (text: string) => Conversion {
  const { format, decimal = '.' } = map;
  switch (plan.type.kind) {
    case 'instant':
    case 'deadline':
      return timeConverter(format === undefined ? isoReader(timeZone) : timeReader(format, timeZone));
    case 'integer':
      return numberReader({ scale: 0, decimal });
    case 'decimal':
      return numberReader({ scale: plan.type.scale, decimal });
    case 'flag':
      return flagOf;
    case 'text':
    case 'code':
    case 'enum':
    case 'period':
      return (text) => ({ value: text });
  }
}

function timeConverter(read: TimeReader): (text: string) => Conversion {
  return (text) => {
    const reading = read(text);
    return reading.kind === 'read' ? { value: reading.text } : { reason: `'${shown(text)}' ${reading.reason}` };
  };
}

function flagOf(text: string): Conversion {
  if (/^(true|1)$/i.test(text)) return { value: true };
  if (/^(false|0)$/i.test(text)) return { value: false };
  return { reason: `'${shown(text)}' is neither true nor false (the map's values can translate it)` };
}
