// Simulation: random working calendars and random tables of what holds for each topic, and since when.
import fc from 'fast-check';
import { formatDay } from './days.ts';
import type { RecordNode } from './records.ts';

const TOPICS = ['t1', 't2', 't3'] as const;
const UNITS = ['hour', 'day', 'working_hour', 'working_day', 'month'] as const;
const WEEKS: readonly RecordNode[] = [
  { days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], hours: ['08:00-12:00', '13:30-17:30'] },
  { days: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday'], hours: ['07:15-15:00'] },
  { days: ['saturday'], hours: ['10:00-11:00', '12:00-24:00'] },
];
/** Days that the random catalogues are about, as in the statements. */
const DAYS = 75;

interface RowChoice {
  readonly topic: number;
  /** Since ever, or since a day. */
  readonly from: number | null;
  /** How long it lasts; null: until the next one. */
  readonly days: number | null;
  readonly limit: number | null;
  readonly unit: number;
  readonly paid: boolean | null;
  readonly level: number;
}

export interface WorkingChoice {
  readonly week: number;
  /** From some day on another working week. */
  readonly change: { readonly from: number; readonly week: number } | null;
  readonly daysOff: readonly number[];
  readonly swappedIn: readonly number[];
  /** The first year is always there; the next one may be missing, or not announced. */
  readonly announced: readonly [boolean, boolean | null];
  readonly rows: readonly RowChoice[];
}

const day = fc.nat(DAYS - 1);

export const workingChoice: fc.Arbitrary<WorkingChoice> = fc.record({
  week: fc.nat(WEEKS.length - 1),
  change: fc.option(fc.record({ from: day, week: fc.nat(WEEKS.length - 1) })),
  daysOff: fc.array(day, { maxLength: 8 }),
  swappedIn: fc.array(day, { maxLength: 3 }),
  announced: fc.tuple(fc.boolean(), fc.constantFrom(true, false, null)),
  rows: fc.array(
    fc.record({
      topic: fc.nat(TOPICS.length - 1),
      from: fc.option(day),
      days: fc.option(fc.integer({ min: 1, max: 20 }), { freq: 2 }),
      limit: fc.option(fc.integer({ min: -3, max: 12 }), { freq: 5 }),
      unit: fc.nat(UNITS.length - 1),
      paid: fc.option(fc.boolean(), { freq: 5 }),
      level: fc.nat(2),
    }),
    { maxLength: 7 },
  ),
});

export function calendarNode(
  { week, change, daysOff, swappedIn, announced }: WorkingChoice,
  firstDay: number,
): RecordNode {
  const firstYear = Number(formatDay(firstDay).slice(0, 4));
  const worked = new Set(swappedIn);
  const inYear = (days: Iterable<number>, year: number): readonly string[] =>
    [...new Set(days)].map((each) => formatDay(firstDay + each)).filter((text) => Number(text.slice(0, 4)) === year);
  const years = announced.flatMap((isAnnounced, place) => {
    const year = firstYear + place;
    if (isAnnounced === null) return [];
    const content = {
      announced: isAnnounced,
      source: 'simulation',
      mark: 'I',
      daysOff: inYear(
        daysOff.filter((each) => !worked.has(each)),
        year,
      ),
      swappedIn: inYear(worked, year),
    };
    return [[String(year), content] as const];
  });
  return {
    calendar: 'office',
    weeks: [
      WEEKS[week],
      ...(change === null ? [] : [{ ...WEEKS[change.week], from: formatDay(firstDay + change.from) }]),
    ],
    years: Object.fromEntries(years),
  };
}

/** Columns and rows of the domain of topics; rows of one topic do not overlap. */
export function topicTable({ rows }: WorkingChoice, firstDay: number): RecordNode {
  const byTopic = Map.groupBy(rows, ({ topic }) => topic);
  return {
    columns: {
      limit: { type: 'integer' },
      limitUnit: { type: 'enum', values: UNITS },
      paid: { type: 'flag' },
      level: { type: 'enum', values: ['low', 'high'] },
    },
    rows: [...byTopic.values()].flatMap((own) => {
      const begun = [...new Map(own.map((row) => [row.from ?? -1, row])).values()];
      return begun.map((row) => rowNode(row, { own: begun, firstDay }));
    }),
  };
}

function rowNode(
  { topic, from, days, limit, unit, paid, level }: RowChoice,
  { own, firstDay }: { readonly own: readonly RowChoice[]; readonly firstDay: number },
): RecordNode {
  const begin = from ?? -1;
  const next = Math.min(...own.map((other) => other.from ?? -1).filter((other) => other > begin));
  const until = days === null ? null : Math.min(next, begin + days);
  return {
    code: TOPICS[topic],
    ...(from === null ? {} : { from: formatDay(firstDay + from) }),
    ...(until === null || until <= begin ? {} : { until: formatDay(firstDay + until) }),
    ...(limit === null ? {} : { limit }),
    limitUnit: UNITS[unit],
    ...(paid === null ? {} : { paid }),
    ...(level === 2 ? {} : { level: ['low', 'high'][level] }),
  };
}
