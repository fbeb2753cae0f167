// Oracle: what one standing record says to one measure. Nothing is added up here.
import { type CalendarGrain, periodStart } from './calendar.ts';
import { evaluate, holds, inOrderOf, type Scope } from './expression.ts';
import type { Occurrence, StandingRecord } from './standing.ts';
import { type Exact, integer, type Moment, toNumber, type Value } from './value.ts';
import { isMap, itemsOf, type MapNode, mapOf, type Node, textOf } from './yaml-node.ts';

export interface Measure {
  /** `dossier.received` */
  readonly name: string;
  readonly record: string;
  readonly by: readonly string[];
  readonly isStock: boolean;
  readonly isHold: boolean;
  readonly isSketch: boolean;
  /** Grains that may be asked, the finest first. */
  readonly grains: readonly CalendarGrain[];
  /** Stated for this very unit alone, never added up the tree. */
  readonly own: boolean;
  readonly node: MapNode;
}

export type Fact =
  /**
   * Falls into a day (a month's first day where cells know no more). `begin` is another day, not later, where the measure asks what
   * had happened by the end of a period: the period has to hold both.
   */
  | { readonly kind: 'flow'; readonly begin: number; readonly day: number; readonly amount: Exact }
  /** In force at each local midnight after `enter` and up to `leave`. */
  | { readonly kind: 'stay'; readonly enter: Moment; readonly leave: Moment | null; readonly amount: Exact };

const GRAINS: readonly CalendarGrain[] = ['day', 'week', 'month', 'quarter', 'year'];

export function measureOf(record: string, name: string, node: Node): Measure {
  const map = mapOf(node);
  return {
    name: `${record}.${name}`,
    record,
    by: itemsOf(map.by).map((dimension) => textOf(isMap(dimension) ? dimension.field : dimension)),
    isStock: 'stock' in map || 'hold' in map,
    isHold: 'hold' in map,
    isSketch: 'sketch' in map,
    grains: GRAINS.slice(GRAINS.map(String).indexOf(String(map.finest ?? 'day'))),
    own: map.units === 'own',
    node: map,
  };
}

export function factsOf(measure: Measure, standing: Scope): readonly Fact[] {
  const { node } = measure;
  const scope = { ...standing, asOf: placeOf(node, standing) };
  if (node.where !== undefined && !holds(node.where, scope)) return [];
  if ('hold' in node) return readings(node, scope);
  if (isMap(node.stock) && 'cover' in node.stock) return covers(node.stock, scope);
  if ('stock' in node) return stay(mapOf(node.stock), scope);
  return flow(measure, scope);
}

/** The instant that places the record; a reading and a cover have no single one. */
function placeOf({ stock, hold, at }: MapNode, scope: Scope): Moment | null {
  const place = isMap(stock) ? stock.enter : at;
  const moment = place === undefined || hold !== undefined ? null : evaluate(place, scope);
  return isMoment(moment) ? moment : null;
}

/** Values of the dimensions, in the order of `by`. */
export function dimensionsOf(measure: Measure, { fields }: StandingRecord): readonly string[] {
  return measure.by.map((name) => {
    const value = fields.get(name);
    if (value === undefined) return '(none)';
    return typeof value === 'object' && value.type === 'number' ? String(toNumber(value)) : String(value);
  });
}

function flow({ node, grains }: Measure, scope: Scope): readonly Fact[] {
  const at = evaluate(node.at, scope);
  const amount = 'count' in node ? integer(1) : evaluate(node.sum ?? node.sketch, scope);
  if (!isMoment(at) || typeof amount !== 'object' || amount?.type !== 'number') return [];
  const placed = grains.includes('week') ? (day: number) => day : (day: number) => periodStart('month', day);
  const last = Math.max(at.day, ...happenedBy(node.where, scope).map(({ day }) => day));
  return [{ kind: 'flow', begin: placed(at.day), day: placed(last), amount }];
}

