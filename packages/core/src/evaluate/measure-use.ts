// One measure as a formula uses it: which projection answers, which slice of it is asked, and which places a change concerns.
import type { MeasureReference } from '../plan/kpi.ts';
import type { MeasurePlan, Plan } from '../plan/plan.ts';
import type { Activity } from '../rollup/activity.ts';
import type { Amount } from '../rollup/day-series.ts';
import type { Dirt } from '../rollup/dirt.ts';
import type { HoldProjection, RolledHold } from '../rollup/hold-projection.ts';
import type { Moment, Projection, Rolled } from '../rollup/projection.ts';
import type { MeasurePlace, Rollup } from '../rollup/rollup.ts';
import { joinSlice, sliceOf, valuesOf } from '../rollup/slice.ts';
import type { Standing } from '../rollup/standing.ts';
import type { Outcome, Place } from './place.ts';
import { countOf, quantileOf } from './quantile.ts';
import type { Witness } from './witness.ts';

/** What a formula is compiled for: the total, or each value of one dimension. */
export interface View {
  readonly plan: Plan;
  readonly rollup: Rollup;
  /** Field that is kept, null: none. */
  readonly dimension: string | null;
  /** Hears how values come about; left out where nobody asks. */
  readonly witness?: Witness | undefined;
}

export interface MeasureUse {
  readonly projection: Projection;
  /** Who reports records of the type, for the total or by the kept dimension. */
  readonly standing: Standing;
  /** Every count of standing records that a value depends on. */
  readonly standings: readonly { readonly dirt: Dirt; readonly concerns: (slice: string) => string | null }[];
  read(place: Place): number;
  /** Value of the kept dimension ('' for none) that a change in this slice concerns; null: none. */
  concerns(slice: string): string | null;
  activity(node: string, value: string): Activity | undefined;
  /** Some unit that reports has no reading in force while another one has. */
  isPartial(place: Place): boolean;
  quantile(place: Place, q: number): Outcome;
  /** The dimensions that are fixed, by their position in the family's `by`, ascending. */
  fixedAt(place: Pick<Place, 'value' | 'member'>): readonly Fixed[];
}

export interface Fixed {
  readonly position: number;
  readonly value: string;
}

/** Where the value of a kept position comes from. */
type Source =
  | { readonly kind: 'constant'; readonly value: string }
  | { readonly kind: 'value' }
  | { readonly kind: 'member' };

interface Asked {
  readonly positions: readonly number[];
  readonly sources: readonly Source[];
}

/** @param memberDimension the dimension that carries the member of a domain, null: none. */
export function useMeasure(view: View, reference: MeasureReference, memberDimension: string | null): MeasureUse {
  const record = view.plan.records[reference.record];
  const measure = record?.measures[reference.measure];
  if (record === undefined || measure === undefined) throw new RangeError('the formula names a measure the plan lacks');
  const place: MeasurePlace = { record: reference.record, measure };
  const positionOf = (dimension: string): number => {
    const by = record.families[measure.family]?.by ?? [];
    const position = by.findIndex((field) => record.fields[field]?.name === dimension);
    if (position < 0) throw new RangeError(`${record.name}.${measure.name} has no dimension ${dimension}`);
    return position;
  };
  const asked = askedFor(view, { slice: reference.slice, memberDimension, positionOf });
  const kept = view.dimension === null ? [] : [positionOf(view.dimension)];
  const standing = view.rollup.standing(place, kept);
  if (measure.what.kind === 'hold') return useHold(view, place, { asked, standing });
  return useSlices(view, place, { asked, standing });
}

interface Asking {
  readonly slice: Readonly<Record<string, string>>;
  readonly memberDimension: string | null;
  readonly positionOf: (dimension: string) => number;
}

function askedFor({ dimension }: View, { slice, memberDimension, positionOf }: Asking): Asked {
  const sources = new Map<number, Source>();
  for (const [name, value] of Object.entries(slice)) sources.set(positionOf(name), { kind: 'constant', value });
  if (dimension !== null) sources.set(positionOf(dimension), { kind: 'value' });
  if (memberDimension !== null) sources.set(positionOf(memberDimension), { kind: 'member' });
  const positions = [...sources.keys()].sort((left, right) => left - right);
  return { positions, sources: positions.map((position) => sources.get(position) ?? { kind: 'member' }) };
}

interface Using {
  readonly asked: Asked;
  readonly standing: Standing;
}

