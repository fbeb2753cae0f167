// Test support: what nobody has told the city yet. On the first days of a month, say, its scores of the month before are not published; then a
// panel of them is empty, and is right.
import type { Panel } from './dashboard-files.ts';
import type { Sources } from './panel-answer.ts';

export interface Asked {
  readonly sources: Sources;
  readonly unit: string;
  readonly atMs: number;
}

/**
 * Whether all that a panel asks Prometheus for are KPIs that have values of the unit in the history, and none now, of whatever period. A
 * question of what is not there at all is no such one.
 */
export async function isUntold({ targets = [] }: Panel, { sources, unit, atMs }: Asked): Promise<boolean> {
  const names = new Set(targets.flatMap(({ expr = '' }) => expr.match(/\bkpi_\w+(?=\{)/g) ?? []));
  if (names.size === 0) return false;
  for (const name of names) {
    const told = await sources.prometheus.query(`count(${name}{unit="${unit}"})`, atMs / 1000);
    if (told.length > 0) return false;
  }
  const rows = await sources.history(
    `SELECT DISTINCT kpi FROM nhip.kpi_value WHERE unit = '${unit}' AND value IS NOT NULL`,
  );
  const once = rows.map(({ kpi }) => `kpi_${String(kpi).replaceAll(/\W/g, '_')}_`);
  return [...names].every((name) => once.some((beginning) => name.startsWith(beginning)));
}
