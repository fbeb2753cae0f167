// Demonstration: a small table of the city's KPIs, asked for through the public interface like everything else.
import type { KpiPlan, Plan } from '@nhip/core';
import { formatPeriod, openZone, periodOf } from '@nhip/core';
import { z } from 'zod';
import { requestRows } from '../values.ts';
import { writtenValue } from '../written-value.ts';

const valueSchema = z.object({
  period: z.string(),
  value: z.number().nullable(),
  target: z.number().nullable(),
  status: z.string(),
});

type Value = z.infer<typeof valueSchema>;

const MONTHS_SHOWN = 4;
const SHOWN_EACH = 2;

/** One row a KPI, its last months side by side, the running one last; the first KPIs of each programme stand for it. */
export async function kpiTable(plan: Plan, url: string): Promise<string> {
  const month = periodOf('month', openZone(plan.timeZone).dayOf(Date.now()));
  const months = Array.from({ length: MONTHS_SHOWN }, (_, index) =>
    formatPeriod('month', month - MONTHS_SHOWN + 1 + index),
  );
  const rows = await Promise.all(
    shownIn(plan).map(async ({ id, title, measure }) => {
      const values = await requestRows({ kpi: id, unit: plan.root, grain: 'month' }, valueSchema, { url, key: null });
      const cells = months.map((period) =>
        cellOf(
          values.find((value) => value.period === period),
          measure,
        ),
      );
      const target = values.at(-1)?.target ?? null;
      return [
        `${title.en}`,
        ...cells,
        target === null ? '' : cellOf({ period: '', value: target, target, status: 'ok' }, measure),
      ];
    }),
  );
  const lines = [['KPI of the whole city (simulated)', ...months, 'target'], ...rows];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}

function shownIn({ kpis }: Plan): readonly KpiPlan[] {
  const monthly = kpis.filter(({ grains, levels }) => grains.includes('month') && levels.length > 0);
  return [...Map.groupBy(monthly, ({ programme }) => programme).values()].flatMap((own) => own.slice(0, SHOWN_EACH));
}

function cellOf(value: Value | undefined, measure: string): string {
  if (value === undefined || value.value === null) return value?.status ?? '';
  return writtenValue(value.value, measure);
}
