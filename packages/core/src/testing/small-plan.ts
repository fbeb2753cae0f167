// Small record plans made by hand for tests: a test says only the parts that matter to it.
import type { FieldPlan, FieldType, MeasurePlan, PartPlan, Plan, RecordPlan } from '../plan/plan.ts';

const title = { vi: '', en: '' };

export function smallField(name: string, type: FieldType): FieldPlan {
  return { name, type, required: false, kept: true };
}

/** A part whose occurrences are told apart by its first field; all others are of one version group. */
export function smallPart(name: string, fields: readonly FieldPlan[]): PartPlan {
  return { name, each: 0, fields, groups: [{ fields: fields.slice(1).map((_, place) => place + 1) }] };
}

/** A count of no where and no dimension in the first family, unless it says otherwise. */
export function smallMeasure(rest: Partial<MeasurePlan> & Pick<MeasurePlan, 'what'>): MeasurePlan {
  return {
    name: 'measure',
    title: null,
    where: null,
    family: 0,
    slot: 0,
    divisor: 1,
    units: 'sum',
    neverSummed: [],
    ...rest,
  };
}

/** A record type keyed by its first field, whose unit is the sender of its first group. */
export function smallRecord(rest: Partial<RecordPlan>): RecordPlan {
  return {
    name: 'thing',
    title,
    versions: 'time',
    key: [0],
    agencyInKey: false,
    unit: { kind: 'sender', group: 0 },
    fields: [],
    groups: [],
    parts: [],
    lists: [],
    events: [],
    derived: [],
    families: [],
    measures: [],
    ...rest,
  };
}

export function smallPlan(rest: Partial<Plan>): Plan {
  return {
    id: 'small',
    title,
    timeZone: 'Asia/Ho_Chi_Minh',
    root: 'city',
    levels: ['city', 'district', 'commune'],
    titles: { programmes: {}, levels: {} },
    finalAfterDays: {},
    units: [],
    domains: [],
    calendar: null,
    records: [],
    also: [],
    kpis: [],
    layoutHash: 'layout',
    cellsHash: 'cells',
    ...rest,
  };
}
