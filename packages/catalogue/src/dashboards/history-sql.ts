// Dashboards: questions to the history in PostgreSQL (docs/history.md). They pick values that the service has published; none of them
// computes a value.
import type { KpiPlan } from '@nhip/core';
import { offeredGrains } from './promql.ts';

/** What people call the columns, each a line of a graph. */
export interface PeriodNames {
  /** Of periods that have ended. */
  readonly ended: string;
  /** Of the period that goes on. */
  readonly open: string;
  /** Null: without a target. */
  readonly target: string | null;
}

/** Totals of one KPI at the unit that is looked at, by the beginnings of its periods of the chosen length. */
export function byPeriod(kpi: KpiPlan, { ended, open, target }: PeriodNames): string {
  const columns = [
    'time',
    `CASE WHEN state <> 'open' THEN value END AS ${identifier(ended)}`,
    `CASE WHEN state = 'open' THEN value END AS ${identifier(open)}`,
    ...(target === null ? [] : [`target AS ${identifier(target)}`]),
  ];
  const conditions = [
    `kpi = ${text(kpi.id)}`,
    `unit = \${unit:sqlstring}`,
    `grain = ${grainOf(kpi)}`,
    `dims = '{}'`,
    '$__timeFilter(time)',
  ];
  return `SELECT ${columns.join(',\n  ')}\nFROM nhip.kpi_value\nWHERE ${conditions.join(' AND ')}\nORDER BY time`;
}

const CHOSEN = `\${grain:sqlstring}`;

/** The chosen grain; where the KPI is not published for it, the finest one that it has. */
function grainOf(kpi: KpiPlan): string {
  const { has, finest, hasAll } = offeredGrains(kpi);
  if (hasAll) return CHOSEN;
  if (has.length < 2) return text(finest);
  return `CASE WHEN ${CHOSEN} IN (${has.map(text).join(', ')}) THEN ${CHOSEN} ELSE ${text(finest)} END`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
