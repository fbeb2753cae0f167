// What a statement does to a record: which of its groups of fields it moves. First judged, then written, so that the caller
// can take the old contribution back in between. The newest version wins, whatever arrived first (N1).
import { CORRECTION, LATE, RETRACTION } from '../cell/causes.ts';
import type { EventPlan } from '../plan/plan.ts';
import type { GroupState, Occurrence } from './occurrences.ts';
import type { RecordTable } from './record-table.ts';
import type { Statement, Version } from './statement.ts';
import { compareVersions } from './version-column.ts';

/**
 * `counted`: at least one group's version moves. `repeated`: all its groups stand at exactly this version.
 * `superseded`: the rest.
 */
export type Verdict = 'counted' | 'superseded' | 'repeated';

export interface Judgement {
  readonly verdict: Verdict;
  /** The same event (source and id) at the same version stands with other content. */
  readonly conflict: boolean;
}

const NEW: Judgement = { verdict: 'counted', conflict: false };

/** Judges a statement against the record in `row`; -1 = not seen yet. */
export function judge(table: RecordTable, row: number, statement: Statement): Judgement {
  if (row < 0) return NEW;
  const slots = slotsOf(table, row, statement);
  let moved = false;
  let same = true;
  let conflict = false;
  for (const slot of slots) {
    const order = slot.compare(row, statement.version);
    moved ||= order < 0 && !isBelowFloor(table, row, statement);
    same &&= order === 0;
    conflict ||= slot.conflicts(row, statement.version);
  }
  return { verdict: moved ? 'counted' : same ? 'repeated' : 'superseded', conflict };
}

/** What a counted statement is to the record in `row` as it stood before; -1 = it was not seen yet. See ../cell/causes.ts. */
export function causeOf(table: RecordTable, row: number, statement: Statement): number {
  if (eventOf(table, statement).kind === 'retracted') return RETRACTION;
  if (row < 0 || table.plan.isBuiltIn === true) return LATE;
  return slotsOf(table, row, statement).some((slot) => slot.isKnown(row)) ? CORRECTION : LATE;
}

/** Writes a statement that was judged `counted`, in every group that it moves. */
export function write(table: RecordTable, row: number, statement: Statement): void {
  const event = eventOf(table, statement);
  table.plan.key.forEach((field, place) => {
    table.fields[field]?.write(row, statement.keyValues[place] ?? Number.NaN);
  });
  if (event.kind === 'retracted') retract(table, row, statement);
  else if (event.kind === 'fields') writeGroups(table, { row, statement, event, stands: true });
  else writeOccurrence(table, { row, statement, event, stands: true });
}

/** One place where a version stands: a group of scalar fields, a group of an occurrence, or the record's floor. */
interface Slot {
  compare(row: number, version: Version): number;
  conflicts(row: number, version: Version): boolean;
  isKnown(row: number): boolean;
}

function eventOf(table: RecordTable, statement: Statement): EventPlan {
  const event = table.plan.events[statement.event];
  if (event === undefined) throw new RangeError(`record '${table.plan.name}' has no event ${statement.event}`);
  return event;
}

/** The event whose groups a statement touches: its own, or the one that a retraction takes back; null for the whole record. */
function targetOf(table: RecordTable, statement: Statement): EventPlan | null {
  const event = eventOf(table, statement);
  if (event.kind !== 'retracted') return event;
  return statement.of === null ? null : (table.plan.events[statement.of] ?? null);
}

function slotsOf(table: RecordTable, row: number, statement: Statement): readonly Slot[] {
  const target = targetOf(table, statement);
  if (target === null || target.kind === 'retracted') return [stateSlot({ version: table.floors.get(row) })];
  if (target.kind === 'fields') {
    return target.groups.map((group) => table.versions[group] as Slot);
  }
  const occurrence = table.parts[target.part]?.find(row, statement.occurrence ?? '');
  return target.groups.map((group) => stateSlot(occurrence?.groups[group] ?? {}));
}

