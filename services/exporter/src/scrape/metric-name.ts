// Names of the gauges of a KPI. The compiler of the catalogue refuses two KPIs that would share one.
import type { KpiPlan } from '@nhip/core';

/** `kpi_<id>_<unit of measure>`, `-` written as `_`. */
export function gaugeName({ id, measure }: Pick<KpiPlan, 'id' | 'measure'>): string {
  return `kpi_${id}_${measure}`.replaceAll('-', '_');
}
