// The working calendar of the built-in catalogue against what can be computed: the lunar days by another calendar, and what the law
// says of every year.
import { formatDay, openWorkingTime, openZone, type Plan, parseDay } from '@nhip/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtInCatalogue, loadCatalogue } from './load.ts';

let plan: Plan;
beforeAll(async () => {
  plan = await loadCatalogue(builtInCatalogue());
});

const YEARS = [2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027];
const DAY_MS = 86_400_000;

/** `month/day` of the Chinese calendar, which has the Vietnamese days in all of these years (checked at UTC+7). */
const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'UTC', month: 'numeric', day: 'numeric' });

function dayOfLunar(year: number, monthAndDay: string): number {
  for (let day = parseDay(`${year}-01-15`) ?? 0; ; day += 1) {
    if (lunar.format(day * DAY_MS) === monthAndDay) return day;
  }
}

const isWeekend = (day: number): boolean => [0, 6].includes(new Date(day * DAY_MS).getUTCDay());

describe('the working calendar of Vietnam', () => {
  it('has every year from 2020 to 2027, the last one not announced', () => {
    expect(plan.calendar?.years.map(({ year, isAnnounced }) => [year, isAnnounced])).toEqual(
      YEARS.map((year) => [year, year < 2027]),
    );
  });

  it.each(YEARS)(
    '%d: Lunar New Year with its neighbours, the Hùng Kings and the fixed holidays are days off',
    (year) => {
      const off = new Set(plan.calendar?.years.find((one) => one.year === year)?.daysOff);
      const newYear = dayOfLunar(year, '1/1');
      const fixed = ['01-01', '04-30', '05-01', '09-02'].map((text) => parseDay(`${year}-${text}`) ?? Number.NaN);
      const days = [newYear - 1, newYear, newYear + 1, newYear + 2, dayOfLunar(year, '3/10'), ...fixed];
      expect(days.filter((day) => !off.has(day) && !isWeekend(day)).map(formatDay)).toEqual([]);
    },
  );

  it('gives back as many days as holidays fall on a weekend, and works the days it swaps in', () => {
    const working = plan.calendar === null ? null : openWorkingTime(plan.calendar, openZone(plan.timeZone));
    const workedIn = (year: number): number =>
      working?.daysBetween((parseDay(`${year}-01-01`) ?? 0) - 1, (parseDay(`${year + 1}-01-01`) ?? 0) - 1) ?? 0;
    const weekdaysIn = (year: number): number => {
      const first = parseDay(`${year}-01-01`) ?? 0;
      const days = Array.from({ length: (parseDay(`${year + 1}-01-01`) ?? 0) - first }, (_, place) => first + place);
      return days.filter((day) => !isWeekend(day)).length;
    };
    // Ten holidays a year, eleven since 2021, twelve since 2026 each on a weekday or given back.
    expect(YEARS.map((year) => weekdaysIn(year) - workedIn(year))).toEqual([10, 11, 11, 11, 11, 11, 12, 12]);
  });
});
