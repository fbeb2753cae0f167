// Reads a list of an event's data down to the numbers that are kept of it. The list itself goes no further than here.
import type { FieldType, ListPlan, ListReduction, RecordPlan } from '@nhip/core';
import { type Fault, pointerSegment, quote } from '../fault.ts';
import { limits } from '../limits.ts';
import { type FieldReader, fieldReader, isProblem, type ReaderContext } from './field-reader.ts';

export interface ListReader {
  readonly name: string;
  readonly pointer: string;
  /** The name is also one of Object.prototype. */
  readonly shadows: boolean;
  /** What is kept of it: where it stands among the values that the event states. */
  readonly kept: readonly { readonly place: number; readonly name: string; readonly pointer: string }[];
  /** One number for each of them, or what is wrong. Neither is empty. */
  readonly reduce: (raw: unknown) => ListReading;
}

export type ListReading =
  | { readonly kind: 'values'; readonly values: readonly number[] }
  | { readonly kind: 'faults'; readonly faults: readonly Fault[] };

/** @param states the scalar fields that the event states, in order. */
export function listReader(
  { record, list, states }: { record: RecordPlan; list: ListPlan; states: readonly number[] },
  context: ReaderContext,
): ListReader {
  const pointer = `/data${pointerSegment(list.name)}`;
  const members = list.of.map((field) => fieldReader(field, false, context));
  const reducers = list.keep.map(({ field, reduce }) => reducerOf(reduce, record.fields[field]?.type));
  return {
    name: list.name,
    pointer,
    shadows: list.name in Object.prototype,
    kept: list.keep.map(({ field }) => {
      const name = record.fields[field]?.name ?? '';
      return { place: states.indexOf(field), name, pointer: `/data${pointerSegment(name)}` };
    }),
    reduce: (raw) => {
      const rows = readElements(raw, { name: list.name, pointer, members });
      return 'faults' in rows ? { kind: 'faults', ...rows } : reduceAll(rows.elements, reducers, list.name, pointer);
    },
  };
}

/** The values of an element's fields, in declared order; NaN: it has none. */
type Element = readonly (string | number)[];

interface Reading {
  readonly name: string;
  readonly pointer: string;
  readonly members: readonly FieldReader[];
}

function readElements(
  raw: unknown,
  reading: Reading,
): { readonly elements: readonly Element[] } | { readonly faults: readonly Fault[] } {
  const { name, pointer, members } = reading;
  if (!Array.isArray(raw)) {
    const message = `${name} expected a list of objects, not ${quote(raw)}`;
    return { faults: [{ code: 'NHIP_DATA_TYPE_WRONG', pointer, message }] };
  }
  if (raw.length > limits.listElementsMax) {
    const message = `${name} has ${raw.length} elements, more than ${limits.listElementsMax}`;
    return { faults: [{ code: 'NHIP_DATA_LIST_TOO_LONG', pointer, message }] };
  }
  const faults: Fault[] = [];
  const elements = raw.map((element: unknown, index) =>
    readElement(element, { pointer: `${pointer}/${index}`, members, faults }),
  );
  return faults.length > 0 ? { faults } : { elements };
}

interface ElementReading {
  readonly pointer: string;
  readonly members: readonly FieldReader[];
  readonly faults: Fault[];
}

function readElement(raw: unknown, { pointer, members, faults }: ElementReading): Element {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    faults.push({ code: 'NHIP_DATA_TYPE_WRONG', pointer, message: `expected an object, not ${quote(raw)}` });
    return [];
  }
  const data = raw as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(data)) {
    if (faults.length >= limits.faultsMax) return [];
    if (members.some((member) => member.name === name)) continue;
    const message = `${quote(name)} is not a field of the elements; they are ${members.map((one) => one.name).join(', ')}`;
    faults.push({ code: 'NHIP_DATA_FIELD_UNKNOWN', pointer: pointer + pointerSegment(name), message });
  }
  return members.map(({ name, required, read }) => {
    const value = read(Object.hasOwn(data, name) ? data[name] : undefined);
    const at = pointer + pointerSegment(name);
    if (typeof value === 'string') return value;
    if (isProblem(value)) faults.push({ code: value.code, pointer: at, message: `${name} ${value.message}` });
    else if (required && Number.isNaN(value)) {
      faults.push({ code: 'NHIP_DATA_FIELD_REQUIRED', pointer: at, message: `${name} is required` });
    } else return value;
    return Number.NaN;
  });
}

/** Null: it lies outside of its declared range. */
type Reducer = (elements: readonly Element[]) => number | null;

function reduceAll(
  elements: readonly Element[],
  reducers: readonly Reducer[],
  name: string,
  pointer: string,
): ListReading {
  const values = reducers.map((reduce) => reduce(elements));
  const present = values.filter((value) => value !== null);
  if (present.length === values.length) return { kind: 'values', values: present };
  const message = `the sum of ${name} lies outside of its declared range`;
  return { kind: 'faults', faults: [{ code: 'NHIP_DATA_OUT_OF_RANGE', pointer, message }] };
}

function reducerOf(reduction: ListReduction, type: FieldType | undefined): Reducer {
  switch (reduction.kind) {
    case 'count':
      return (elements) => elements.length;
    case 'sum': {
      const { of } = reduction;
      const [min, max] = type?.kind === 'decimal' ? [type.min, type.max] : [0, 0];
      return (elements) => sumOf(elements, of, { min, max });
    }
    case 'any': {
      const passes = testOf(reduction.test);
      return (elements) => (elements.some(passes) ? 1 : 0);
    }
    case 'all': {
      const passes = testOf(reduction.test);
      return (elements) => (elements.length > 0 && elements.every(passes) ? 1 : 0);
    }
  }
}

function testOf(test: Extract<ListReduction, { kind: 'any' }>['test']): (element: Element) => boolean {
  return (element) => test.every(({ field, value }) => element[field] === value);
}

/** Exact on the way too: terms of both signs may go far beyond the sum they come to. */
function sumOf(
  elements: readonly Element[],
  field: number,
  { min, max }: { readonly min: number; readonly max: number },
): number | null {
  let sum = 0n;
  for (const element of elements) {
    const value = element[field];
    if (typeof value === 'number' && !Number.isNaN(value)) sum += BigInt(value);
  }
  return sum >= BigInt(min) && sum <= BigInt(max) ? Number(sum) : null;
}
