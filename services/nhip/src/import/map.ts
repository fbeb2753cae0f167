// Import: the column map, which says how the columns of an agency's own sheet become the fields of an event. It is checked
// whole, against the catalogue and the file's header, before any row is read.
import { readFile } from 'node:fs/promises';
import type { EventPlan, FieldPlan, Plan, RecordPlan } from '@nhip/core';
import { parse } from 'yaml';
import { z } from 'zod';
import { CommandFailure } from '../failure.ts';
import { cellText, columnName } from './sheet-text.ts';

const name = z.string().transform(columnName);
const cell = z.string().transform(cellText);

const notAnObject = ({ code }: { readonly code: string }): string | undefined =>
  code === 'invalid_type' ? 'must be written like { column: Name of the column }' : undefined;

const fieldMap = z
  .strictObject(
    {
      column: name.pipe(z.string().min(1)).optional(),
      constant: z.union([z.string(), z.number(), z.boolean()]).optional(),
      format: z.string().min(1).optional(),
      /** With a comma the cells are written as in Vietnam: 1.234,5. */
      decimal: z.enum(['.', ',']).optional(),
      values: z.record(cell, z.union([z.string(), z.number(), z.boolean()]).nullable()).optional(),
      otherwise: z.union([z.string(), z.number(), z.boolean()]).nullable().optional(),
    },
    { error: notAnObject },
  )
  .refine((field) => (field.column === undefined) !== (field.constant === undefined), 'needs either column or constant')
  .refine((field) => field.otherwise === undefined || field.values !== undefined, 'otherwise needs values')
  .refine(
    (field) =>
      field.constant === undefined || [field.format, field.decimal, field.values].every((said) => said === undefined),
    'a constant takes no format, no decimal and no values',
  );

const columnMap = z.strictObject({
  record: z.string().min(1),
  event: z.string().min(1).optional(),
  fields: z.record(z.string(), fieldMap),
  ignore: z.array(name).default([]),
});

export type FieldMap = z.infer<typeof fieldMap>;
export type ColumnMap = z.infer<typeof columnMap>;

/** @throws CommandFailure that names every fault of the map file. */
export async function readColumnMap(path: string): Promise<ColumnMap> {
  let content: unknown;
  try {
    // Keys are texts of cells: 01 is not 1.
    content = parse(await readFile(path, 'utf8'), { stringKeys: true });
  } catch (cause) {
    throw new CommandFailure(`cannot read the column map ${path}`, { cause });
  }
  const parsed = columnMap.safeParse(content);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new CommandFailure(`the column map ${path} is wrong:\n  ${faults.join('\n  ')}`);
}

/** The map of a file whose columns are named like the fields. */
function mapByHeader(record: string, header: readonly string[]): ColumnMap {
  const columns = header.filter((name) => name !== '');
  return { record, fields: Object.fromEntries(columns.map((name) => [name, { column: name }])), ignore: [] };
}

/** One field of the event and where its text comes from. */
export interface MappedField {
  readonly name: string;
  readonly plan: FieldPlan;
  readonly isKey: boolean;
  readonly source: { readonly kind: 'column'; readonly index: number; readonly column: string } | ConstantSource;
  readonly map: FieldMap;
}

interface ConstantSource {
  readonly kind: 'constant';
  readonly value: string | number | boolean;
}

export interface RowPlan {
  readonly plan: Plan;
  readonly record: RecordPlan;
  readonly event: EventPlan;
  /** Fields in declared order, so that the same row gives the same event whatever the order of columns. */
  readonly fields: readonly MappedField[];
  /** Fields of the event that the file does not give: they are stated as empty. */
  readonly empty: readonly string[];
}

export interface MapCheck {
  readonly plan: Plan;
  /** Null: the columns are named like the fields. */
  readonly map: ColumnMap | null;
  /** The record type asked for on the command line. */
  readonly record: string;
  readonly header: readonly string[];
}

/** Joins map, catalogue and header. @throws CommandFailure that names every fault. */
export function planRows({ plan, map: written, record: asked, header }: MapCheck): RowPlan {
  const importable = plan.records.filter(({ isBuiltIn }) => isBuiltIn !== true);
  const record = importable.find((candidate) => candidate.name === asked);
  if (record === undefined) {
    const known = importable.map((candidate) => candidate.name).join(', ');
    throw new CommandFailure(`the catalogue has no record type '${asked}' (it has: ${known})`);
  }
  const map = written ?? mapByHeader(asked, header);
  if (map.record !== asked) throw new CommandFailure(`the column map is for '${map.record}', not for '${asked}'`);
  if (record.versions === 'sequence') {
    throw new CommandFailure(`'${asked}' is versioned by sequence, which a sheet does not carry: push events instead`);
  }
  const event = eventOf(record, map.event);
  const stated = statedFields(record, event);
  const faults = [...headerFaults(map, header), ...fieldFaults(map, stated, event.type)];
  if (faults.length > 0) {
    const hint = written === null ? ' (without --map they must be named like the fields)' : '';
    throw new CommandFailure(`the columns do not fit${hint}:\n  ${faults.join('\n  ')}`);
  }
  const fields = stated.flatMap((field) => mapField(field, map, header));
  const given = new Set(fields.map((field) => field.name));
  return {
    plan,
    record,
    event,
    fields,
    empty: stated.map(({ plan: { name } }) => name).filter((name) => !given.has(name)),
  };
}

