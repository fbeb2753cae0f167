// Slices: dimensions of a measure that a formula fixes to one value.
import type { FieldType, RecordPlan } from '@nhip/core';
import { known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import type { FormulaContext } from './kpi-context.ts';
import type { CompiledMeasure } from './measures.ts';

export interface Fixed {
  readonly value: string;
  readonly node: SourceNode;
}

/** Dimension -> the value it is fixed to, and where that is written. */
export type Slice = ReadonlyMap<string, Fixed>;

export const noSlice: Slice = new Map();

export function sliceOf(node: SourceNode | undefined, written: Readonly<Record<string, unknown>> | undefined): Slice {
  return new Map(
    Object.entries(written ?? {}).flatMap(([name, value]) => {
      const at = node?.members.get(name) ?? node;
      return at === undefined ? [] : [[name, { value: String(value), node: at }]];
    }),
  );
}

interface Sliced {
  readonly name: string;
  readonly measure: CompiledMeasure;
  readonly record: RecordPlan;
  readonly node: SourceNode;
}

/** The slice as the plan has it; null when the measure lacks a dimension or the dimension the value. */
export function checkSlice(
  slice: Slice,
  { name, measure, record }: Sliced,
  { faults, domains }: FormulaContext,
): Readonly<Record<string, string>> | null {
  let isSound = true;
  for (const [dimension, { value, node }] of slice) {
    const type = record.fields.find((field) => field.name === dimension)?.type;
    if (!measure.dimensions.includes(dimension) || type === undefined) {
      faults.add(node, `'${name}' has no dimension '${dimension}'; ${known(measure.dimensions)}`);
      isSound = false;
      continue;
    }
    const values = valuesOf(type, domains);
    if (values === null || value === '(none)' || values.includes(value)) continue;
    faults.add(node, `'${value}' is not a value of '${dimension}'; ${known(values)}`);
    isSound = false;
  }
  return isSound ? Object.fromEntries([...slice].map(([dimension, { value }]) => [dimension, value])) : null;
}

/** The closed list a dimension takes its values from, null: any. */
function valuesOf(type: FieldType, domains: FormulaContext['domains']): readonly string[] | null {
  if (type.kind === 'enum') return type.values;
  if (type.kind === 'flag') return ['true', 'false'];
  return type.kind === 'code' && type.domain !== null ? (domains.get(type.domain)?.codes ?? null) : null;
}
