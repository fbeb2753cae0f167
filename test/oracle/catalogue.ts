// Oracle: the catalogue as it is written, sorted by kind of document. Formulas and expressions stay the YAML they are.
import { type Duty, dutiesIn, statementRecord } from './built-in.ts';
import { parseDay } from './calendar.ts';
import { readTable, type Table } from './table.ts';
import { readWorkingCalendar, type WorkingCalendar } from './working-time.ts';
import {
  isMap,
  itemsOf,
  listOf,
  type MapNode,
  mapOf,
  mapOrEmpty,
  type Node,
  readDocuments,
  textOf,
} from './yaml-node.ts';

export interface Catalogue {
  readonly timeZone: string;
  readonly root: string;
  readonly levels: readonly string[];
  readonly units: readonly UnitSpan[];
  /** Declared codes by name of the domain; null: open. */
  readonly domains: ReadonlyMap<string, readonly string[] | null>;
  /** By name of the domain. */
  readonly tables: ReadonlyMap<string, Table>;
  /** The working calendar that the catalogue names. */
  readonly working: WorkingCalendar | null;
  readonly records: readonly RecordType[];
  /** Who is to state records of which type. */
  readonly duties: readonly Duty[];
  readonly kpis: readonly Kpi[];
}

/** One unit in one stretch of time. */
export interface UnitSpan {
  readonly code: string;
  readonly level: string;
  readonly parent: string | null;
  readonly from: number;
  readonly until: number;
  readonly successor: string | null;
}

export interface RecordType {
  readonly name: string;
  readonly versions: 'time' | 'sequence';
  readonly key: readonly string[];
  readonly agencyInKey: boolean;
  /** Field that holds the unit, null: the sender of the first required field. */
  readonly unitField: string | null;
  readonly fields: ReadonlyMap<string, MapNode>;
  /** Lists in payloads, as declared; what they keep is among the fields. */
  readonly lists: ReadonlyMap<string, MapNode>;
  readonly events: readonly EventType[];
  readonly derive: MapNode;
  readonly measures: MapNode;
}

export interface EventType {
  readonly type: string;
  readonly fields: readonly string[];
  /** For a repeated part: its name, and the field that tells occurrences apart. */
  readonly part: { readonly name: string; readonly each: string } | null;
  /** What it states of a second record. */
  readonly also: MapNode | null;
}

/** A KPI as long as one definition of it is valid; of one id there may be several, one after the other. */
export interface Kpi {
  readonly id: string;
  /** Days from <= day < until. */
  readonly from: number;
  readonly until: number;
  readonly grains: readonly string[];
  readonly levels: readonly string[];
  /** Dimension -> levels at which it is kept. */
  readonly per: ReadonlyMap<string, readonly string[]>;
  readonly target: MapNode;
  readonly body: MapNode;
}

export function readCatalogue(texts: readonly string[]): Catalogue {
  const documents = readDocuments(texts);
  const head = documents.find((document) => 'catalogue' in document) ?? {};
  const settings = isMap(head.catalogue) ? head.catalogue : head;
  const levels = listOf(settings.levels).map(textOf);
  const units = documents.filter((each) => 'units' in each).flatMap((each) => listOf(each.units).flatMap(readUnit));
  const declared = documents.filter((document) => 'record' in document).map(readRecord);
  return {
    timeZone: textOf(settings.timeZone),
    root: textOf(settings.root),
    levels,
    units,
    domains: new Map(documents.filter((document) => 'domain' in document).map(readDomain)),
    tables: new Map(
      documents.filter(({ columns }) => columns !== undefined).map((each) => [textOf(each.domain), readTable(each)]),
    ),
    working: workingIn(documents, settings.calendar),
    records: [...declared, statementRecord(documents, units)],
    duties: dutiesIn(documents),
    kpis: documents.filter((document) => 'kpi' in document).map((document) => readKpi(document, levels)),
  };
}

function workingIn(documents: readonly MapNode[], name: Node): WorkingCalendar | null {
  const document = documents.find((each) => !('catalogue' in each) && name !== undefined && each.calendar === name);
  return document === undefined ? null : readWorkingCalendar(document);
}

function readUnit(node: Node): readonly UnitSpan[] {
  const { code, level, parent, from, until, successor } = mapOf(node);
  return [
    {
      code: textOf(code),
      level: textOf(level),
      parent: typeof parent === 'string' ? parent : null,
      from: typeof from === 'string' ? parseDay(from) : Number.NEGATIVE_INFINITY,
      until: typeof until === 'string' ? parseDay(until) : Number.POSITIVE_INFINITY,
      successor: typeof successor === 'string' ? successor : null,
    },
  ];
}

