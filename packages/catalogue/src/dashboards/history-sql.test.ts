// The questions to the history as exact text, for KPIs as small as can be.
import type { KpiPlan } from '@nhip/core';
import { expect, it } from 'vitest';
import { byPeriod } from './history-sql.ts';

const kpi = (given: Partial<KpiPlan> = {}): KpiPlan =>
  ({ id: 'on-time', grains: ['month', 'quarter', 'year'], ...given }) as KpiPlan;
const names = { ended: 'Value', open: 'So far', target: null } as const;
const grainOf = (grains: readonly string[]): string | undefined =>
  / AND grain = (.+) AND dims/.exec(byPeriod(kpi({ grains: grains as KpiPlan['grains'] }), names))?.[1];

it('are about totals at the unit, by the beginnings of periods, the open one apart', () => {
  expect(byPeriod(kpi(), { ...names, target: 'Target' })).toBe(
    [
      'SELECT time,',
      `  CASE WHEN state <> 'open' THEN value END AS "Value",`,
      `  CASE WHEN state = 'open' THEN value END AS "So far",`,
      '  target AS "Target"',
      'FROM nhip.kpi_value',
      `WHERE kpi = 'on-time' AND unit = \${unit:sqlstring} AND grain = \${grain:sqlstring} AND dims = '{}' AND $__timeFilter(time)`,
      'ORDER BY time',
    ].join('\n'),
  );
});

it('ask for no target where there is none', () => {
  expect(byPeriod(kpi(), names)).not.toContain('target');
});

it('are about the chosen grain, or the finest one where the KPI has no such periods', () => {
  expect(grainOf(['day', 'month', 'quarter', 'year'])).toBe(`\${grain:sqlstring}`);
  expect(grainOf(['quarter', 'year', 'P30D'])).toBe(
    `CASE WHEN \${grain:sqlstring} IN ('quarter', 'year') THEN \${grain:sqlstring} ELSE 'quarter' END`,
  );
  expect(grainOf(['year'])).toBe("'year'");
  expect(grainOf(['day', 'week'])).toBe("'day'");
});

it('hold names as they are, whatever stands in them', () => {
  const text = byPeriod(kpi({ id: "o'clock" }), { ...names, ended: 'a "b"' });
  expect(text).toContain("kpi = 'o''clock'");
  expect(text).toContain('AS "a ""b"""');
});
