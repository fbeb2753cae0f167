// Interface: an exporter without a history scrapes what was published last, however often it was published before.
import { parsePeriod } from '@nhip/core';
import { expect, it } from 'vitest';
import { planOf } from '../history/history-at.ts';
import { openPublishedLog, openView, readAll, seriesKey } from '../history/published-log.ts';

it('shows the last of many commits, and what is held stays as it was', async () => {
  const plan = await planOf();
  const city = openPublishedLog(plan);
  const key = seriesKey('city', 'month');
  const period = parsePeriod('month', '2023-05') ?? Number.NaN;
  const at = (day: number): number => Date.parse(`2023-05-0${day}T00:00:00+07:00`);
  await city.tick(at(1), [{ key, period, value: 1 }]);
  const view = await openView(city.log, plan);
  const early = view.standings();
  for (const day of [2, 3, 4]) await city.publish(at(day), [{ key, period, value: day }]);
  await readAll(view);
  const late = view.standings();
  const shown = [early, late].map(({ kpis }) => kpis.find(({ kpi }) => kpi === key.kpi)?.at(0, period)?.value);
  expect(shown).toEqual([1, 4]);
  await view.close();
});
