// Compiles the documents of a catalogue into the plan. All faults are gathered; the plan is whole only when there are none.
import { definitionsOf, type Plan } from '@nhip/core';
import { type DocumentKind, documentKinds } from '../language/documents.ts';
import { type Faults, known } from '../source/fault.ts';
import type { SourceDocument } from '../source/read-folder.ts';
import { compileAlso } from './also.ts';
import { compileBuiltIn, recordDomain, STATEMENT } from './built-in.ts';
import { compileCalendars } from './calendars.ts';
import { compileDomains } from './domains.ts';
import { cellsHash, layoutHash } from './hashes.ts';
import { compileKpis } from './kpi.ts';
import { type CompiledRecord, compileRecord } from './record.ts';
import { compileSettings } from './settings.ts';
import type { Shared } from './shared.ts';
import { checkTitles } from './titles.ts';
import { compileUnits } from './units.ts';

export function compileCatalogue(documents: readonly SourceDocument[], faults: Faults): Plan {
  const of = documentsByKind(documents, faults);
  const roots = (kind: DocumentKind) => of(kind).map(({ root }) => root);
  const settings = compileSettings(roots('catalogue'), faults);
  const units = compileUnits(roots('units'), settings, faults);
  const domains = compileDomains(roots('domain'), faults);
  const ownDomains = [
    { name: 'unit', codes: [...new Set(units.map(({ code }) => code))], table: null },
    recordDomain(roots('record').map((root) => String(root.members.get('record')?.value))),
  ];
  const named = [...domains, ...ownDomains];
  const calendar = compileCalendars(roots('calendar'), settings, faults);
  const shared: Shared = { faults, settings, domains: new Map(named.map((domain) => [domain.name, domain])), calendar };
  const records = roots('record').flatMap((root) => compileRecord(root, shared) ?? []);
  checkRecords(records, faults);
  // The last of all, so that it can be left out again where no KPI asks for it.
  const builtIn = compileBuiltIn(records, units, shared);
  const all = builtIn === null ? records : [...records, builtIn];
  const kpis = compileKpis(of('kpi'), { ...shared, records: all });
  const programmes = new Set(of('kpi').flatMap(({ programme }) => programme ?? []));
  checkTitles(roots('catalogue'), { levels: settings.levels, programmes }, faults);
  const isAsked = mentions(
    kpis.flatMap(definitionsOf).map(({ formula, flags }) => [formula, flags]),
    records.length,
  );
  const plans = (isAsked ? all : records).map(({ plan }) => plan);
  const { timeZone } = settings;
  return {
    ...settings,
    units,
    domains,
    calendar,
    records: plans,
    also: compileAlso(records, faults),
    kpis,
    layoutHash: layoutHash(plans),
    cellsHash: cellsHash({ records: plans, timeZone, domains, calendar }),
  };
}

function documentsByKind(
  documents: readonly SourceDocument[],
  faults: Faults,
): (kind: DocumentKind) => readonly SourceDocument[] {
  const byKind = Map.groupBy(documents, ({ root }) => documentKinds.find((kind) => root.members.has(kind)));
  for (const { root } of byKind.get(undefined) ?? []) {
    const [first] = root.members.keys();
    const found = first === undefined ? 'is no map' : `begins with '${first}', which is not known`;
    faults.add(root, `this document ${found}: expected one that begins with ${documentKinds.join(', ')}`);
  }
  return (kind) => byKind.get(kind) ?? [];
}

/** A measure of this record type stands somewhere in the formulas, which are plain data. */
function mentions(value: unknown, record: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ('record' in value && 'measure' in value && value.record === record) return true;
  return Object.values(value).some((member) => mentions(member, record));
}

/** Names of records and of event types are of the whole catalogue. */
function checkRecords(records: readonly CompiledRecord[], faults: Faults): void {
  const names = new Set<string>();
  const types = new Map<string, string>();
  for (const { name, plan, node } of records) {
    if (name === STATEMENT) faults.add(node, `the record '${STATEMENT}' is built in: expected another name`);
    if (names.has(name)) faults.add(node, `the record '${name}' stands twice; ${known(names)}`);
    names.add(name);
    for (const { type } of plan.events) {
      const owner = types.get(type);
      if (owner !== undefined) faults.add(node, `the event type '${type}' of '${name}' is one of '${owner}' too`);
      types.set(type, name);
    }
  }
}
