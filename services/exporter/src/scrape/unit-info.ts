// The units of a scrape with their names, so that whoever shows KPIs need not know the catalogue. Names change over time: those of
// the last tick are told, and a unit that is dissolved by then is not.
import { openZone, type Plan } from '@nhip/core';
import type { Reading } from '@nhip/telemetry';
import type { ValuesView } from '../view/values-view.ts';

export type UnitReading = Reading<'nhip_unit_info'>;

/** @returns a reader; it tells of no unit before the first tick. */
export function unitsInForce(
  view: Pick<ValuesView, 'lastTick'>,
  { units, timeZone }: Pick<Plan, 'units' | 'timeZone'>,
): () => readonly UnitReading[] {
  const zone = openZone(timeZone);
  return () => {
    const tick = view.lastTick();
    if (tick === null) return [];
    const today = zone.dayOf(tick);
    return units
      .filter(({ from, until }) => (from === null || from <= today) && (until === null || today < until))
      .map(({ code, level, title }) => ({
        labels: { unit: code, level, title_vi: title.vi, title_en: title.en },
        value: 1,
      }));
  };
}
