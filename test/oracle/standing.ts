// Oracle: what a record says after all that was ever stated about it. Field by field, the newest statement that speaks of the
// field wins. (Fields written by the same event types always have the same winner, so groups of fields are not needed here.)
import type { EventType, RecordType } from './catalogue.ts';
import { compareStatements, type Statement } from './statement.ts';
import { nameOf, type Value } from './value.ts';
import { isMap } from './yaml-node.ts';

export interface StandingRecord {
  readonly record: RecordType;
  /** Code of the responsible unit. */
  readonly unit: string;
  /** Scalar fields that are present, the key among them. */
  readonly fields: ReadonlyMap<string, Value>;
  /** Occurrences that stand, by part. */
  readonly parts: ReadonlyMap<string, readonly Occurrence[]>;
}

export interface Occurrence {
  readonly key: Value;
  readonly fields: ReadonlyMap<string, Value>;
}

/** The records that stand: something of them was not taken back, and their unit is known. */
export function standingRecords(statements: readonly Statement[]): readonly StandingRecord[] {
  const byIdentity = Map.groupBy(statements, (statement) => statement.identity);
  return [...byIdentity.values()].flatMap((told) => standingRecord([...told].sort(compareStatements)) ?? []);
}

/** `told`: all statements about one record, oldest first. */
function standingRecord(told: readonly Statement[]): StandingRecord | null {
  const last = told.at(-1);
  if (last === undefined) return null;
  const { record } = last;
  const floor = told.findLastIndex((statement) => statement.event === null && statement.of === null);
  const sinceFloor = told.slice(floor + 1);
  const scalarEvents = record.events.filter((event) => event.part === null);
  const fields = new Map<string, Value>(last.key);
  let stands = false;
  for (const name of new Set(scalarEvents.flatMap((event) => event.fields))) {
    const winner = newest(sinceFloor, (event) => event.part === null && event.fields.includes(name));
    if (winner === undefined || winner.event === null) continue;
    stands = true;
    const value = winner.values.get(name) ?? null;
    if (value !== null) fields.set(name, value);
  }
  const parts = new Map(partNames(record).map((name) => [name, occurrencesOf(sinceFloor, name)]));
  if (!stands && [...parts.values()].every((occurrences) => occurrences.length === 0)) return null;
  const unit = unitOf(record, fields, sinceFloor);
  if (unit === null) return null;
  return { record, unit, fields: withDefaults(record, fields), parts };
}

/** The newest statement that speaks of certain event types: makes such a statement, or takes one back. */
function newest(told: readonly Statement[], speaksOf: (event: EventType) => boolean): Statement | undefined {
  return told.findLast((statement) => {
    const event = statement.event ?? statement.of;
    return event !== null && speaksOf(event);
  });
}

function partNames(record: RecordType): readonly string[] {
  return [...new Set(record.events.flatMap((event) => event.part?.name ?? []))];
}

function occurrencesOf(told: readonly Statement[], part: string): readonly Occurrence[] {
  const about = told.filter((statement) => (statement.event ?? statement.of)?.part?.name === part);
  const byKey = Map.groupBy(about, ({ occurrence }) => (occurrence === null ? '' : nameOf(occurrence)));
  return [...byKey.values()].flatMap((same) => occurrenceOf(same, part) ?? []);
}

function occurrenceOf(told: readonly Statement[], part: string): Occurrence | null {
  const [first] = told;
  if (first === undefined || first.occurrence === null) return null;
  const events = first.record.events.filter((event) => event.part?.name === part);
  const each = events[0]?.part?.each ?? '';
  const fields = new Map<string, Value>([[each, first.occurrence]]);
  let stands = false;
  for (const name of new Set(events.flatMap((event) => event.fields))) {
    const winner = newest(told, (event) => event.part?.name === part && event.fields.includes(name));
    if (winner === undefined || winner.event === null) continue;
    stands = true;
    const value = winner.values.get(name) ?? null;
    if (value !== null) fields.set(name, value);
  }
  return stands ? { key: first.occurrence, fields } : null;
}

/** The declared field, or the sender of the standing statement that holds the first required field. */
function unitOf(record: RecordType, fields: ReadonlyMap<string, Value>, told: readonly Statement[]): string | null {
  if (record.unitField !== null) {
    const unit = fields.get(record.unitField);
    return typeof unit === 'string' ? unit : null;
  }
  const required = [...record.fields].find(([name, field]) => field.required === true && !record.key.includes(name));
  if (required === undefined) throw new RangeError(`the record ${record.name} has neither unit nor required field`);
  const winner = newest(told, (event) => event.part === null && event.fields.includes(required[0]));
  return winner === undefined || winner.event === null ? null : winner.agency;
}

/** `missing: counter` is the value of a closed list that is absent. */
function withDefaults(record: RecordType, fields: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  const all = new Map(fields);
  for (const [name, field] of record.fields) {
    if (!all.has(name) && isMap(field) && typeof field.missing === 'string') all.set(name, field.missing);
  }
  return all;
}
