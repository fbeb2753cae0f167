// Lays out a record type: its own fields and its repeated parts, with their places; key, version groups and events.
import type { EventPlan, FieldPlan, GroupPlan, ListPlan, PartPlan } from '@nhip/core';
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import {
  groupsOf,
  type Named,
  partsOf,
  prefixOf,
  readEvents,
  unknownField,
  type WrittenEvent,
  type WrittenPart,
} from './events.ts';
import type { DeclaredFields } from './fields.ts';
import type { FieldPlace, PartPlace } from './scope.ts';

export interface Layout {
  /** `kept` is settled once the measures are known. */
  readonly fields: readonly Omit<FieldPlan, 'kept'>[];
  readonly key: readonly number[];
  readonly agencyInKey: boolean;
  readonly groups: readonly GroupPlan[];
  readonly parts: readonly PartPlan[];
  readonly lists: readonly ListPlan[];
  readonly events: readonly EventPlan[];
  readonly scalarPlaces: ReadonlyMap<string, FieldPlace>;
  readonly partPlaces: ReadonlyMap<string, PartPlace>;
}

interface Laying {
  readonly node: SourceNode;
  readonly key: readonly string[];
  readonly declared: DeclaredFields;
  readonly faults: Faults;
  /** The language's own record type has a day in its key. */
  readonly isBuiltIn: boolean;
}

export function layOut(laying: Laying): Layout {
  const { node, key, declared, faults } = laying;
  const events = readEvents(node.members.get('events'), faults);
  const written = partsOf(events, faults);
  const inParts = new Set(written.flatMap((part) => [part.each, ...part.events.flatMap(namesIn)]));
  const fields = [...declared.sound.values()]
    .map(({ field }) => (key.includes(field.name) ? { ...field, required: true } : field))
    .filter(({ name }) => !inParts.has(name) || key.includes(name));
  const scalarPlaces = new Map(fields.map((field, index) => [field.name, { index, field }]));
  checkKey(laying, inParts);
  const keyPlaces = key.flatMap((name) => scalarPlaces.get(name)?.index ?? []);
  const stated = statedScalars(events, { laying, scalarPlaces, keyPlaces, inParts });
  checkStated(laying, { fields, keyPlaces, stated });
  const groups = groupsOf(
    fields.map((_, index) => index).filter((index) => !keyPlaces.includes(index)),
    statedBy(stated),
  );
  const parts = written.map((part, index) => layOutPart(part, index, laying));
  return {
    fields,
    key: keyPlaces,
    agencyInKey: key.includes('agency'),
    groups: groups.map((group) => ({ fields: group })),
    parts: parts.map(({ plan }) => plan),
    lists: listPlans(events, { declared, scalarPlaces }),
    events: eventPlans(events, { stated, groups, parts }),
    scalarPlaces,
    partPlaces: new Map(parts.map(({ place }) => [place.name, place])),
  };
}

/** In the order declared; an event that states all fields may carry every list. */
function listPlans(
  events: readonly WrittenEvent[],
  { declared, scalarPlaces }: Pick<Laying, 'declared'> & Pick<Stating, 'scalarPlaces'>,
): readonly ListPlan[] {
  return [...declared.lists].map(([name, { of, keep }]) => ({
    name,
    of,
    keep: keep.map(({ field, reduce }) => ({ field: scalarPlaces.get(field.name)?.index ?? 0, reduce })),
    events: events.flatMap((event, place) => {
      const carries = event.part === null && (event.fields === null || namesIn(event).includes(name));
      return carries ? [place] : [];
    }),
  }));
}

function namesIn({ fields }: WrittenEvent): readonly string[] {
  return (fields ?? []).map(({ name }) => name);
}

const KEY_KINDS: readonly string[] = ['text', 'integer', 'code'];
const EACH_KINDS: readonly string[] = [...KEY_KINDS, 'enum', 'instant', 'period'];

function checkKey({ node, key, declared, faults, isBuiltIn }: Laying, inParts: ReadonlySet<string>): void {
  if (isBuiltIn) return;
  const at = node.members.get('key') ?? node;
  for (const name of key) {
    if (name === 'agency' && !declared.sound.has(name)) continue;
    const kind = declared.sound.get(name)?.field.type.kind;
    if (name === 'agency') faults.add(at, `'agency' in a key is the sender: expected no field of that name`);
    else if (kind === undefined) {
      if (!declared.broken.has(name))
        faults.add(at, `the key '${name}' is not a declared field; ${known(declared.sound.keys())}`);
    } else if (!KEY_KINDS.includes(kind))
      faults.add(at, `the key '${name}' is of type ${kind}: expected one of ${KEY_KINDS.join(', ')}`);
    else if (inParts.has(name))
      faults.add(at, `the key '${name}' belongs to a repeated part too: expected a field of its own`);
  }
  if (new Set(key).size < key.length) faults.add(at, 'a key field stands twice');
}

interface Stating {
  readonly laying: Laying;
  readonly scalarPlaces: ReadonlyMap<string, FieldPlace>;
  readonly keyPlaces: readonly number[];
  readonly inParts: ReadonlySet<string>;
}

type Stated = ReadonlyMap<WrittenEvent, readonly number[]>;

