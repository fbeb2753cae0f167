// From an envelope to a statement: which record it is about, what it states, how new it is. Pure and order-free; every fault
// of an event is reported, up to a limit, not only the first. Shared by the door (which refuses) and the tally (which trusts, but checks).
import { openZone, type Plan, type Statement } from '@nhip/core';
import type { Envelope } from '../codec/envelope.ts';
import { type Fault, pointerSegment, quote, type Rejected, reject } from '../fault.ts';
import { limits } from '../limits.ts';
import { parseDate } from '../rfc3339.ts';
import { createExpander, type Expanded } from './also.ts';
import { type EventReader, eventReaders, type RetractionTarget } from './event-reader.ts';
import { type FieldReader, isProblem } from './field-reader.ts';
import { encodeValue, encodeValues, type Hasher, identityOf, openHasher } from './fingerprint.ts';
import type { ListReader } from './list-reader.ts';
import { createStatementCodec, type StatementCodec } from './statement-codec.ts';
import { versionAt, versionOf } from './version.ts';

export type Decoded = { readonly kind: 'statement'; readonly statement: Statement } | Rejected;

export interface StatementDecoder {
  /**
   * @param agency who sent it, as the door established.
   * @param receivedAtMs when the door received it; null when it was accepted before (a replay), so that what was once
   *   counted stays counted: then nothing is too late or too early.
   */
  decode(envelope: Envelope, agency: string, receivedAtMs: number | null): Decoded;
  /** For the door: the statement of the event, and the one that it makes of a second record (`also`). */
  expand(envelope: Envelope, agency: string, receivedAtMs: number | null): Expanded;
  /** Index of the record type that an event type belongs to, null: the catalogue has none such. */
  recordOf(type: string): number | null;
  /** Statements as bytes, for whoever reads by the same catalogue. */
  readonly codec: StatementCodec;
}

const STATED_AHEAD_MAX_MS = 5 * 60_000;
const HAPPENED_AHEAD_MAX_MS = 86_400_000;

/** @throws RangeError when the plan is not consistent in itself (the compiler never gives such a one). */
export async function createDecoder(plan: Plan): Promise<StatementDecoder> {
  const hasher = await openHasher();
  const units: ReadonlySet<string> = new Set(plan.units.map((unit) => unit.code));
  const zone = openZone(plan.timeZone);
  const readers = eventReaders({ plan, zone, units });
  const earliestMs = zone.midnight(parseDate(`${limits.yearMin}-01-01`));
  const expand = createExpander(plan);
  const decode: StatementDecoder['decode'] = (envelope, agency, receivedAtMs) => {
    const reader = readers.get(envelope.type);
    // What the service states of itself comes through no door.
    if (reader === undefined || (reader.isBuiltIn && receivedAtMs !== null)) return unknownType(envelope.type);
    return decodeWith(reader, { envelope, agency, receivedAtMs, earliestMs, hasher, units });
  };
  return {
    decode,
    expand: (envelope, agency, receivedAtMs) => expand(envelope, (each) => decode(each, agency, receivedAtMs)),
    recordOf: (type) => readers.get(type)?.record ?? null,
    codec: createStatementCodec(plan),
  };
}

interface Delivery {
  readonly envelope: Envelope;
  readonly agency: string;
  readonly receivedAtMs: number | null;
  readonly earliestMs: number;
  readonly hasher: Hasher;
  readonly units: ReadonlySet<string>;
}

/** Fields of the data while they are read: what was found wrong, and how many of its members were asked for. */
interface Reading {
  readonly data: Readonly<Record<string, unknown>>;
  readonly earliestMs: number;
  readonly happenedMaxMs: number;
  faults: Fault[] | null;
  members: number;
}

