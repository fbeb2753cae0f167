// Compiles one record document: its layout, what is derived, its measures.
import { type Bilingual, type Needs, needsOf, type Predicate, type RecordPlan } from '@nhip/core';
import { recordSchema } from '../language/record-schema.ts';
import { known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { readMembers } from '../source/read.ts';
import { compileCadences } from './cadence.ts';
import { createDerivedValues } from './derived.ts';
import { compileFields } from './fields.ts';
import { compileImpossible } from './impossible.ts';
import { type Layout, layOut } from './layout.ts';
import { type CompiledMeasure, compileMeasures } from './measures.ts';
import type { Scope } from './scope.ts';
import type { Shared } from './shared.ts';

/** A measure with what it needs besides the record. */
export type NeedingMeasure = CompiledMeasure & Pick<Needs, 'usesCalendar' | 'tables'>;

export interface CompiledRecord {
  readonly name: string;
  readonly plan: RecordPlan;
  readonly measures: ReadonlyMap<string, NeedingMeasure>;
  /** Measures that are declared, but at fault. */
  readonly broken: ReadonlySet<string>;
  readonly node: SourceNode;
}

/** Null when not even its name can be read. What is at fault is left out of the plan. */
export function compileRecord(
  node: SourceNode,
  shared: Shared,
  { isBuiltIn = false }: { readonly isBuiltIn?: boolean } = {},
): CompiledRecord | null {
  const { faults } = shared;
  const written = readMembers(node, recordSchema, faults);
  const { record: name, key = [], title = { vi: '', en: '' }, versions = 'time' } = written;
  if (name === undefined) {
    faults.markIncomplete();
    return null;
  }
  const declared = compileFields(node.members.get('fields'), shared);
  const layout = layOut({ node, key, declared, faults, isBuiltIn });
  const { scope, derived } = scopeOf(node, { name, layout, broken: declared.broken }, shared);
  const { measures, families, broken } = compileMeasures(node.members.get('measures'), scope);
  const unit = unitOf(node, { layout, unit: written.unit, broken: declared.broken }, shared);
  const computed = {
    unit,
    derived: derived.plans(),
    families,
    measures: measures.map((measure) => measure.plan),
    impossible: compileImpossible(node.members.get('impossible'), scope),
  };
  const cadences = compileCadences(node.members.get('cadence'), shared);
  const plan: RecordPlan = {
    ...planOf({ name, title, versions, layout }, computed),
    ...(cadences.length > 0 ? { cadences } : {}),
    ...(isBuiltIn ? { isBuiltIn } : {}),
  };
  const withNeeds = measures.map((measure) => ({
    ...measure,
    ...needsOf({ ...plan, measures: [measure.plan], impossible: null }),
  }));
  return { name, plan, measures: new Map(withNeeds.map((one) => [one.plan.name, one])), broken, node };
}

interface Naming {
  readonly name: string;
  readonly layout: Layout;
  readonly broken: ReadonlySet<string>;
}

function scopeOf(node: SourceNode, { name, layout, broken }: Naming, { faults, domains, calendar }: Shared) {
  const taken = new Set([...layout.scalarPlaces.keys(), ...layout.lists.map((list) => list.name), ...broken]);
  for (const part of layout.partPlaces.values()) for (const field of part.fields.keys()) taken.add(field);
  const derived = createDerivedValues({ node: node.members.get('derive'), faults, taken, scope: () => scope });
  const scope: Scope = {
    record: name,
    faults,
    fields: layout.scalarPlaces,
    parts: layout.partPlaces,
    broken: new Set([...broken, ...derived.broken]),
    derivedNames: derived.names,
    derived: derived.derived,
    derivedAt: derived.derivedAt,
    codesOf: (domain) => domains.get(domain)?.codes ?? null,
    tableOf: (domain) => {
      const table = domains.get(domain)?.table ?? null;
      return table === null ? null : { index: [...domains.keys()].indexOf(domain), table };
    },
    hasCalendar: calendar !== null,
    asOf: null,
    negations: new WeakMap(),
    byPeriod: { kind: 'refused', because: 'a derived value knows no period: expected it in the where of a measure' },
  };
  return { scope, derived };
}

interface Responsible {
  readonly layout: Layout;
  readonly unit: string | undefined;
  readonly broken: ReadonlySet<string>;
}

/** The declared field, or the sender of the group that holds the first required field. */
function unitOf(node: SourceNode, { layout, unit, broken }: Responsible, { faults }: Shared): RecordPlan['unit'] {
  if (unit !== undefined) return unitField(node, { layout, unit, broken }, { faults });
  const required = layout.fields.findIndex((field, index) => field.required && !layout.key.includes(index));
  const group = layout.groups.findIndex(({ fields }) => fields.includes(required));
  if (group < 0 && broken.size === 0) {
    faults.add(node, `nothing says which unit is responsible: expected unit, or a field that is required: true`);
  }
  return { kind: 'sender', group: Math.max(group, 0) };
}

function unitField(
  node: SourceNode,
  { layout, unit, broken }: Responsible & { readonly unit: string },
  { faults }: Pick<Shared, 'faults'>,
): RecordPlan['unit'] {
  const at = node.members.get('unit') ?? node;
  const place = layout.scalarPlaces.get(unit);
  if (place === undefined) {
    if (!broken.has(unit))
      faults.add(at, `the unit '${unit}' is not a field of the record itself; ${known(layout.scalarPlaces.keys())}`);
  } else if (!['code', 'text'].includes(place.field.type.kind)) {
    faults.add(at, `the unit '${unit}' is of type ${place.field.type.kind}: expected code or text`);
  }
  return { kind: 'field', field: place?.index ?? 0 };
}

type Whole = Pick<RecordPlan, 'name' | 'title' | 'versions'> & { readonly layout: Layout; readonly title: Bilingual };
type Computed = Pick<RecordPlan, 'unit' | 'derived' | 'families' | 'measures'> & {
  readonly impossible: Predicate | null;
};

function planOf({ name, title, versions, layout }: Whole, computed: Computed): RecordPlan {
  const { kept } = needsOf(computed);
  return {
    name,
    title,
    versions,
    key: layout.key,
    agencyInKey: layout.agencyInKey,
    unit: computed.unit,
    fields: layout.fields.map((field, index) => ({ ...field, kept: kept.has(index) })),
    groups: layout.groups,
    parts: layout.parts,
    lists: layout.lists,
    events: layout.events,
    derived: computed.derived,
    families: computed.families,
    measures: computed.measures,
    ...(computed.impossible === null ? {} : { impossible: computed.impossible }),
  };
}
