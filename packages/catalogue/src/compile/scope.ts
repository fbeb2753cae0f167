// What the names of one record type mean while it is compiled: fields, repeated parts, and derived values, which are compiled
// when they are first asked for.
import type { FieldPlan, FieldType, NumberExpression, Predicate, TablePlan, TimeExpression } from '@nhip/core';
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';

/** A compiled expression. A number is an integer that people read divided by `divisor`. */
export type Typed =
  | { readonly type: 'time'; readonly expression: TimeExpression }
  | { readonly type: 'number'; readonly expression: NumberExpression; readonly divisor: number }
  | { readonly type: 'flag'; readonly expression: Predicate };

export interface FieldPlace {
  readonly index: number;
  readonly field: Pick<FieldPlan, 'name' | 'type' | 'required'>;
}

export interface PartPlace {
  readonly index: number;
  readonly name: string;
  /** Name of the field that tells occurrences apart. */
  readonly each: string;
  readonly fields: ReadonlyMap<string, FieldPlace>;
}

export interface Derived {
  readonly index: number;
  readonly typed: Typed;
}

/** What `by: period` means where it stands: one more thing that must have happened, or why it may not be asked there. */
export type ByPeriod =
  | { readonly kind: 'taken'; readonly take: (happened: TimeExpression) => void }
  | { readonly kind: 'refused'; readonly because: string };

export interface Scope {
  readonly record: string;
  readonly faults: Faults;
  readonly fields: ReadonlyMap<string, FieldPlace>;
  readonly parts: ReadonlyMap<string, PartPlace>;
  /** Declared, but faulty: its own fault is told, its uses are not. */
  readonly broken: ReadonlySet<string>;
  readonly derivedNames: readonly string[];
  /** Null: faulty, or met again on the way to itself (told at `at`). */
  derived(name: string, at: SourceNode): Derived | null;
  derivedAt(index: number): Typed | null;
  /** Codes of a closed domain, null for an open one. */
  codesOf(domain: string): readonly string[] | null;
  /** The table of a domain, null where it has none. */
  tableOf(domain: string): { readonly index: number; readonly table: TablePlan } | null;
  /** The catalogue has a working calendar. */
  readonly hasCalendar: boolean;
  /** As of when tables are asked unless it is said; null: nothing says when. */
  readonly asOf: TimeExpression | null;
  /** Where a negation was written, for the rule about optional fields. */
  readonly negations: WeakMap<Predicate, SourceNode>;
  readonly byPeriod: ByPeriod;
}

/** The same names where `by: period` may not be asked. */
export function withoutByPeriod(scope: Scope, because: string): Scope {
  return scope.byPeriod.kind === 'refused' ? scope : { ...scope, byPeriod: { kind: 'refused', because } };
}

export function isTime({ kind }: FieldType): boolean {
  return kind === 'instant' || kind === 'deadline' || kind === 'period';
}

/** What a number field is divided by to be read; null: it is no number. */
export function divisorOf(type: FieldType): number | null {
  if (type.kind === 'integer') return 1;
  return type.kind === 'decimal' ? 10 ** type.scale : null;
}

/** Says that a name means nothing here, unless its declaration was at fault already. */
export function unknownName(scope: Scope, at: SourceNode, name: string): null {
  if (scope.broken.has(name)) return null;
  const inPart = [...scope.parts.values()].find((part) => part.fields.has(name));
  if (inPart !== undefined) {
    const message = `'${name}' is a field of the repeated part '${inPart.name}': expected nth, last, count, sum or any of it`;
    scope.faults.add(at, message);
    return null;
  }
  const names = known([...scope.fields.keys(), ...scope.derivedNames]);
  scope.faults.add(at, `'${name}' is not known in the record '${scope.record}'; ${names}`);
  return null;
}

export interface PartField extends FieldPlace {
  readonly part: PartPlace;
}

/** `part.field`, or a field that only one part has. */
export function partField(scope: Scope, at: SourceNode, path: string): PartField | null {
  const [first = '', second] = path.split('.');
  if (second === undefined) return onlyPartWith(scope, at, first);
  const part = partNamed(scope, at, first);
  return part === null ? null : fieldOfPart(scope, at, { part, name: second });
}

export function partNamed(scope: Scope, at: SourceNode, name: string): PartPlace | null {
  const part = scope.parts.get(name);
  if (part !== undefined) return part;
  if (!scope.broken.has(name)) {
    scope.faults.add(at, `'${name}' is not a repeated part of '${scope.record}'; ${known(scope.parts.keys())}`);
  }
  return null;
}

export function fieldOfPart(
  scope: Scope,
  at: SourceNode,
  { part, name }: { readonly part: PartPlace; readonly name: string },
): PartField | null {
  const place = part.fields.get(name);
  if (place !== undefined) return { ...place, part };
  if (!scope.broken.has(name)) {
    scope.faults.add(at, `'${name}' is not a field of the part '${part.name}'; ${known(part.fields.keys())}`);
  }
  return null;
}

function onlyPartWith(scope: Scope, at: SourceNode, name: string): PartField | null {
  const all = [...scope.parts.values()];
  const [part, ...others] = all.filter(({ fields }) => fields.has(name));
  if (part === undefined) {
    const fields = all.flatMap((one) => [...one.fields.keys()].map((field) => `${one.name}.${field}`));
    if (!scope.broken.has(name)) scope.faults.add(at, `'${name}' is not a field of a repeated part; ${known(fields)}`);
    return null;
  }
  if (others.length > 0) {
    const choices = [part, ...others].map((one) => `${one.name}.${name}`).join(' or ');
    scope.faults.add(at, `'${name}' is a field of several parts: expected ${choices}`);
    return null;
  }
  return fieldOfPart(scope, at, { part, name });
}

export function mustBeInstant(scope: Scope, at: SourceNode, found: PartField | null): PartField | null {
  if (found === null || isTime(found.field.type)) return found;
  scope.faults.add(at, `'${found.field.name}' is of type ${found.field.type.kind}: expected an instant`);
  return null;
}
