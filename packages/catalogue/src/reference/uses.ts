// Reference: which measures and which other KPIs a KPI reads. A formula is plain data; wherever a record and a measure stand
// together in it, they name a measure, and wherever `kpi` is a number, it names another KPI; so do the `parts` of a composite.
import type { KpiPlan, MeasurePlan, Plan, RecordPlan } from '@nhip/core';

export interface UsedMeasure {
  readonly record: RecordPlan;
  readonly measure: MeasurePlan;
}

/** In the order in which the formula names them, each once. */
export function measuresOf(plan: Plan, kpi: KpiPlan): readonly UsedMeasure[] {
  const found = new Map<string, UsedMeasure>();
  walk(kpi, (node) => {
    if (typeof node.record !== 'number' || typeof node.measure !== 'number') return;
    const record = plan.records[node.record];
    const measure = record?.measures[node.measure];
    if (record !== undefined && measure !== undefined) found.set(`${record.name}.${measure.name}`, { record, measure });
  });
  return [...found.values()];
}

export function otherKpisOf(plan: Plan, kpi: KpiPlan): readonly KpiPlan[] {
  const found = new Set<KpiPlan>();
  walk(kpi, (node) => {
    const parts: readonly unknown[] = Array.isArray(node.parts) ? node.parts : [];
    for (const index of [node.kpi, ...parts]) {
      const other = typeof index === 'number' ? plan.kpis[index] : undefined;
      if (other !== undefined) found.add(other);
    }
  });
  return [...found];
}

/** The record types it is fed by, those of the KPIs it reads among them. */
export function recordsOf(plan: Plan, kpi: KpiPlan, seen: ReadonlySet<KpiPlan> = new Set()): readonly RecordPlan[] {
  if (seen.has(kpi)) return [];
  const own = measuresOf(plan, kpi).map(({ record }) => record);
  const further = otherKpisOf(plan, kpi).flatMap((other) => recordsOf(plan, other, new Set([...seen, kpi])));
  return [...new Set([...own, ...further])];
}

type Visited = Readonly<Record<string, unknown>>;

function walk(value: unknown, visit: (node: Visited) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) visit(value as Visited);
  for (const inner of Object.values(value)) walk(inner, visit);
}