/** The instants of all `x: { by: period }` that are joined by `all`; the condition holds, so they are there. */
function happenedBy(where: Node, scope: Scope): readonly Moment[] {
  return Object.entries(isMap(where) ? where : {}).flatMap(([name, test]) => {
    if (name === 'all') return itemsOf(test).flatMap((each) => happenedBy(each, scope));
    if (!isMap(test) || test.by !== 'period') return [];
    const moment = evaluate(name, scope);
    return isMoment(moment) ? [moment] : [];
  });
}

function isMoment(value: Value | null | undefined): value is Moment {
  return typeof value === 'object' && value?.type === 'moment';
}

function stay({ enter, leave }: MapNode, scope: Scope): readonly Fact[] {
  const entered = evaluate(enter, scope);
  const left = leave === undefined ? null : evaluate(leave, scope);
  if (!isMoment(entered)) return [];
  return [{ kind: 'stay', enter: entered, leave: isMoment(left) ? left : null, amount: integer(1) }];
}

/** Of each occurrence of a part, and each that it has to be within, what they have in common. Two that overlap are told at counting. */
function covers(node: MapNode, scope: Scope): readonly Fact[] {
  const [entered, left] = [node.enter, node.leave].map((edge) => (edge === undefined ? null : evaluate(edge, scope)));
  if (node.enter !== undefined && !isMoment(entered)) return [];
  const around = isMap(node.within) ? stretches(node.within, scope) : [[] as const];
  return stretches(node, scope).flatMap((own) =>
    around.map((other) => {
      const edges = [own, other];
      const enter = latest([...edges.map(([from]) => from), entered]);
      const leave = earliest([...edges.map(([, end]) => end), left]);
      return { kind: 'stay', enter: enter ?? own[0], leave, amount: integer(1) } satisfies Fact;
    }),
  );
}

/** `order.placedAt` for `90d`: from the day of each order, 90 days long. `stay.joinedAt` until `stay.leftAt`: for ever without it. */
function stretches(
  { cover, for: length, until }: MapNode,
  { calendar, standing }: Scope,
): readonly (readonly [Moment, Moment | null])[] {
  const [part = '', field = ''] = textOf(cover).split('.');
  return (standing.parts.get(part) ?? []).flatMap(({ fields }) => {
    const from = fields.get(field);
    if (!isMoment(from)) return [];
    if (until !== undefined) {
      const end = fields.get(textOf(until).split('.').at(-1) ?? '');
      return [[from, isMoment(end) ? end : null] as const];
    }
    const day = from.day + Number(/^(\d+)d$/.exec(textOf(length))?.[1]);
    return [[from, { ...from, kind: 'exact', position: calendar.midnight(day), day } satisfies Moment] as const];
  });
}

function latest(values: readonly (Value | null | undefined)[]): Moment | null {
  return values
    .filter(isMoment)
    .reduce<Moment | null>((top, one) => (top && top.position > one.position ? top : one), null);
}

function earliest(values: readonly (Value | null | undefined)[]): Moment | null {
  return values
    .filter(isMoment)
    .reduce<Moment | null>((top, one) => (top && top.position < one.position ? top : one), null);
}

/** Each reading stays until the next one. */
function readings(node: MapNode, scope: Scope): readonly Fact[] {
  const value = textOf(node.hold).split('.').at(-1) ?? '';
  const at = textOf(node.at).split('.').at(-1) ?? '';
  const part = partHolding(scope.standing, value);
  const told = inOrderOf(part, at).filter((occurrence) => occurrence.fields.has(value));
  return told.map((occurrence, place) => ({
    kind: 'stay',
    enter: occurrence.fields.get(at) as Moment,
    leave: (told[place + 1]?.fields.get(at) ?? null) as Moment | null,
    amount: occurrence.fields.get(value) as Exact,
  }));
}

function partHolding({ record, parts }: StandingRecord, field: string): readonly Occurrence[] {
  const event = record.events.find((each) => each.part !== null && each.fields.includes(field));
  return parts.get(event?.part?.name ?? '') ?? [];
}
