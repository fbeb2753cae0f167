// Periods: which local days a day, ISO week, month, quarter, year or rolling window holds, and how it is written.
// A period is an integer within its grain, so that the next period is always + 1.
import { DateTime } from 'luxon';
import type { Grain } from '../plan/kpi.ts';

/** Days since 1970-01-01, first day of the period and first day after it. */
export interface DaySpan {
  readonly first: number;
  readonly end: number;
}

interface GrainRule {
  /** The period that holds a day (a rolling window: the one that begins on it). */
  periodOf(day: number): number;
  firstDay(period: number): number;
  format(period: number): string;
  /** Null when the text is not a period of this grain. */
  parse(text: string): number | null;
}

/** Days of a rolling window; null: a grain of the calendar. */
export function grainDays(grain: Grain): number | null {
  let days = windowDays.get(grain);
  if (days === undefined) {
    days = grain.startsWith('P') ? Number(grain.slice(1, -1)) : null;
    windowDays.set(grain, days);
  }
  return days;
}

/** Asked for with every period that is evaluated; there are only as many grains as the catalogue has. */
const windowDays = new Map<Grain, number | null>();

/** The last day decides for a rolling window: periodEnding(day) is the window whose last day it is. */
export function periodEnding(grain: Grain, day: number): number {
  const days = grainDays(grain);
  return days === null ? periodOf(grain, day) : day - days + 1;
}

/** The first period that begins on the day or later; of -Infinity, -Infinity. */
export function firstBeginningFrom(grain: Grain, day: number): number {
  if (!Number.isFinite(day)) return day;
  const period = periodOf(grain, day);
  return daysOf(grain, period).first === day ? period : period + 1;
}

export function periodOf(grain: Grain, day: number): number {
  return ruleOf(grain).periodOf(day);
}

export function daysOf(grain: Grain, period: number): DaySpan {
  const days = grainDays(grain);
  if (days !== null) return { first: period, end: period + days };
  const rule = ruleOf(grain);
  return { first: rule.firstDay(period), end: rule.firstDay(period + 1) };
}

/** ISO 8601: 2015-03-07, 2015-W10, 2015-03, 2015-Q1, 2015, 2015-03-07/P30D. */
export function formatPeriod(grain: Grain, period: number): string {
  return ruleOf(grain).format(period);
}

export function parsePeriod(grain: Grain, text: string): number | null {
  return ruleOf(grain).parse(text);
}

export function formatDay(day: number): string {
  return utc(day).toFormat('yyyy-MM-dd');
}

/** Days since 1970-01-01 of a calendar date that exists, else null. */
export function parseDay(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const date = DateTime.fromISO(text, { zone: 'utc' });
  return date.isValid ? Math.floor(date.toMillis() / DAY_MS) : null;
}

const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday. */
const THURSDAY_TO_MONDAY = 3;

function utc(day: number): DateTime {
  return DateTime.fromMillis(day * DAY_MS, { zone: 'utc' });
}

function dayNumber(year: number, month: number): number {
  return Math.floor(DateTime.utc(year, month, 1).toMillis() / DAY_MS);
}

const dayRule: GrainRule = {
  periodOf: (day) => day,
  firstDay: (period) => period,
  format: formatDay,
  parse: parseDay,
};

const weekRule: GrainRule = {
  periodOf: (day) => Math.floor((day + THURSDAY_TO_MONDAY) / 7),
  firstDay: (period) => period * 7 - THURSDAY_TO_MONDAY,
  format: (period) => utc(weekRule.firstDay(period)).toFormat("kkkk-'W'WW"),
  parse: (text) => {
    const date = /^\d{4}-W\d{2}$/.test(text) ? DateTime.fromISO(text, { zone: 'utc' }) : null;
    return date?.isValid ? weekRule.periodOf(Math.floor(date.toMillis() / DAY_MS)) : null;
  },
};

/** Months, quarters and years: `months` long, counted from year 0. */
function monthsRule(months: number, written: (year: number, part: number) => string, pattern: RegExp): GrainRule {
  const perYear = 12 / months;
  // Asked for with every change of a cell; there are only as many days as the data has.
  const known = new Map<number, number>();
  const firstDays = new Map<number, number>();
  return {
    periodOf: (day) => {
      let period = known.get(day);
      if (period === undefined) {
        const { year, month } = utc(day);
        period = year * perYear + Math.floor((month - 1) / months);
        known.set(day, period);
      }
      return period;
    },
    firstDay: (period) => {
      let day = firstDays.get(period);
      if (day === undefined) {
        day = dayNumber(Math.floor(period / perYear), (period % perYear) * months + 1);
        firstDays.set(period, day);
      }
      return day;
    },
    format: (period) => written(Math.floor(period / perYear), (period % perYear) + 1),
    parse: (text) => {
      const match = pattern.exec(text);
      const part = match?.[2] === undefined ? 1 : Number(match[2]);
      return match !== null && part >= 1 && part <= perYear ? Number(match[1]) * perYear + part - 1 : null;
    },
  };
}

const year4 = (year: number): string => String(year).padStart(4, '0');

const rules: Readonly<Record<'day' | 'week' | 'month' | 'quarter' | 'year', GrainRule>> = {
  day: dayRule,
  week: weekRule,
  month: monthsRule(1, (year, part) => `${year4(year)}-${String(part).padStart(2, '0')}`, /^(\d{4})-(\d{2})$/),
  quarter: monthsRule(3, (year, part) => `${year4(year)}-Q${part}`, /^(\d{4})-Q([1-4])$/),
  year: monthsRule(12, year4, /^(\d{4})$/),
};

function rollingRule(days: number): GrainRule {
  return {
    periodOf: (day) => day,
    firstDay: (period) => period,
    format: (period) => `${formatDay(period)}/P${days}D`,
    parse: (text) => (text.endsWith(`/P${days}D`) ? parseDay(text.slice(0, text.indexOf('/'))) : null),
  };
}

function ruleOf(grain: Grain): GrainRule {
  const days = grainDays(grain);
  return days === null ? rules[grain as keyof typeof rules] : rollingRule(days);
}
