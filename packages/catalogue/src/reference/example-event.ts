// Reference: an event of each type that the door accepts as it stands, with invented values of the declared types.
import type { EventPlan, FieldPlan, FieldType, Plan, RecordPlan } from '@nhip/core';

export interface ExampleEvent {
  readonly specversion: '1.0';
  readonly type: string;
  readonly source: string;
  readonly id: string;
  readonly time?: string;
  readonly sequence?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** When things happen in examples; the statement is made afterwards. */
const HAPPENED = '2024-03-04T08:55:00+07:00';
const STATED = '2024-03-04T09:00:00+07:00';
const DAY = '2024-03-12';

export function exampleEvent(plan: Plan, record: RecordPlan, event: EventPlan): ExampleEvent {
  const agency = agencyOf(plan);
  return {
    specversion: '1.0',
    type: event.type,
    source: `/${agency}/example`,
    id: '1',
    ...(record.versions === 'time' ? { time: STATED } : { sequence: '1' }),
    data: dataOf(plan, record, event),
  };
}

function dataOf(plan: Plan, record: RecordPlan, event: EventPlan): Readonly<Record<string, unknown>> {
  const named = ({ name, type }: FieldPlan): readonly [string, unknown] => [
    name,
    exampleOf({ plan, record, name }, type),
  ];
  const keys = record.key.flatMap((index) => record.fields[index] ?? []).map(named);
  if (event.kind === 'retracted') return Object.fromEntries(keys);
  const fields = event.kind === 'part' ? (record.parts[event.part]?.fields ?? []) : record.fields;
  const stated = event.states.flatMap((index) => fields[index] ?? []);
  const each = event.kind === 'part' ? fields.slice(0, 1) : [];
  return Object.fromEntries([...keys, ...[...each, ...stated].map(named)]);
}

interface Naming {
  readonly plan: Plan;
  readonly record: RecordPlan;
  readonly name: string;
}

function exampleOf({ plan, record, name }: Naming, type: FieldType): unknown {
  switch (type.kind) {
    case 'text':
      return isUnit(record, name) ? agencyOf(plan) : `${record.name}-0001`.slice(0, type.max);
    case 'code':
      return isUnit(record, name) || type.domain === 'unit' ? agencyOf(plan) : codeOf(plan, type.domain);
    case 'enum':
      return type.values[0];
    case 'flag':
      return true;
    case 'integer':
      return within(type, 1);
    case 'decimal':
      return within(type, 10 ** type.scale) / 10 ** type.scale;
    case 'instant':
      return HAPPENED;
    case 'deadline':
      return DAY;
    case 'period':
      return DAY.slice(0, 'yyyy-MM'.length);
  }
}

function isUnit({ unit, fields }: RecordPlan, name: string): boolean {
  return unit.kind === 'field' && fields[unit.field]?.name === name;
}

function within({ min, max }: { readonly min: number; readonly max: number }, wanted: number): number {
  return Math.min(max, Math.max(min, wanted));
}

function codeOf({ domains }: Plan, domain: string | null): string {
  return domains.find(({ name }) => name === domain)?.codes?.[0] ?? '1.004227';
}

/** A unit of the second level that is for ever, else the root. */
function agencyOf({ units, root, levels }: Plan): string {
  const lasting = units.find(({ level, from, until }) => level === levels[1] && from === null && until === null);
  return lasting?.code ?? root;
}
