// Dashboards: questions to the history in PostgreSQL. Prometheus knows when a value was scraped, leaders ask about periods, so what
// is shown over time comes from here: one point a period, as it stands today. docs/history.md tells of the view.
import type { Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { KpiPlan } from '@nhip/core';
import { grainOf } from './promql.ts';
import type { Query } from './sources.ts';

export const HISTORY = { type: 'grafana-postgresql-datasource', uid: 'nhip-history' } as const;

/** Columns of the view and what each is called; those of one KPI at the unit that is looked at, over the time that is looked at. */
export function overPeriods(kpi: KpiPlan, columns: Readonly<Record<string, string>>): string {
  const selected = Object.entries(columns).map(([column, title]) => `${column} AS ${identifier(title)}`);
  const grain = grainOf(kpi);
  return [
    `SELECT time, ${selected.join(', ')}`,
    'FROM nhip.kpi_value',
    `WHERE kpi = ${text(kpi.id)} AND unit = \${unit:sqlstring} AND dims = '{}'`,
    `  AND grain = ${grain === '$grain' ? `\${grain:sqlstring}` : text(grain)} AND $__timeFilter(time)`,
    'ORDER BY time',
  ].join('\n');
}

/** Rows with a column `time` become lines over time, one for each other column. */
export function lines(refId: string, rawSql: string): Query {
  // The SDK has no builder for this source.
  const query = { refId, datasource: HISTORY, editorMode: 'code', format: 'time_series', rawQuery: true, rawSql };
  return { build: () => query as unknown as Dataquery };
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
