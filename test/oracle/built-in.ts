// Oracle: the record type that every catalogue has without declaring it, `statement`: what each sender's statements were worth, by record
// type and day of receipt. Who is bound to state what, and how often, stands at the record types themselves.
import type { RecordType, UnitSpan } from './catalogue.ts';
import { itemsOf, type MapNode, mapOf, textOf } from './yaml-node.ts';

/** Units that are to state records of a type: those of some levels, and those named. */
export interface Duty {
  readonly type: string;
  readonly levels: readonly string[];
  readonly units: readonly string[];
}

interface Cadence extends Duty {
  readonly days: number;
}

export function dutiesIn(documents: readonly MapNode[]): readonly Duty[] {
  const byType = Map.groupBy(cadencesIn(documents), ({ type }) => type);
  return [...byType].map(([type, cadences]) => ({
    type,
    levels: cadences.flatMap(({ levels }) => levels),
    units: cadences.flatMap(({ units }) => units),
  }));
}

function cadencesIn(documents: readonly MapNode[]): readonly Cadence[] {
  return documents
    .filter((document) => 'record' in document)
    .flatMap(({ record, cadence }) =>
      itemsOf(cadence).map((item) => {
        const { every, levels, units } = mapOf(item);
        const days = Number(textOf(every).replace(/d$/, ''));
        return { type: textOf(record), days, levels: itemsOf(levels).map(textOf), units: itemsOf(units).map(textOf) };
      }),
    );
}

const COUNTS = ['accepted', 'counted', 'superseded', 'repeated', 'conflicts', 'deadLettered', 'impossible'];
const FIELD_COUNTS = ['fieldsAsked', 'fieldsFilled'];
const KEY = ['counter', 'sender', 'type', 'day'];

export function statementRecord(documents: readonly MapNode[], units: readonly UnitSpan[]): RecordType {
  const counts = [...COUNTS, ...FIELD_COUNTS, 'rejected'];
  const integers = counts.map((name): [string, MapNode] => [name, { type: 'integer' }]);
  const sums = counts.map((name) => {
    // A refusal may stand for its content: then it counts on the day on which it was first refused.
    const at = name === 'rejected' ? { first: ['refusedOn', 'day'] } : 'day';
    return [name, { sum: name, at, by: ['type'] }] as const;
  });
  const fresh = { enter: 'day', leave: 'freshUntil' };
  return {
    name: 'statement',
    versions: 'sequence',
    key: KEY,
    agencyInKey: false,
    unitField: 'sender',
    fields: new Map<string, MapNode>([
      ...['counter', 'sender', 'type'].map((name): [string, MapNode] => [name, { type: 'code' }]),
      ...['day', 'refusedOn'].map((name): [string, MapNode] => [name, { type: 'instant' }]),
      ...integers,
    ]),
    lists: new Map(),
    events: [
      { type: 'vn.nhip.statement.tallied', fields: [...COUNTS, ...FIELD_COUNTS], part: null, also: null },
      { type: 'vn.nhip.statement.refused', fields: ['rejected', 'refusedOn'], part: null, also: null },
    ],
    derive: { freshUntil: { first: freshUntil(cadencesIn(documents), units) } },
    measures: {
      ...Object.fromEntries(sums),
      fresh: { stock: fresh, where: { freshUntil: 'set', accepted: { gt: 0 } }, by: ['type'] },
    },
  };
}

/** A sender is live for as many days as the first cadence of the type has that fits it; a type's only cadence fits everybody. */
function freshUntil(cadences: readonly Cadence[], units: readonly UnitSpan[]): readonly MapNode[] {
  return cadences.flatMap(({ type, days, levels, units: named }) => {
    const isOnly = cadences.filter((other) => other.type === type).length === 1;
    const senders = [...named, ...units.filter(({ level }) => levels.includes(level)).map(({ code }) => code)];
    if (!isOnly && senders.length === 0) return [];
    const when = { type, ...(isOnly ? {} : { sender: senders }) };
    // biome-ignore lint/suspicious/noThenProperty: a word of the catalogue language.
    return [{ when, then: { plus: { from: 'day', add: days, unit: 'day' } } }];
  });
}
