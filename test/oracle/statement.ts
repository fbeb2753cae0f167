// Oracle: what each delivered event states, read with the words of the catalogue. Every delivery is trusted to be valid.
import { DateTime } from 'luxon';
import type { Calendar } from './calendar.ts';
import type { Catalogue, EventType, RecordType } from './catalogue.ts';
import { addExact, compareValues, type Exact, integer, nameOf, parseExact, parseMoment, type Value } from './value.ts';
import { isMap, itemsOf, listOf, type MapNode, mapOf, mapOrEmpty, type Node, textOf } from './yaml-node.ts';

/** A CloudEvent as a plain object, and the agency that the door found to have sent it. */
export interface Delivery {
  readonly agency: string;
  readonly event: MapNode;
}

/**
 * Orders two different statements of one version number. It is the one thing the oracle takes from outside: design fixes "a
 * standard 64-bit hash" and no more, so which of two statements of the same microsecond wins is a convention, not arithmetic.
 * Whatever convention is handed in, the oracle still decides by itself where it applies and what follows from it.
 */
export type TieBreaker = (delivery: Delivery) => bigint;

export interface Statement {
  readonly record: RecordType;
  /** Equal exactly for statements about one record. */
  readonly identity: string;
  readonly agency: string;
  readonly at: number;
  readonly tie: bigint;
  readonly key: ReadonlyMap<string, Value>;
  /** Null: a retraction. */
  readonly event: EventType | null;
  /** For a retraction: the event type taken back; null: everything. */
  readonly of: EventType | null;
  /** Key of the occurrence, where the event (taken back) belongs to a part. */
  readonly occurrence: Value | null;
  /** Stated values by field; null: stated to be empty. */
  readonly values: ReadonlyMap<string, Value | null>;
}

export interface Reading {
  readonly catalogue: Catalogue;
  readonly calendar: Calendar;
  readonly tieOf: TieBreaker;
}

/** What is told of a second record, as an event of its own; none where the key of one is blank. */
export function alsoTold({ agency, event }: Delivery, { records }: Catalogue): readonly Delivery[] {
  const type = textOf(event.type);
  const rule = records.flatMap(({ events }) => events).find((each) => each.type === type)?.also ?? null;
  const target = records.find(({ name }) => name === rule?.record);
  if (rule === null || target === undefined) return [];
  const data = mapOf(event.data);
  const set = mapOf(rule.set);
  const to = target.events.find(({ fields, part }) => {
    const stated = part === null ? fields : [part.each, ...fields];
    return [...stated].sort().join() === Object.keys(set).sort().join();
  });
  const keys = itemsOf(rule.key).map((name, place) => [target.key[place] ?? '', data[textOf(name)]] as const);
  const members = Object.entries(set).map(([name, from]) => [name, data[textOf(from)]] as const);
  const hasKey = [...keys, ...members.filter(([name]) => name === to?.part?.each)].every(
    ([, value]) => String(value ?? '').trim() !== '',
  );
  if (to === undefined || !hasKey) return [];
  // How its id is made is a convention; it matters only where two statements have one version.
  const told = {
    ...event,
    id: `${textOf(event.id)}~also`,
    type: to.type,
    data: Object.fromEntries([...keys, ...members]),
  };
  return [{ agency, event: told }];
}

export function readStatement(delivery: Delivery, reading: Reading): Statement {
  const type = textOf(delivery.event.type);
  for (const record of reading.catalogue.records) {
    const event = record.events.find((each) => each.type === type);
    if (event !== undefined) return statementOf(delivery, { ...reading, record, event });
    if (isRetraction(record, type)) return statementOf(delivery, { ...reading, record, event: null });
  }
  throw new RangeError(`the oracle's catalogue has no event type ${type}`);
}

/** `<record type>.retracted`, with the prefix that the record's other event types have. */
function isRetraction(record: RecordType, type: string): boolean {
  return type === `${record.name}.retracted` || type.endsWith(`.${record.name}.retracted`);
}

interface Place extends Reading {
  readonly record: RecordType;
  readonly event: EventType | null;
}