function decodeWith(reader: EventReader, delivery: Delivery): Decoded {
  const { envelope, agency, receivedAtMs, hasher } = delivery;
  const data = objectData(envelope);
  if (data === null) return refuseData(envelope);
  const happenedMaxMs = receivedAtMs === null ? Number.POSITIVE_INFINITY : receivedAtMs + HAPPENED_AHEAD_MAX_MS;
  const earliestMs = receivedAtMs === null ? Number.NEGATIVE_INFINITY : delivery.earliestMs;
  const reading: Reading = { data, earliestMs, happenedMaxMs, faults: null, members: 0 };
  const keyValues = readAll(reading, reader.key, true);
  const shape = readShape(reading, reader);
  const values = readAll(reading, reader.states, false);
  for (const list of reader.lists) readList(reading, list, values);
  const latestMicros = receivedAtMs === null ? Number.POSITIVE_INFINITY : (receivedAtMs + STATED_AHEAD_MAX_MS) * 1000;
  const at = versionAt(envelope, reader.versions, latestMicros);
  if (typeof at === 'object') add(reading, at);
  if (reader.senderIsUnit && !delivery.units.has(agency)) add(reading, unknownSender(agency));
  if (Object.keys(data).length !== reading.members) addUnknownFields(reading, reader);
  if (reading.faults !== null || typeof at === 'object') return { kind: 'rejected', faults: reading.faults ?? [] };
  const content = encodeValues(values) + shape.content;
  const statement: Statement = {
    record: reader.record,
    event: reader.event,
    identity: identityOf(identityText(reader, agency, keyValues)),
    agency,
    version: versionOf(envelope, agency, at, { content, hasher }),
    values,
    keyValues,
    occurrence: shape.occurrence,
    of: shape.of,
  };
  return { kind: 'statement', statement };
}

/** The data, when it is a JSON object. */
function objectData({ data }: Envelope): Readonly<Record<string, unknown>> | null {
  if (data.kind !== 'json' || typeof data.value !== 'object' || Array.isArray(data.value)) return null;
  return data.value as Readonly<Record<string, unknown>> | null;
}

function refuseData({ data, datacontenttype }: Envelope): Rejected {
  if (data.kind === 'none') return reject('NHIP_DATA_MISSING', '/data', 'the event has no data, so it states nothing');
  if (data.kind === 'json')
    return reject('NHIP_DATA_NOT_OBJECT', '/data', `expected an object, not ${quote(data.value)}`);
  const message =
    datacontenttype === null
      ? 'the data has no content type: say application/json, as datacontenttype or, in binary mode, as the header Content-Type'
      : `expected datacontenttype application/json, not ${quote(datacontenttype)}`;
  return reject('NHIP_DATA_NOT_JSON', '/datacontenttype', message);
}

function readAll(reading: Reading, fields: readonly FieldReader[], isKey: boolean): (string | number)[] {
  const values = new Array<string | number>(fields.length);
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index];
    if (field !== undefined) values[index] = readField(reading, field, isKey);
  }
  return values;
}

/** The value of a field; NaN also where a fault was found, since the event is refused then. */
function readField(reading: Reading, field: FieldReader, isKey: boolean): string | number {
  const { data } = reading;
  const raw = field.shadows && !Object.hasOwn(data, field.name) ? undefined : data[field.name];
  if (raw !== undefined) reading.members++;
  const value = field.read(raw);
  if (typeof value === 'string') return value;
  if (isProblem(value)) {
    add(reading, { code: value.code, pointer: field.pointer, message: `${field.name} ${value.message}` });
    return Number.NaN;
  }
  if (!Number.isNaN(value)) {
    if (field.isTime) checkSpan(reading, field, value);
  } else if (isKey) {
    add(reading, {
      code: 'NHIP_DATA_KEY_MISSING',
      pointer: field.pointer,
      message: `${field.name} is part of the key`,
    });
  } else if (field.required) {
    add(reading, { code: 'NHIP_DATA_FIELD_REQUIRED', pointer: field.pointer, message: `${field.name} is required` });
  }
  return value;
}

/** Puts what is kept of a list among the stated values. A list that is absent or null states nothing beside them. */
function readList(reading: Reading, list: ListReader, values: (string | number)[]): void {
  const { data } = reading;
  const raw = list.shadows && !Object.hasOwn(data, list.name) ? undefined : data[list.name];
  if (raw === undefined) return;
  reading.members++;
  if (raw === null) return;
  const reduced = list.reduce(raw);
  if (reduced.kind === 'faults') {
    for (const fault of reduced.faults) add(reading, fault);
    return;
  }
  for (const [index, { place, name, pointer }] of list.kept.entries()) {
    if (Number.isNaN(values[place])) values[place] = reduced.values[index] ?? Number.NaN;
    else {
      const message = `${name} is kept of ${list.name}, which is stated too`;
      add(reading, { code: 'NHIP_DATA_LIST_TWICE', pointer, message });
    }
  }
}

