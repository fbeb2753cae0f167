// Constants in predicates: brought to the encoding of the field they are compared with, exactly or not at all.
import type { FieldPlan, Operand } from '@nhip/core';
import { known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import type { Scope } from './scope.ts';

/** What a constant is checked with. */
export type Naming = Pick<Scope, 'faults' | 'codesOf'>;

/** A value of a text, code, enum or flag field as statements encode it; null after a fault. */
export function literalOf(
  { name, type }: Pick<FieldPlan, 'name' | 'type'>,
  node: SourceNode,
  scope: Naming,
): string | number | null {
  const { value } = node;
  if (type.kind === 'flag') {
    if (typeof value === 'boolean') return value ? 1 : 0;
    return refuse(scope, node, `'${name}' is a flag: expected true, false, set or missing`);
  }
  if (typeof value !== 'string') {
    return refuse(
      scope,
      node,
      `'${name}' is of type ${type.kind}: expected text in quotes, a list of texts, set or missing`,
    );
  }
  if (type.kind === 'enum') {
    const place = type.values.indexOf(value);
    return place >= 0 ? place : refuse(scope, node, `'${value}' is not a value of '${name}'; ${known(type.values)}`);
  }
  const codes = type.kind === 'code' && type.domain !== null ? scope.codesOf(type.domain) : null;
  const normal = value.normalize('NFC').trim();
  if (codes === null || codes.includes(normal)) return normal;
  return refuse(scope, node, `'${value}' is not a code of the domain of '${name}'`);
}

function refuse(scope: Naming, node: SourceNode, message: string): null {
  scope.faults.add(node, message);
  return null;
}

/** A number a value may equal; null after a fault. */
export function constantOf(operand: Operand, node: SourceNode, scope: Scope): number | null {
  if (operand.kind === 'time') {
    return refuse(
      scope,
      node,
      `${JSON.stringify(node.value)} is not known for an instant: expected set, missing, or a comparison with another instant`,
    );
  }
  if (typeof node.value === 'number') return node.value;
  return refuse(
    scope,
    node,
    `${JSON.stringify(node.value)} is not known for a number: expected a number, set, missing, or { lt, lte, gt, gte, eq }`,
  );
}

/** The whole number of smallest units; a value with more digits than are kept is refused, never rounded. */
export function scaled(
  value: number,
  { divisor, at }: { readonly divisor: number; readonly at: SourceNode },
  { faults }: Pick<Naming, 'faults'>,
): number | null {
  const units = Math.round(value * divisor);
  if (Number.isSafeInteger(units) && units / divisor === value) return units;
  faults.add(at, `${value} has more digits than are kept: expected a multiple of ${1 / divisor}`);
  return null;
}