function statementOf(delivery: Delivery, place: Place): Statement {
  const { record, event, calendar } = place;
  const data = (delivery.event.data ?? {}) as MapNode;
  const read = (name: string): Value | null => {
    const [listName = '', list] = [...record.lists].find(([, { keep }]) => name in mapOf(keep)) ?? [];
    const elements = data[listName] ?? null;
    if (list !== undefined && elements !== null) return keptOf(name, { list, elements: listOf(elements), calendar });
    return readField(data[name], record.fields.get(name) ?? {}, calendar);
  };
  const of = event === null ? (record.events.find((each) => each.type === data.of) ?? null) : null;
  const part = (event ?? of)?.part ?? null;
  const key = new Map(record.key.map((name) => [name, present(read(name), name)]));
  return {
    record,
    identity: JSON.stringify([
      record.name,
      record.agencyInKey ? delivery.agency : null,
      ...[...key.values()].map((value) => nameOf(value)),
    ]),
    agency: delivery.agency,
    at: versionOf(record, delivery.event),
    tie: place.tieOf(delivery),
    key,
    event,
    of,
    occurrence: part === null ? null : present(read(part.each), part.each),
    values: new Map((event?.fields ?? []).map((name) => [name, read(name)])),
  };
}

function present(value: Value | null, name: string): Value {
  if (value === null) throw new RangeError(`the oracle was given an event without the key field ${name}`);
  return value;
}

/** Whole microseconds of `time` (further digits are cut), or the sequence. */
function versionOf(record: RecordType, event: MapNode): number {
  if (record.versions === 'sequence') return Number(event.sequence);
  const time = textOf(event.time);
  const micros = /\.\d{3}(\d{1,3})/.exec(time)?.[1] ?? '';
  return DateTime.fromISO(time).toMillis() * 1000 + Number(micros.padEnd(3, '0'));
}

export function compareStatements(left: Statement, right: Statement): number {
  if (left.at !== right.at) return left.at - right.at;
  return left.tie < right.tie ? -1 : left.tie > right.tie ? 1 : 0;
}

interface Listed {
  readonly list: MapNode;
  readonly elements: readonly unknown[];
  readonly calendar: Calendar;
}

/** What is kept of a list under a name: how many, a sum, or whether any or all (of at least one) pass. */
function keptOf(name: string, { list, elements, calendar }: Listed): Value {
  const reduction = mapOf(list.keep)[name];
  if (reduction === 'count') return integer(elements.length);
  const { sum, any, all } = mapOf(reduction);
  const valueIn = (element: Node, member: string): Value | null => {
    const type = mapOf(list.of)[member];
    return readField(mapOrEmpty(element)[member], isMap(type) ? type : { type }, calendar);
  };
  if (sum !== undefined) {
    return elements
      .flatMap((element) => (valueIn(element, textOf(sum)) as Exact | null) ?? [])
      .reduce(addExact, integer(0));
  }
  const test = any ?? all;
  const wanted = isMap(test) ? test : { [textOf(test)]: true };
  const passes = (element: Node): boolean =>
    Object.entries(wanted).every(([member, constant]) => {
      const value = valueIn(element, member);
      const other = typeof constant === 'number' ? parseExact(String(constant)) : (constant as Value);
      return value !== null && compareValues(value, other) === 0;
    });
  return any === undefined ? elements.length > 0 && elements.every(passes) : elements.some(passes);
}

function readField(raw: unknown, field: MapNode, calendar: Calendar): Value | null {
  if (raw === undefined || raw === null) return null;
  if (typeof raw === 'string' && raw.trim() === '') return null;
  const text = String(raw).normalize('NFC').trim();
  switch (field.type) {
    case 'text':
    case 'code':
    case 'enum':
      return text;
    case 'flag':
      return text === 'true';
    case 'integer':
      return integer(Number(text));
    case 'decimal':
      return parseExact(text);
    case 'instant':
    case 'deadline':
    case 'period':
      return parseMoment(calendar, text, field.type);
    default:
      throw new TypeError(`the oracle knows no field type ${JSON.stringify(field.type)}`);
  }
}