function eventOf(record: RecordPlan, type: string | undefined): EventPlan {
  const found = record.events.find((event) =>
    type === undefined ? event.type.endsWith('.stated') : event.type === type,
  );
  if (found !== undefined) return found;
  const known = record.events.map((event) => event.type).join(', ');
  throw new CommandFailure(
    type === undefined
      ? `'${record.name}' has no …stated event: name the event type in a column map (one of: ${known})`
      : `'${record.name}' has no event type '${type}' (it has: ${known})`,
  );
}

interface StatedField {
  readonly plan: FieldPlan;
  readonly isKey: boolean;
}

function statedFields(record: RecordPlan, event: EventPlan): readonly StatedField[] {
  const pick = (fields: readonly FieldPlan[], indices: readonly number[], isKey: boolean): readonly StatedField[] =>
    indices.flatMap((index) => {
      const plan = fields[index];
      return plan === undefined ? [] : [{ plan, isKey }];
    });
  const key = pick(record.fields, record.key, true);
  if (event.kind === 'retracted') return key;
  if (event.kind === 'fields') {
    const others = event.states.filter((index) => !record.key.includes(index));
    return [...key, ...pick(record.fields, others, false)];
  }
  const part = record.parts[event.part];
  if (part === undefined) return key;
  return [...key, ...pick(part.fields, [part.each], true), ...pick(part.fields, event.states, false)];
}

/** The columns that are read, by name. */
export function mappedColumns({ fields }: ColumnMap): readonly string[] {
  return Object.values(fields).flatMap(({ column }) => (column === undefined ? [] : [column]));
}

function headerFaults(map: ColumnMap, header: readonly string[]): readonly string[] {
  const mapped = mappedColumns(map);
  const missing = mapped.filter((column) => !header.includes(column));
  const unused = header.filter((column) => column !== '' && !mapped.includes(column) && !map.ignore.includes(column));
  const isOtherRow = missing.length > 0 && missing.length === mapped.length;
  return [
    ...(isOtherRow ? ['no row near the top has a column of the map: is it the map of another sheet?'] : []),
    ...missing.map((column) => `the file has no column '${column}'`),
    ...unused.map((column) => `column '${column}' is neither mapped nor under ignore`),
  ];
}

function fieldFaults(map: ColumnMap, stated: readonly StatedField[], type: string): readonly string[] {
  const names = stated.map(({ plan }) => plan.name);
  const unknown = Object.keys(map.fields).filter((name) => !names.includes(name));
  const missing = stated.filter(({ plan, isKey }) => isKey && map.fields[plan.name] === undefined);
  return [
    ...unknown.map((name) => `event ${type} has no field '${name}'`),
    ...missing.map(({ plan }) => `no column gives the key field '${plan.name}'`),
    ...stated.flatMap(({ plan }) => readingFaults(plan, map.fields[plan.name])),
  ];
}

/** What says how cells are read must be of the field's kind, or it would be passed over without a word. */
function readingFaults({ name, type: { kind } }: FieldPlan, map: FieldMap | undefined): readonly string[] {
  const isTime = kind === 'instant' || kind === 'deadline';
  const isNumber = kind === 'integer' || kind === 'decimal';
  return [
    ...(map?.format !== undefined && !isTime
      ? [`'${name}' has a format, which is for dates and times: its type is ${kind}`]
      : []),
    ...(map?.decimal !== undefined && !isNumber
      ? [`'${name}' has a decimal sign, which is for numbers: its type is ${kind}`]
      : []),
  ];
}

function mapField({ plan, isKey }: StatedField, map: ColumnMap, header: readonly string[]): readonly MappedField[] {
  const field = map.fields[plan.name];
  if (field === undefined) return [];
  const source: MappedField['source'] =
    field.constant === undefined
      ? { kind: 'column', index: header.indexOf(field.column ?? ''), column: field.column ?? '' }
      : { kind: 'constant', value: field.constant };
  return [{ name: plan.name, plan, isKey, source, map: field }];
}
