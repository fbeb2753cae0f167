// The two digests of a plan: what the stored records depend on, and what cells depend on.
import { createHash } from 'node:crypto';
import { type CalendarPlan, type FieldPlan, type ListPlan, needsOf, type Plan, type RecordPlan } from '@nhip/core';

/** Another shape of sketch needs other cells. */
const SKETCH = 'log-linear, 128 buckets to each power of two';

/** Hex SHA-256. Titles, ranges and whether a field is required change nothing of what is stored. */
export function layoutHash(records: readonly RecordPlan[]): string {
  return digest(records.map(layoutOf));
}

/** What a hold keeps in its second accumulator; it kept how many are in force before. A catalogue without any has the digest it had. */
const HOLD = 'readings taken';

type Deciding = Pick<Plan, 'records' | 'timeZone' | 'domains' | 'calendar'>;

/** Hex SHA-256 over everything that decides what a record adds to cells, the time-zone data of this Node among it. */
export function cellsHash({ records, timeZone, domains, calendar }: Deciding): string {
  const cells = records.map((record) => ({
    layout: layoutOf(record),
    missing: record.fields.map(({ type }) => (type.kind === 'enum' ? type.missing : null)),
    derived: record.derived,
    families: record.families,
    measures: record.measures.map(({ what, where, family, slot }) => ({ what, where, family, slot })),
  }));
  const needs = records.map(needsOf);
  // Tables and calendars that nothing of a record asks may change as they like; so may what was announced when.
  const tables = domains.map(({ table }, index) => (needs.some((need) => need.tables.has(index)) ? table : null));
  const working = needs.some(({ usesCalendar }) => usesCalendar) ? workingOf(calendar) : null;
  const hasHold = records.some(({ measures }) => measures.some(({ what }) => what.kind === 'hold'));
  const shapes = { sketch: SKETCH, ...(hasHold ? { hold: HOLD } : {}) };
  return digest({ cells, tables, working, timeZone, timeZoneData: process.versions.tz ?? null, ...shapes });
}

function workingOf(calendar: CalendarPlan | null): unknown {
  const years = calendar?.years.map(({ year, daysOff, swappedIn }) => ({ year, daysOff, swappedIn }));
  return { weeks: calendar?.weeks, years };
}

function layoutOf({
  name,
  versions,
  key,
  agencyInKey,
  unit,
  fields,
  groups,
  parts,
  lists,
  events,
}: RecordPlan): unknown {
  return {
    name,
    versions,
    key,
    agencyInKey,
    unit,
    fields: fields.map(storageOf),
    groups,
    parts: parts.map((part) => ({ ...part, fields: part.fields.map(storageOf) })),
    events,
    // What is kept of a list decides what the records hold; a record type without lists has the digest it always had.
    ...(lists.length > 0 ? { lists: lists.map(reductionOf) } : {}),
  };
}

function reductionOf({ name, of, keep, events }: ListPlan): unknown {
  return { name, of: of.map(storageOf), keep, events };
}

function storageOf({ name, type, kept }: FieldPlan): unknown {
  const encoding = type.kind === 'enum' ? type.values : type.kind === 'decimal' ? type.scale : null;
  return { name, kept, kind: type.kind, encoding };
}

function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(value)))
    .digest('hex');
}

/** Keys in one order, so that equal content has one text. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, canonical(member)]));
}
