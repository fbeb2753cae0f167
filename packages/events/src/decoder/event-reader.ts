// What the decoder knows about one event type before any event comes: which fields it may carry, and how each is read.
import type { EventPlan, FieldPlan, RecordPlan } from '@nhip/core';
import { type FieldReader, fieldReader, type ReaderContext } from './field-reader.ts';
import { type ListReader, listReader } from './list-reader.ts';

export interface EventReader {
  /** Index in plan.records, and in the record's events. */
  readonly record: number;
  readonly event: number;
  readonly type: string;
  readonly recordName: string;
  readonly agencyInKey: boolean;
  readonly versions: 'time' | 'sequence';
  readonly key: readonly FieldReader[];
  readonly states: readonly FieldReader[];
  /** Lists it may carry instead of what is kept of them. */
  readonly lists: readonly ListReader[];
  /** The sender of this event becomes the responsible unit, so it must be a known one. */
  readonly senderIsUnit: boolean;
  readonly shape: EventShape;
  /** Only the service itself states it. */
  readonly isBuiltIn: boolean;
}

export type EventShape =
  | { readonly kind: 'fields' }
  | { readonly kind: 'part'; readonly each: FieldReader }
  /** Event types of the same record that can be taken back; `each` where they belong to a part. */
  | { readonly kind: 'retracted'; readonly targets: ReadonlyMap<string, RetractionTarget> };

export interface RetractionTarget {
  readonly event: number;
  readonly each: FieldReader | null;
}

/** Readers of every event type of the plan. A type that stands twice would be ambiguous; the compiler refuses it. */
export function eventReaders(context: ReaderContext): ReadonlyMap<string, EventReader> {
  const readers = new Map<string, EventReader>();
  context.plan.records.forEach((record, index) => {
    record.events.forEach((event, place) => {
      readers.set(event.type, eventReader({ record, index, event, place }, context));
    });
  });
  return readers;
}

interface EventPlace {
  readonly record: RecordPlan;
  readonly index: number;
  readonly event: EventPlan;
  readonly place: number;
}

function eventReader({ record, index, event, place }: EventPlace, context: ReaderContext): EventReader {
  const scalar = (field: number): FieldReader => {
    const holdsUnit = record.unit.kind === 'field' && record.unit.field === field;
    return fieldReader(at(record.fields, field), holdsUnit, context);
  };
  return {
    record: index,
    event: place,
    type: event.type,
    recordName: record.name,
    agencyInKey: record.agencyInKey,
    versions: record.versions,
    key: record.key.map(scalar),
    states: stateReaders(record, event, context, scalar),
    lists: record.lists
      .filter(({ events }) => event.kind === 'fields' && events.includes(place))
      .map((list) => listReader({ record, list, states: event.kind === 'fields' ? event.states : [] }, context)),
    senderIsUnit: event.kind === 'fields' && record.unit.kind === 'sender' && event.groups.includes(record.unit.group),
    shape: shapeOf(record, event, context),
    isBuiltIn: record.isBuiltIn === true,
  };
}

function stateReaders(
  record: RecordPlan,
  event: EventPlan,
  context: ReaderContext,
  scalar: (field: number) => FieldReader,
): readonly FieldReader[] {
  if (event.kind === 'retracted') return [];
  if (event.kind === 'fields') return event.states.map(scalar);
  const { fields } = at(record.parts, event.part);
  return event.states.map((field) => fieldReader(at(fields, field), false, context));
}

function shapeOf(record: RecordPlan, event: EventPlan, context: ReaderContext): EventShape {
  if (event.kind === 'fields') return { kind: 'fields' };
  if (event.kind === 'part') return { kind: 'part', each: eachReader(record, event.part, context) };
  const targets = new Map<string, RetractionTarget>();
  record.events.forEach((target, place) => {
    if (target.kind === 'retracted') return;
    const each = target.kind === 'part' ? eachReader(record, target.part, context) : null;
    targets.set(target.type, { event: place, each });
  });
  return { kind: 'retracted', targets };
}

function eachReader(record: RecordPlan, part: number, context: ReaderContext): FieldReader {
  const { each, fields } = at(record.parts, part);
  return fieldReader(at(fields, each), false, context);
}

function at(fields: readonly FieldPlan[], index: number): FieldPlan;
function at(parts: RecordPlan['parts'], index: number): RecordPlan['parts'][number];
function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`the plan refers to item ${index} of a list of ${items.length}`);
  return item;
}