/** What each event of the record itself states, in declared order. */
function statedScalars(events: readonly WrittenEvent[], stating: Stating): Stated {
  const { scalarPlaces, keyPlaces } = stating;
  const all = [...scalarPlaces.values()].map(({ index }) => index).filter((index) => !keyPlaces.includes(index));
  const scalar = events.filter(({ part }) => part === null);
  return new Map(
    scalar.map((event) => {
      const stated = event.fields?.flatMap((name) => scalarOf(name, stating)) ?? all;
      return [event, [...new Set(stated)].sort((left, right) => left - right)];
    }),
  );
}

function scalarOf(named: Named, { laying, scalarPlaces, keyPlaces, inParts }: Stating): readonly number[] {
  const { declared, faults } = laying;
  const list = declared.lists.get(named.name);
  if (list !== undefined) return list.keep.flatMap(({ field }) => scalarPlaces.get(field.name)?.index ?? []);
  const place = scalarPlaces.get(named.name);
  if (place !== undefined && !keyPlaces.includes(place.index)) return [place.index];
  if (place !== undefined)
    faults.add(named.node, `'${named.name}' is a key field: it stands in every event, leave it out`);
  else if (inParts.has(named.name))
    faults.add(named.node, `'${named.name}' belongs to a repeated part: expected a field of the record itself`);
  else if (!declared.broken.has(named.name)) unknownField(named, scalarPlaces.keys(), faults);
  return [];
}

function statedBy(stated: Stated): ReadonlyMap<number, readonly number[]> {
  const by = new Map<number, number[]>();
  [...stated.values()].forEach((fields, event) => {
    for (const field of fields) by.set(field, [...(by.get(field) ?? []), event]);
  });
  return by;
}

interface Checked {
  readonly fields: readonly { readonly name: string }[];
  readonly keyPlaces: readonly number[];
  readonly stated: Stated;
}

function checkStated({ node, declared, faults }: Laying, { fields, keyPlaces, stated }: Checked): void {
  const reached = new Set([...stated.values()].flat());
  fields.forEach(({ name }, index) => {
    if (reached.has(index) || keyPlaces.includes(index)) return;
    faults.add(declared.sound.get(name)?.node ?? node, `no event states the field '${name}': expected one that does`);
  });
}

interface LaidPart {
  readonly written: WrittenPart;
  readonly plan: PartPlan;
  readonly place: PartPlace;
  readonly stated: Stated;
}

function layOutPart(written: WrittenPart, index: number, { declared, faults, key }: Laying): LaidPart {
  const { each, events, name, node } = written;
  const eachField = declared.sound.get(each)?.field;
  if (eachField === undefined && !declared.broken.has(each)) {
    faults.add(node.members.get('each') ?? node, `'${each}' is not a declared field; ${known(declared.sound.keys())}`);
  } else if (eachField !== undefined && !EACH_KINDS.includes(eachField.type.kind)) {
    const message = `'each' is '${each}', of type ${eachField.type.kind}: expected one of ${EACH_KINDS.join(', ')}`;
    faults.add(node.members.get('each') ?? node, message);
  }
  const names = new Set(events.flatMap(namesIn));
  const own = [...declared.sound.values()]
    .map(({ field }) => field)
    .filter((field) => names.has(field.name) && field.name !== each);
  const fields = eachField === undefined ? own : [{ ...eachField, required: true }, ...own];
  const places = new Map(fields.map((field, place) => [field.name, { index: place, field }]));
  const stated = new Map(
    events.map((event) => {
      const indices = (event.fields ?? []).flatMap((field) => {
        const place = places.get(field.name);
        if (field.name === each)
          faults.add(field.node, `'${each}' tells the occurrences apart: leave it out of the fields`);
        else if (declared.lists.has(field.name))
          faults.add(field.node, `'${field.name}' is a list: expected it among the record's own fields, not in a part`);
        else if (place !== undefined && !key.includes(field.name)) return [place.index];
        else if (place === undefined && !declared.broken.has(field.name))
          unknownField(field, declared.sound.keys(), faults);
        return [];
      });
      return [event, [...new Set(indices)].sort((left, right) => left - right)] as const;
    }),
  );
  const groups = groupsOf(fields.map((_, place) => place).slice(1), statedBy(stated));
  return {
    written,
    stated,
    plan: {
      name,
      each: 0,
      // Occurrences keep all their fields.
      fields: fields.map((field) => ({ ...field, kept: true })),
      groups: groups.map((group) => ({ fields: group })),
    },
    place: { index, name, each, fields: places },
  };
}

interface Laid {
  readonly stated: Stated;
  readonly groups: readonly (readonly number[])[];
  readonly parts: readonly LaidPart[];
}

/** In the order written; the retraction comes last. */
function eventPlans(events: readonly WrittenEvent[], { stated, groups, parts }: Laid): readonly EventPlan[] {
  const plans = events.flatMap((event): EventPlan[] => {
    const { type } = event;
    const states = stated.get(event);
    if (states !== undefined) return [{ kind: 'fields', type, states, groups: groupsHolding(groups, states) }];
    const part = parts.findIndex((one) => one.stated.has(event));
    const partStates = parts[part]?.stated.get(event) ?? [];
    const own = (parts[part]?.plan.groups ?? []).map(({ fields }) => fields);
    return [{ kind: 'part', type, part, states: partStates, groups: groupsHolding(own, partStates) }];
  });
  const [first] = events;
  return first === undefined ? plans : [...plans, { kind: 'retracted', type: `${prefixOf(first.type)}.retracted` }];
}

function groupsHolding(groups: readonly (readonly number[])[], states: readonly number[]): readonly number[] {
  return groups.flatMap((fields, group) => (fields.some((field) => states.includes(field)) ? [group] : []));
}
