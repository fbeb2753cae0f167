// Compiles what the event types of a record state: which fields are the record's own, which belong to a repeated part, and
// which share a version because the same events write them.
import { eventMap } from '../language/record-schema.ts';
import { eventType } from '../language/scalars.ts';
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import { isName } from './fields.ts';

export interface WrittenEvent {
  readonly type: string;
  readonly node: SourceNode;
  /** Null: all fields of the record. */
  readonly fields: readonly Named[] | null;
  readonly part: { readonly name: string; readonly each: string } | null;
}

export interface Named {
  readonly name: string;
  readonly node: SourceNode;
}

/** Events as written, names not looked up yet; faulty ones are left out. */
export function readEvents(node: SourceNode | undefined, faults: Faults): readonly WrittenEvent[] {
  const events = [...(node?.members ?? [])].flatMap(([type, event]) => {
    const checked = eventType.safeParse(type);
    if (!checked.success) faults.add(event, `'${type}' is no event type: ${checked.error.issues[0]?.message ?? ''}`);
    return readEvent(type, event, faults) ?? [];
  });
  checkPrefix(events, faults);
  return events;
}

function readEvent(type: string, node: SourceNode, faults: Faults): WrittenEvent | null {
  if (type.endsWith('.retracted')) {
    faults.add(node, `'${type}' is declared by the language itself: leave it out`);
    return null;
  }
  if (node.value === 'all') return { type, node, fields: null, part: null };
  if (node.items.length > 0) return { type, node, fields: namesOf(node.items, faults), part: null };
  if (node.members.size === 0) {
    const expected = `expected all, a list of fields, or { each, fields }`;
    faults.add(node, `the event '${type}' states ${JSON.stringify(node.value)}: ${expected}`);
    return null;
  }
  const written = read(node, eventMap, faults);
  if (written === null) return null;
  const fields = namesOf(node.members.get('fields')?.items ?? [], faults);
  if (written.each !== undefined) {
    const name = written.part ?? type.split('.').at(-1) ?? '';
    return isName(name, node, faults) ? { type, node, fields, part: { name, each: written.each } } : null;
  }
  if (written.part !== undefined) faults.add(node, `the part '${written.part}' has no key: expected each`);
  return { type, node, fields, part: null };
}

function namesOf(items: readonly SourceNode[], faults: Faults): readonly Named[] {
  const names = new Set<unknown>();
  return items.flatMap((node) => {
    if (names.has(node.value)) {
      faults.add(node, `'${node.value}' stands here already: expected each field once`);
      return [];
    }
    names.add(node.value);
    if (typeof node.value === 'string') return [{ name: node.value, node }];
    faults.add(node, `${JSON.stringify(node.value)} is not known here: expected the name of a field`);
    return [];
  });
}

/** Everything before the last dot: the record type's own name on the wire. */
export function prefixOf(type: string): string {
  return type.slice(0, type.lastIndexOf('.'));
}

function checkPrefix(events: readonly WrittenEvent[], faults: Faults): void {
  const [first] = events;
  if (first === undefined) return;
  const prefix = prefixOf(first.type);
  for (const { type, node } of events) {
    if (prefixOf(type) === prefix) continue;
    faults.add(
      node,
      `'${type}' does not begin with '${prefix}.': expected one record type's events to differ in their last word only`,
    );
  }
}

/** Fields that are written by the same events, in declared order. */
export function groupsOf(
  fields: readonly number[],
  statedBy: ReadonlyMap<number, readonly number[]>,
): readonly number[][] {
  const groups = Map.groupBy(fields, (field) => (statedBy.get(field) ?? []).join(' '));
  return [...groups.values()];
}

export interface WrittenPart {
  readonly name: string;
  readonly each: string;
  readonly events: readonly WrittenEvent[];
  readonly node: SourceNode;
}

/** The repeated parts, each with the events that state it. */
export function partsOf(events: readonly WrittenEvent[], faults: Faults): readonly WrittenPart[] {
  const parts = Map.groupBy(
    events.filter(({ part }) => part !== null),
    ({ part }) => part?.name ?? '',
  );
  return [...parts].flatMap(([name, own]) => {
    const [first, ...others] = own;
    if (first === undefined || first.part === null) return [];
    const { each } = first.part;
    for (const other of others.filter(({ part }) => part?.each !== each)) {
      faults.add(other.node, `the part '${name}' is told apart by '${each}' elsewhere: expected the same each`);
    }
    return [{ name, each, events: own, node: first.node }];
  });
}

/** Says that an event names a field that is not declared. */
export function unknownField({ name, node }: Named, fields: Iterable<string>, faults: Faults): void {
  faults.add(node, `'${name}' is not a declared field; ${known(fields)}`);
}
