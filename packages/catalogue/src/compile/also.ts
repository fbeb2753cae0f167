// Compiles `also`: an event that is a statement about a second record too. The second statement is of the event type of that record
// which states exactly what is set.
import type { AlsoPlan, EventPlan, FieldPlan, RecordPlan } from '@nhip/core';
import type { z } from 'zod';
import { alsoSchema } from '../language/record-schema.ts';
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import type { CompiledRecord } from './record.ts';

export function compileAlso(records: readonly CompiledRecord[], faults: Faults): readonly AlsoPlan[] {
  return records.flatMap((record) =>
    record.plan.events.flatMap((event) => {
      const node = record.node.members.get('events')?.members.get(event.type)?.members.get('also');
      return node === undefined ? [] : (alsoOf(node, { record, event, records, faults }) ?? []);
    }),
  );
}

interface Place {
  readonly record: CompiledRecord;
  readonly event: EventPlan;
  readonly records: readonly CompiledRecord[];
  readonly faults: Faults;
}

function alsoOf(node: SourceNode, place: Place): AlsoPlan | null {
  const { record, event, records, faults } = place;
  const written = read(node, alsoSchema, faults);
  if (written === null) return null;
  const target = records.find(({ name }) => name === written.record)?.plan;
  if (target === undefined) {
    const names = known(records.map(({ name }) => name));
    faults.unresolved(node.members.get('record') ?? node, `the record '${written.record}' is not declared; ${names}`);
    return null;
  }
  if (target.versions !== record.plan.versions) {
    const found = `'${record.name}' is ordered by ${record.plan.versions}, '${target.name}' by ${target.versions}`;
    faults.add(node, `${found}: expected one kind of versions`);
    return null;
  }
  const to = eventThatStates(node, Object.keys(written.set), { target, faults });
  const pairs = pairsOf(node, written, { target, faults });
  if (to === null || pairs === null) return null;
  const each = to.kind === 'part' ? (target.parts[to.part]?.fields[0]?.name ?? null) : null;
  const data = pairs.map(({ name, from }) => ({ name, from, isKey: isKeyOf(target, name) || name === each }));
  const sources = new Map(namedFields(record.plan, event, true));
  const targets = new Map(namedFields(target, to, true));
  const areSound = data.map(({ name, from }) => fits({ node, name, from }, { sources, targets, faults }));
  return areSound.includes(false) ? null : { type: event.type, to: to.type, data };
}

type Written = z.output<typeof alsoSchema>;

interface Target {
  readonly target: RecordPlan;
  readonly faults: Faults;
}

/** What the second statement has to tell, by name: its key, then what is set. */
function pairsOf(
  node: SourceNode,
  { key, set }: Written,
  { target, faults }: Target,
): readonly { readonly name: string; readonly from: string }[] | null {
  const names = target.key.map((index) => target.fields[index]?.name ?? '');
  const from = typeof key === 'string' ? [key] : key;
  if (from.length !== names.length) {
    const message = `the key of '${target.name}' is ${names.join(', ')}: expected as many fields of the event`;
    faults.add(node.members.get('key') ?? node, message);
    return null;
  }
  const keys = names.map((name, place) => ({ name, from: from[place] ?? '' }));
  return [...keys, ...Object.entries(set).map(([name, source]) => ({ name, from: source }))];
}

type Stating = Exclude<EventPlan, { kind: 'retracted' }>;

/** The one event type that states these fields, the key of its occurrence among them, and no other. */
function eventThatStates(node: SourceNode, set: readonly string[], { target, faults }: Target): Stating | null {
  const wanted = [...set].sort().join();
  const stating = target.events.filter((event): event is Stating => {
    const names = namedFields(target, event, false).map(([name]) => name);
    return event.kind !== 'retracted' && names.sort().join() === wanted;
  });
  const [event, ...others] = stating;
  if (event !== undefined && others.length === 0) return event;
  const found = event === undefined ? 'no event' : `more than one event`;
  const message = `${found} of '${target.name}' states exactly ${set.join(', ')}: expected one that does`;
  faults.add(node.members.get('set') ?? node, message);
  return null;
}

function isKeyOf(record: RecordPlan, name: string): boolean {
  return record.key.some((index) => record.fields[index]?.name === name);
}

/** Fields that stand in an event's data, by name. What is kept of a list does not: the list does. */
function namedFields(
  record: RecordPlan,
  event: EventPlan,
  withKey: boolean,
): readonly (readonly [string, FieldPlan])[] {
  const own = event.kind === 'part' ? record.parts[event.part]?.fields : record.fields;
  const states = event.kind === 'retracted' ? [] : event.kind === 'part' ? [0, ...event.states] : event.states;
  const lists =
    event.kind === 'fields' ? record.lists.filter(({ events }) => events.includes(record.events.indexOf(event))) : [];
  const listed = new Set(lists.flatMap(({ keep }) => keep.map(({ field }) => field)));
  const key = withKey ? record.key.flatMap((index) => record.fields[index] ?? []) : [];
  const stated = states.filter((index) => !listed.has(index)).flatMap((index) => own?.[index] ?? []);
  return [...key, ...stated].map((field) => [field.name, field]);
}

interface Fields {
  readonly sources: ReadonlyMap<string, FieldPlan>;
  readonly targets: ReadonlyMap<string, FieldPlan>;
  readonly faults: Faults;
}

/** The value is read by the type of the field it comes to, so the two must be written alike. */
function fits(
  { node, name, from }: { readonly node: SourceNode; readonly name: string; readonly from: string },
  { sources, targets, faults }: Fields,
): boolean {
  const [source, target] = [sources.get(from), targets.get(name)];
  if (source === undefined) {
    faults.add(node, `'${from}' is not a field of the event; ${known(sources.keys())}`);
    return false;
  }
  if (target === undefined || source.type.kind === target.type.kind) return target !== undefined;
  faults.add(
    node,
    `'${from}' is of type ${source.type.kind}, '${name}' of type ${target.type.kind}: expected one type`,
  );
  return false;
}