function useSlices({ rollup }: View, place: MeasurePlace, { asked, standing }: Using): MeasureUse {
  const { measure } = place;
  const isStock = measure.what.kind === 'stock' || measure.what.kind === 'cover';
  const stock = isStock ? rollup.stock(place, asked.positions) : null;
  const flow = isStock ? null : rollup.flow(place, asked.positions);
  const projection: Projection = stock ?? flow ?? rollup.flow(place, asked.positions);
  const hasMember = asked.sources.some(({ kind }) => kind === 'member');
  const roll = (at: Place): Rolled => {
    const slice = sliceAt(asked.sources, at);
    if (stock !== null) return stock.at(at.node, slice, momentOf(at));
    return flow?.sum(at.node, slice, { ...at.window, epoch: at.epoch }) ?? NOTHING;
  };
  return {
    projection,
    standing,
    standings: [{ dirt: standing.dirt, concerns: (slice) => slice }],
    read: (at) => numberOf(measure, roll(at), at),
    concerns: (slice) => concernedBy(asked.sources, valuesOf(slice, asked.positions.length)),
    activity: (node, value) =>
      projection.trail.activity(node, hasMember ? null : sliceAt(asked.sources, { value, member: '' })),
    isPartial: () => false,
    quantile: (at, q) => {
      const slice = sliceAt(asked.sources, at);
      const counts = flow?.counts(at.node, slice, { ...at.window, epoch: at.epoch }) ?? NO_COUNTS;
      at.flags.isRedirected ||= flow?.isRedirected(at.node, slice, { ...at.window, epoch: at.epoch }) ?? false;
      const value = quantileOf(counts, q);
      return {
        value: value === null ? null : value / measure.divisor,
        numerator: null,
        denominator: countOf(counts),
      };
    },
    fixedAt: fixing(asked),
  };
}

function fixing({ positions, sources }: Asked): MeasureUse['fixedAt'] {
  return (at) =>
    positions.map((position, index) => {
      const source = sources[index];
      return { position, value: source === undefined ? '' : valueOfSource(source, at) };
    });
}

const NOTHING: Rolled = { amount: 0, redirected: false };
const NO_COUNTS: ReadonlyMap<number, number> = new Map();

function useHold({ rollup }: View, place: MeasurePlace, { asked, standing }: Using): MeasureUse {
  const projection: HoldProjection = rollup.hold(place);
  const all = projection.plan.positions.length;
  // Readings are missed by whoever keeps such records at all; the member under test cuts the readings, not who is asked.
  const fixed = asked.positions.filter((_, index) => asked.sources[index]?.kind !== 'member');
  const keepers = rollup.standing(place, fixed);
  const fixedSources = asked.sources.filter(({ kind }) => kind !== 'member');
  const isAskedBy = (sources: readonly Source[], positions: readonly number[], at: Pick<Place, 'value' | 'member'>) => {
    const wanted = sliceAt(sources, at);
    return (slice: string): boolean => positions.length === 0 || sliceOf(positions, valuesOf(slice, all)) === wanted;
  };
  const read = (at: Place): RolledHold =>
    projection.at(at.node, isAskedBy(asked.sources, asked.positions, at), momentOf(at));
  return {
    projection,
    standing,
    standings: [
      { dirt: standing.dirt, concerns: (slice) => slice },
      { dirt: keepers.dirt, concerns: (slice) => concernedBy(fixedSources, valuesOf(slice, fixed.length)) },
    ],
    read: (at) => numberOf(place.measure, read(at), at),
    concerns: (slice) => {
      const values = valuesOf(slice, all);
      return concernedBy(
        asked.sources,
        asked.positions.map((position) => values[position] ?? ''),
      );
    },
    activity: (node) => projection.trail.activity(node, null),
    isPartial: (at) => {
      // Stated for one unit alone, there is nobody to miss.
      if (place.measure.units === 'own') return false;
      const { unitsWithReading } = projection.at(at.node, isAskedBy(fixedSources, fixed, at), momentOf(at));
      const epoch = rollup.tree.epochOf(at.window.end - 1);
      const epochs = { epoch, placed: at.epoch ?? epoch };
      const reporting = keepers.unitsReporting(at.node, sliceAt(fixedSources, at), epochs);
      return unitsWithReading.size > 0 && [...reporting].some((unit) => !unitsWithReading.has(unit));
    },
    quantile: () => ({ value: null, numerator: null, denominator: 0 }),
    fixedAt: fixing(asked),
  };
}

function momentOf({ window, epoch }: Place): Moment {
  return { day: window.end, epoch };
}

function sliceAt(sources: readonly Source[], at: Pick<Place, 'value' | 'member'>): string {
  const [only] = sources;
  if (only === undefined) return '';
  return sources.length === 1 ? valueOfSource(only, at) : joinSlice(sources.map((source) => valueOfSource(source, at)));
}

function valueOfSource(source: Source, at: Pick<Place, 'value' | 'member'>): string {
  if (source.kind === 'constant') return source.value;
  return source.kind === 'value' ? at.value : at.member;
}

function concernedBy(sources: readonly Source[], values: readonly string[]): string | null {
  let concerned = '';
  for (const [index, source] of sources.entries()) {
    if (source.kind === 'constant' && source.value !== values[index]) return null;
    if (source.kind === 'value') concerned = values[index] ?? '';
  }
  return concerned;
}

function numberOf({ divisor }: MeasurePlan, { amount, redirected }: Rolled, { flags }: Place): number {
  flags.isRedirected ||= redirected;
  return asNumber(amount) / divisor;
}

/** Exact until here; one rounding, the nearest double. */
function asNumber(amount: Amount): number {
  return Number(amount);
}