function stateSlot(state: { readonly version?: Version | undefined }): Slot {
  const known = state.version;
  return {
    isKnown: () => known !== undefined,
    compare: (_row, version) => (known === undefined ? -1 : compareVersions(known, version)),
    conflicts: (_row, version) =>
      known !== undefined &&
      known.at === version.at &&
      known.eventHash === version.eventHash &&
      compareVersions(known, version) !== 0,
  };
}

/** A floor also covers what was not seen yet; only a statement newer than it can move anything. */
function isBelowFloor(table: RecordTable, row: number, statement: Statement): boolean {
  const floor = table.floors.get(row);
  return floor !== undefined && compareVersions(statement.version, floor) <= 0;
}

interface Writing<E extends EventPlan> {
  readonly row: number;
  readonly statement: Statement;
  readonly event: E;
  /** False for a retraction: the groups keep the version, their fields become empty. */
  readonly stands: boolean;
}

type FieldsEvent = Extract<EventPlan, { kind: 'fields' }>;
type PartEvent = Extract<EventPlan, { kind: 'part' }>;

function writeGroups(table: RecordTable, { row, statement, event, stands }: Writing<FieldsEvent>): void {
  for (const group of event.groups) {
    const versions = table.versions[group];
    if (versions === undefined || versions.compare(row, statement.version) >= 0) continue;
    versions.write(row, statement.version, stands);
    for (const field of table.plan.groups[group]?.fields ?? []) {
      const place = event.states.indexOf(field);
      table.fields[field]?.write(row, stands ? (statement.values[place] ?? Number.NaN) : Number.NaN);
    }
    if (table.plan.unit.kind === 'sender' && table.plan.unit.group === group) {
      table.senders.set(row, stands ? table.dictionary.intern(statement.agency) + 1 : 0);
    }
  }
}

function writeOccurrence(table: RecordTable, { row, statement, event, stands }: Writing<PartEvent>): void {
  const part = table.plan.parts[event.part];
  const occurrence = table.parts[event.part]?.findOrAdd(row, statement.occurrence ?? '');
  if (part === undefined || occurrence === undefined) return;
  for (const group of event.groups) {
    const known = occurrence.groups[group] ?? null;
    if (known !== null && compareVersions(known.version, statement.version) >= 0) continue;
    occurrence.groups[group] = { version: statement.version, stands };
    for (const field of part.groups[group]?.fields ?? []) {
      const value = statement.values[event.states.indexOf(field)];
      occurrence.values[field] = stands && value !== undefined ? encoded(table, value) : Number.NaN;
    }
  }
}

function encoded(table: RecordTable, value: string | number): number {
  return typeof value === 'number' ? value : table.dictionary.intern(value);
}

function retract(table: RecordTable, row: number, statement: Statement): void {
  const target = targetOf(table, statement);
  if (target?.kind === 'fields') writeGroups(table, { row, statement, event: target, stands: false });
  else if (target?.kind === 'part') writeOccurrence(table, { row, statement, event: target, stands: false });
  else raiseFloor(table, row, statement.version);
}

/** Empties every group and occurrence that stands below the new floor. */
function raiseFloor(table: RecordTable, row: number, floor: Version): void {
  table.floors.set(row, floor);
  table.versions.forEach((versions, group) => {
    if (versions.compare(row, floor) > 0) return;
    versions.fall(row);
    for (const field of table.plan.groups[group]?.fields ?? []) table.fields[field]?.write(row, Number.NaN);
  });
  table.parts.forEach((store, part) => {
    for (const occurrence of store.all(row)) fall(occurrence, table.plan.parts[part]?.groups ?? [], floor);
  });
}

function fall(occurrence: Occurrence, groups: readonly { readonly fields: readonly number[] }[], floor: Version): void {
  occurrence.groups.forEach((group: GroupState | null, index) => {
    if (group === null || compareVersions(group.version, floor) > 0) return;
    group.stands = false;
    for (const field of groups[index]?.fields ?? []) occurrence.values[field] = Number.NaN;
  });
}
