// The compiled plan: what the catalogue compiler gives to every other room. Plain data (structured-clonable, JSON-able),
// names resolved to indices, every rule of the language already checked. Nothing here knows YAML.
import type { CalendarPlan } from './calendar.ts';
import type { NumberExpression, Predicate, TimeExpression } from './expression.ts';
import type { CalendarGrain, KpiPlan } from './kpi.ts';
import type { TablePlan } from './table.ts';

/** A title or description in the languages of the catalogue. */
export interface Bilingual {
  readonly vi: string;
  readonly en: string;
}

export interface Plan {
  readonly id: string;
  readonly title: Bilingual;
  /** IANA name; every local day, month and period of this plan is of this zone. */
  readonly timeZone: string;
  /** Code of the unit at the top of the tree. */
  readonly root: string;
  /** Level names, top first. */
  readonly levels: readonly string[];
  readonly titles: PlanTitles;
  /** Days after the end of a period (by grain name, such as `month` or `P30D`) until its values are final. */
  readonly finalAfterDays: Readonly<Record<string, number>>;
  readonly units: readonly UnitSpan[];
  readonly domains: readonly DomainPlan[];
  /** Of all limits in working time; null: no record has any. */
  readonly calendar: CalendarPlan | null;
  readonly records: readonly RecordPlan[];
  readonly also: readonly AlsoPlan[];
  readonly kpis: readonly KpiPlan[];
  /** Hex digest of what the stored records depend on: fields kept, groups, parts. Another one needs a rebuild. */
  readonly layoutHash: string;
  /** Hex digest of what cells depend on: records, measures, tables, calendar, time zone and its data, sketch. Another one: recompute cells. */
  readonly cellsHash: string;
}

/** What people call programmes and levels, each in the order in which they are shown. What has no title is called by its name. */
export interface PlanTitles {
  /** By the folder of the catalogue. */
  readonly programmes: Readonly<Record<string, Bilingual>>;
  readonly levels: Readonly<Record<string, Bilingual>>;
}

/**
 * An event type that states something of a second record too. At the door such an event becomes two: the second one has the
 * agency, source, time and sequence of the first and an id of its own, and from then on each is a statement like any other: it
 * has its own verdict, and is taken back on its own record. Where the event has no key of the second record, there is none.
 */
export interface AlsoPlan {
  readonly type: string;
  /** Event type of the second statement. */
  readonly to: string;
  /** Names in the data of the second statement, and where they come from in the first; those of the key come first. */
  readonly data: readonly { readonly name: string; readonly from: string; readonly isKey: boolean }[];
}

/** One unit in one stretch of time; a unit that changes its name, level or parent has several spans, never overlapping. */
export interface UnitSpan {
  readonly code: string;
  readonly level: string;
  /** Code of the parent, null for the root. */
  readonly parent: string | null;
  readonly title: Bilingual;
  /** First local day (days since 1970-01-01) in force, null: since ever. */
  readonly from: number | null;
  /** First local day no longer in force, null: for ever. */
  readonly until: number | null;
  /** Code of the main successor of a dissolved unit. */
  readonly successor: string | null;
}

/** A closed or open set of codes; records that name the same domain can be joined in `members`. */
export interface DomainPlan {
  readonly name: string;
  /** The declared codes, null for an open domain. */
  readonly codes: readonly string[] | null;
  /** What holds for each code, null: nothing is declared. */
  readonly table: TablePlan | null;
}

export interface RecordPlan {
  readonly name: string;
  readonly title: Bilingual;
  readonly versions: 'time' | 'sequence';
  /** Scalar fields that identify the record, in declared order. */
  readonly key: readonly number[];
  /** Keys are local to an agency: the agency is part of the identity. */
  readonly agencyInKey: boolean;
  /** Where the responsible unit comes from: a scalar field holding a unit code, or the sender of a version group. */
  readonly unit:
    | { readonly kind: 'field'; readonly field: number }
    | { readonly kind: 'sender'; readonly group: number };
  /** Scalar fields in declared order. Fields of parts stand in their part. */
  readonly fields: readonly FieldPlan[];
  /** Version groups of the scalar fields (key fields belong to none). Index = group. */
  readonly groups: readonly GroupPlan[];
  readonly parts: readonly PartPlan[];
  readonly lists: readonly ListPlan[];
  readonly events: readonly EventPlan[];
  readonly derived: readonly DerivedPlan[];
  readonly families: readonly CellFamily[];
  readonly measures: readonly MeasurePlan[];
  /** The record type `statement`: what the log itself says of each sender. Only the service states it. */
  readonly isBuiltIn?: true;
  /** A statement that leaves its record so is counted as an impossible sequence. */
  readonly impossible?: Predicate;
  /** Who is to state records of this type, and how often. The first that fits a unit holds. */
  readonly cadences?: readonly CadencePlan[];
}

/** Units of these levels (and these units) state something at least every so many days. */
export interface CadencePlan {
  readonly everyDays: number;
  readonly levels: readonly string[];
  readonly units: readonly string[];
}