function checkSpan(reading: Reading, field: FieldReader, value: number): void {
  const raw = reading.data[field.name];
  if (value < reading.earliestMs) add(reading, tooEarly(field, raw));
  if (field.happened && value > reading.happenedMaxMs) add(reading, tooLate(field, raw));
}

function tooEarly(field: FieldReader, raw: unknown): Fault {
  const message = `${field.name} ${quote(raw)} is before the year ${limits.yearMin}: is its year written out?`;
  return { code: 'NHIP_DATA_DATE_TOO_EARLY', pointer: field.pointer, message };
}

function tooLate(field: FieldReader, raw: unknown): Fault {
  const message = `${field.name} ${quote(raw)} is more than a day later than the receipt`;
  return { code: 'NHIP_DATA_DATE_FUTURE', pointer: field.pointer, message };
}

interface ShapeReading {
  readonly occurrence: string | number | null;
  readonly of: number | null;
  /** What the occurrence and the retraction add to the stated content. */
  readonly content: string;
}

const scalarShape: ShapeReading = { occurrence: null, of: null, content: '' };

function readShape(reading: Reading, { shape }: EventReader): ShapeReading {
  if (shape.kind === 'fields') return scalarShape;
  if (shape.kind === 'part') {
    const occurrence = readField(reading, shape.each, true);
    return { occurrence, of: null, content: encodeValue(occurrence) };
  }
  return readRetraction(reading, shape.targets);
}

function readRetraction(reading: Reading, targets: ReadonlyMap<string, RetractionTarget>): ShapeReading {
  const { of } = reading.data;
  if (of !== undefined) reading.members++;
  if (of === undefined || of === null || of === '') return scalarShape;
  const target = typeof of === 'string' ? targets.get(of) : undefined;
  if (target === undefined) {
    const message = `of ${quote(of)} is none of ${[...targets.keys()].join(', ')}`;
    add(reading, { code: 'NHIP_DATA_RETRACTION_INVALID', pointer: '/data/of', message });
    return scalarShape;
  }
  const occurrence = target.each === null ? null : readField(reading, target.each, true);
  const content = encodeValue(String(of)) + (occurrence === null ? '' : encodeValue(occurrence));
  return { occurrence, of: target.event, content };
}

function addUnknownFields(reading: Reading, reader: EventReader): void {
  const known = new Set<string>();
  for (const field of reader.key) known.add(field.name);
  for (const field of reader.states) known.add(field.name);
  for (const list of reader.lists) known.add(list.name);
  if (reader.shape.kind === 'part') known.add(reader.shape.each.name);
  if (reader.shape.kind === 'retracted') {
    known.add('of');
    const target = reader.shape.targets.get(String(reading.data.of));
    if (target?.each) known.add(target.each.name);
  }
  let hint = `; its fields are ${[...known].join(', ')}`;
  for (const name of Object.keys(reading.data)) {
    if ((reading.faults?.length ?? 0) >= limits.faultsMax) return;
    if (known.has(name)) continue;
    const message = `${quote(name)} is not a field of ${reader.type}${hint}`;
    add(reading, { code: 'NHIP_DATA_FIELD_UNKNOWN', pointer: `/data${pointerSegment(name)}`, message });
    hint = '';
  }
}

function add(reading: Reading, fault: Fault): void {
  reading.faults ??= [];
  if (reading.faults.length < limits.faultsMax) reading.faults.push(fault);
}

function unknownSender(agency: string): Fault {
  const message = `the sender ${quote(agency)} would be the responsible unit, but is not a unit of the catalogue`;
  return { code: 'NHIP_DATA_UNIT_UNKNOWN', pointer: '/source', message };
}

function unknownType(type: string): Rejected {
  return reject('NHIP_EVENT_TYPE_UNKNOWN', '/type', `the catalogue has no event type ${quote(type)}`);
}

/** Record type, agency where keys are local to it, key values with their types; each part says where it ends. */
function identityText(reader: EventReader, agency: string, keyValues: readonly (string | number)[]): string {
  const scope = reader.agencyInKey ? encodeValue(agency) : '';
  return encodeValue(reader.recordName) + scope + encodeValues(keyValues);
}
