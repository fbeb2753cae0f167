// Import: one row of the sheet becomes the data of one event, typed as the catalogue says, or the list of what is wrong with
// it. Whether a unit exists or a number is in range is not judged here: the door does that for every sender alike.
import type { FieldPlan } from '@nhip/core';
import type { DataValue } from '../cloud-event.ts';
import type { CsvRow } from './csv-file.ts';
import { isoReader, type TimeReader, timeReader } from './local-time.ts';
import type { MappedField, RowPlan } from './map.ts';

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
export function rowReader(rows: RowPlan, columnCount: number): RowReader {
  const columns = rows.fields.map((field) => ({ field, read: cellReader(field, rows.plan.timeZone) }));
  return (row) => {
    if (row.cells.length !== columnCount) return raggedRow(row, columnCount);
    if (row.cells.some((cell) => cell.includes('\ufffd'))) return notUtf8();
    return readRow(row.cells, columns);
  };
}

function raggedRow(row: CsvRow, columnCount: number): RowReading {
  const reason = `the row has ${row.cells.length} cells where the header has ${columnCount}`;
  return { kind: 'faults', key: null, faults: [{ column: null, code: 'NHIP_IMPORT_ROW_RAGGED', reason }] };
}

function notUtf8(): RowReading {
  const reason = 'the row holds bytes that are not UTF-8: save the file as CSV (UTF-8)';
  return { kind: 'faults', key: null, faults: [{ column: null, code: 'NHIP_IMPORT_TEXT_BROKEN', reason }] };
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

function cellReader(field: MappedField, timeZone: string): Column['read'] {
  const { source, map } = field;
  if (source.kind === 'constant') {
    const constant = { value: source.value };
    return () => constant;
  }
  const convert = converterOf(field.plan, map.format, timeZone);
  const values = map.values === undefined ? null : new Map(Object.entries(map.values));
  return (cells) => {
    const text = (cells[source.index] ?? '').normalize('NFC').trim();
    const listed = values?.get(text);
    if (listed !== undefined) return { value: listed };
    if (text === '') return { value: null };
    if (values === null) return convert(text);
    return map.otherwise === undefined
      ? { reason: `'${shown(text)}' is not in the map's values` }
      : { value: map.otherwise };
  };
}

function converterOf(plan: FieldPlan, format: string | undefined, timeZone: string): (text: string) => Conversion {
  switch (plan.type.kind) {
    case 'instant':
    case 'deadline':
      return timeConverter(format === undefined ? isoReader(timeZone) : timeReader(format, timeZone));
    case 'integer':
      return (text) => numberOf(text, 0);
    case 'decimal': {
      const { scale } = plan.type;
      return (text) => numberOf(text, scale);
    }
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

const SAFE_DIGITS = 15;
const GROUP_DIGITS = 3;

function numberOf(text: string, scale: number): Conversion {
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) return { reason: `'${shown(text)}' is not a number (digits, with a point)` };
  // In Vietnam 250.000 is a quarter of a million. Where no number can have three decimals, nothing else can be meant.
  if (scale < GROUP_DIGITS && /^[+-]?\d{1,3}\.\d{3}$/.test(text)) {
    return { reason: `'${shown(text)}' has a point between thousands: write the digits alone` };
  }
  // A double holds any 15 digits exactly; more would be rounded without a word.
  const digits = text.replaceAll(/^[+-]?0*|\./g, '').length;
  if (digits > SAFE_DIGITS) return { reason: `'${shown(text)}' has more than ${SAFE_DIGITS} digits` };
  return { value: Number(text) };
}

function flagOf(text: string): Conversion {
  if (/^(true|1)$/i.test(text)) return { value: true };
  if (/^(false|0)$/i.test(text)) return { value: false };
  return { reason: `'${shown(text)}' is neither true nor false (the map's values can translate it)` };
}

function shown(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