export type FieldType =
  | { readonly kind: 'text'; readonly max: number }
  | { readonly kind: 'code'; readonly domain: string | null; readonly max: number }
  | {
      readonly kind: 'enum';
      readonly values: readonly string[] /** Index of the value when absent. */;
      readonly missing: number | null;
    }
  | { readonly kind: 'flag' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  /** min and max are in scaled units (value * 10^scale). */
  | { readonly kind: 'decimal'; readonly scale: number; readonly min: number; readonly max: number }
  | { readonly kind: 'instant' }
  | { readonly kind: 'deadline' }
  | { readonly kind: 'period' };

export interface FieldPlan {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  /** Not refused when it is empty, but missed: it counts as asked for in the record type `statement`. */
  readonly isExpected?: true;
  /** A measure, a dimension or the unit needs it: it is kept in the state. */
  readonly kept: boolean;
}

/** Fields written by the same event types share one version. */
export interface GroupPlan {
  readonly fields: readonly number[];
}

export interface PartPlan {
  readonly name: string;
  /** The field that tells occurrences apart; one of `fields`, required. */
  readonly each: number;
  /** Fields of the part, `each` among them. Indices in expressions with a `part` point here. */
  readonly fields: readonly FieldPlan[];
  readonly groups: readonly GroupPlan[];
}

/** A list in a payload: it is reduced to scalar fields when the event is decoded, and never kept as it was. */
export interface ListPlan {
  readonly name: string;
  /** Fields of an element. */
  readonly of: readonly FieldPlan[];
  /** The scalar fields of the record that are kept of it. */
  readonly keep: readonly { readonly field: number; readonly reduce: ListReduction }[];
  /** Events that may carry the list, or state what is kept of it. */
  readonly events: readonly number[];
}

/** Indices point into the fields of an element. An element without a value adds nothing to a sum and passes no test. */
export type ListReduction =
  | { readonly kind: 'count' }
  | { readonly kind: 'sum'; readonly of: number }
  /** Some element passes. */
  | { readonly kind: 'any'; readonly test: ListTest }
  /** There is an element, and every one passes: nothing is said of a list without any. */
  | { readonly kind: 'all'; readonly test: ListTest };

/** Every one of these fields has its value, in the field's own encoding. */
export type ListTest = readonly { readonly field: number; readonly value: string | number }[];

export type EventPlan =
  /** States scalar fields: `states` in declared order, and the groups they make up. */
  | {
      readonly kind: 'fields';
      readonly type: string;
      readonly states: readonly number[];
      readonly groups: readonly number[];
    }
  /** States fields of one occurrence (indices into the part's fields, `each` not among them). */
  | {
      readonly kind: 'part';
      readonly type: string;
      readonly part: number;
      readonly states: readonly number[];
      readonly groups: readonly number[];
    }
  /** `<record type>.retracted`: data = key, optionally `of` and the `each` key. */
  | { readonly kind: 'retracted'; readonly type: string };

export type DerivedPlan =
  | { readonly name: string; readonly type: 'time'; readonly expression: TimeExpression }
  | { readonly name: string; readonly type: 'number'; readonly expression: NumberExpression }
  | { readonly name: string; readonly type: 'flag'; readonly expression: Predicate };

/** Measures with the same dimensions and bucket share cells: (unit, dimension values, bucket) -> accumulators. */
export interface CellFamily {
  /** Scalar fields whose values are the dimensions, in declared order. Missing reads as `(none)`. */
  readonly by: readonly number[];
  readonly bucket: 'day' | 'month';
  /** Integer accumulators a cell holds. Bounds of each: see AccumulatorKind. */
  readonly accumulators: readonly AccumulatorKind[];
  /** How many quantile sketches a cell holds. */
  readonly sketches: number;
}

/** `count` stays within 32 bits (records in one partition); `sum` is exact in two limbs. */
export type AccumulatorKind = 'count' | 'sum';

export interface MeasurePlan {
  readonly name: string;
  readonly title: Bilingual | null;
  readonly what: MeasureKind;
  readonly where: Predicate | null;
  readonly family: number;
  /** First accumulator of this measure in its family (a sketch: index among the sketches). */
  readonly slot: number;
  /** What the integer is divided by to give the number people read: 10^scale, 3,600,000 for hours, 1 for counts. */
  readonly divisor: number;
  readonly units: 'sum' | 'own';
  /** Dimensions (position in the family's `by`) that may never be added across. */
  readonly neverSummed: readonly number[];
}

/** Of each occurrence of a part the days from one of its instants on: so many, or up to another one (for ever without it). */
export type Stretches = { readonly part: number; readonly field: number } & (
  | { readonly days: number }
  | { readonly until: number }
);

export type MeasureKind =
  | { readonly kind: 'count'; readonly at: TimeExpression }
  | { readonly kind: 'sum'; readonly of: NumberExpression; readonly at: TimeExpression }
  | { readonly kind: 'sketch'; readonly of: NumberExpression; readonly at: TimeExpression }
  /**
   * A count (`of` null) or a sum of what begins in a period (`at`) and for which everything in `by` has happened by its end. It
   * falls on the day of the latest of them, in one accumulator for each grain, and only in those whose period holds the day of
   * `at` too. So a period of grain g is the sum of accumulator g over its days, and nothing that happens later changes it.
   */
  | {
      readonly kind: 'cohort';
      readonly of: NumberExpression | null;
      readonly at: TimeExpression;
      readonly by: readonly TimeExpression[];
      readonly grains: readonly CalendarGrain[];
    }
  /** +1 on the day of `enter`, -1 on the day of `leave`; nothing when leave <= enter or enter is missing. */
  | { readonly kind: 'stock'; readonly enter: TimeExpression; readonly leave: TimeExpression | null }
  /**
   * In while the stretch of any occurrence holds the day, and any of `within` does too; before the day of `enter` and from the day of
   * `leave` on not at all, whatever lies there.
   */
  | (Stretches & {
      readonly kind: 'cover';
      readonly within?: Stretches;
      readonly enter?: TimeExpression;
      readonly leave?: TimeExpression;
    })
  /** A stock of values over the occurrences of a part; two accumulators: the value (sum), readings taken so far (count). */
  | { readonly kind: 'hold'; readonly part: number; readonly value: number; readonly at: number };