function readDomain(document: MapNode): readonly [string, readonly string[] | null] {
  const codes = document.codes;
  if (codes === undefined || codes === null) return [textOf(document.domain), null];
  return [textOf(document.domain), Array.isArray(codes) ? codes.map(String) : Object.keys(mapOf(codes))];
}

function readRecord(document: MapNode): RecordType {
  const declared = Object.entries(mapOf(document.fields)).map(([name, node]) => [name, mapOf(node)] as const);
  const lists = new Map(declared.filter(([, { type }]) => type === 'list'));
  const fields = new Map(
    declared.flatMap(([name, node]) => (lists.has(name) ? keptOf(node) : [[name, node] as const])),
  );
  const key = listOf(document.key).map(textOf);
  const written = mapOf(document.events);
  const parts = Object.entries(written).filter(([, node]) => isMap(node) && 'each' in node);
  const inParts = new Set(parts.flatMap(([, node]) => [mapOf(node).each, ...itemsOf(mapOf(node).fields)].map(String)));
  const scalars = [...fields.keys()].filter((name) => !key.includes(name) && !inParts.has(name));
  return {
    name: textOf(document.record),
    versions: document.versions === 'sequence' ? 'sequence' : 'time',
    key: key.filter((name) => name !== 'agency'),
    agencyInKey: key.includes('agency'),
    unitField: typeof document.unit === 'string' ? document.unit : null,
    fields,
    lists,
    events: Object.entries(written).map(([type, node]) => withKept(readEvent(type, node, scalars), lists)),
    derive: mapOrEmpty(document.derive),
    measures: mapOrEmpty(document.measures),
  };
}

/** The scalar fields that a list leaves behind. */
function keptOf({ keep }: MapNode): readonly (readonly [string, MapNode])[] {
  return Object.entries(mapOf(keep)).map(([name, reduction]) => {
    if (reduction === 'count') return [name, { type: 'integer' }];
    return [name, { type: 'sum' in mapOf(reduction) ? 'decimal' : 'flag' }];
  });
}

/** An event that states a list states what is kept of it. */
function withKept(event: EventType, lists: ReadonlyMap<string, MapNode>): EventType {
  const fields = event.fields.flatMap((name) => Object.keys(mapOrEmpty(lists.get(name)?.keep ?? { [name]: null })));
  return { ...event, fields };
}

function readEvent(type: string, node: Node, scalars: readonly string[]): EventType {
  if (node === 'all') return { type, fields: scalars, part: null, also: null };
  if (!isMap(node)) return { type, fields: listOf(node).map(textOf), part: null, also: null };
  const fields = itemsOf(node.fields).map(textOf);
  const also = isMap(node.also) ? node.also : null;
  if (node.each === undefined) return { type, fields, part: null, also };
  const name = typeof node.part === 'string' ? node.part : (type.split('.').at(-1) ?? type);
  return { type, fields, part: { name, each: textOf(node.each) }, also };
}

function readKpi(document: MapNode, levels: readonly string[]): Kpi {
  const own = document.levels === undefined ? levels : itemsOf(document.levels).map(textOf);
  const { from, until } = mapOrEmpty(document.valid);
  return {
    id: textOf(document.kpi),
    from: from === undefined ? Number.NEGATIVE_INFINITY : parseDay(textOf(from)),
    until: until === undefined ? Number.POSITIVE_INFINITY : parseDay(textOf(until)),
    grains: document.grains === undefined ? ['month', 'quarter', 'year'] : listOf(document.grains).map(grainOf),
    levels: own,
    per: readPer(document.per, own),
    target: mapOrEmpty(document.target),
    body: document,
  };
}

/** A rolling window may be written `30d`. */
function grainOf(node: Node): string {
  return textOf(node).replace(/^(\d+)d$/, 'P$1D');
}

/** `procedure`, `[procedure, { dimension: channel, levels: [city] }]` or `{procedure: [city]}`. */
function readPer(node: Node, levels: readonly string[]): ReadonlyMap<string, readonly string[]> {
  if (!isMap(node)) {
    return new Map(
      itemsOf(node).map((item) => {
        const { dimension, levels: at } = isMap(item) ? item : { dimension: item };
        return [textOf(dimension), at === undefined ? levels : itemsOf(at).map(textOf)];
      }),
    );
  }
  return new Map(Object.entries(node).map(([name, at]) => [name, itemsOf(at).map(textOf)]));
}
