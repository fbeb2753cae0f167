// Real data: what every KPI must read, computed the slow obvious way from the list of cases. Written after the words of the
// golden files' policy; the real-data test first checks it against those files, then uses it where they end.
import { DateTime } from 'luxon';
import { type Case, ZONE } from './cases.ts';

export type Grain = 'day' | 'week' | 'month' | 'quarter' | 'year';
export const GRAINS: readonly Grain[] = ['day', 'week', 'month', 'quarter', 'year'];

export interface Scope {
  readonly kind: 'all' | 'department' | 'neighborhood';
  readonly key: string;
}

export interface Expected {
  readonly scope: Scope;
  readonly grain: Grain;
  readonly period: string;
  readonly received: number;
  readonly receivedOnline: number;
  readonly receivedOffline: number;
  readonly closed: number;
  readonly closedWithDue: number;
  readonly closedOnTime: number;
  /** Null: nothing was closed (cases closed before they were opened do not count). */
  readonly hoursMedian: number | null;
  readonly hoursP95: number | null;
  readonly backlog: number;
  readonly overdue: number;
  readonly departmentsOpen: number;
}

export function periodText(grain: Grain, start: DateTime): string {
  switch (grain) {
    case 'day':
      return start.toFormat('yyyy-MM-dd');
    case 'week':
      return start.toFormat("kkkk-'W'WW");
    case 'month':
      return start.toFormat('yyyy-MM');
    case 'quarter':
      return start.toFormat("yyyy-'Q'q");
    case 'year':
      return start.toFormat('yyyy');
  }
}

export interface Span {
  /** Local dates; periods that hold a day of [from, to). */
  readonly from: string;
  readonly to: string;
}

/** Every period of the span, for the whole city, every department and every neighborhood that occurs in the cases. */
export function expect311(cases: readonly Case[], span: Span): readonly Expected[] {
  const scopes = [...groupByScope(cases).values()];
  return GRAINS.flatMap((grain) => {
    const periods = periodsOf(grain, span);
    return scopes.flatMap(({ scope, members }) => expectScope({ grain, scope, periods }, members));
  });
}

interface Period {
  readonly text: string;
  /** First moment after it. */
  readonly end: number;
}

function periodsOf(grain: Grain, { from, to }: Span): readonly Period[] {
  const periods: Period[] = [];
  const last = DateTime.fromISO(to, { zone: ZONE });
  let start = DateTime.fromISO(from, { zone: ZONE }).startOf(grain);
  while (start < last) {
    const next = start.plus({ [grain]: 1 });
    periods.push({ text: periodText(grain, start), end: next.toMillis() });
    start = next;
  }
  return periods;
}

interface Group {
  readonly scope: Scope;
  readonly members: Case[];
}

function groupByScope(cases: readonly Case[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const one of cases) {
    const scopes: readonly Scope[] = [
      { kind: 'all', key: '' },
      { kind: 'department', key: one.department },
      { kind: 'neighborhood', key: one.neighborhood },
    ];
    for (const scope of scopes) {
      const name = `${scope.kind}\n${scope.key}`;
      const group = groups.get(name) ?? { scope, members: [] };
      groups.set(name, group);
      group.members.push(one);
    }
  }
  return groups;
}

interface Place {
  readonly grain: Grain;
  readonly scope: Scope;
  readonly periods: readonly Period[];
}

function expectScope({ grain, scope, periods }: Place, members: readonly Case[]): readonly Expected[] {
  const opened = groupByPeriod(grain, members, (one) => one.opened);
  const closed = groupByPeriod(grain, members, (one) => one.closed);
  const stocks = openAtEnds(periods, members);
  return periods.map((period, index) => {
    const received = opened.get(period.text) ?? [];
    const finished = closed.get(period.text) ?? [];
    const withDue = finished.filter((one) => one.due !== null);
    const hours = finished.map((one) => ((one.closed ?? 0) - one.opened) / 3_600_000).filter((length) => length >= 0);
    hours.sort((a, b) => a - b);
    const stock = stocks[index] ?? { backlog: 0, overdue: 0, departments: 0 };
    return {
      scope,
      grain,
      period: period.text,
      received: received.length,
      receivedOnline: received.filter((one) => one.channel === 'online').length,
      receivedOffline: received.filter((one) => one.channel === 'offline').length,
      closed: finished.length,
      closedWithDue: withDue.length,
      closedOnTime: withDue.filter((one) => (one.closed ?? 0) <= (one.due ?? 0)).length,
      hoursMedian: quantile(hours, 0.5),
      hoursP95: quantile(hours, 0.95),
      backlog: stock.backlog,
      overdue: stock.overdue,
      departmentsOpen: stock.departments,
    };
  });
}

function groupByPeriod(
  grain: Grain,
  members: readonly Case[],
  at: (one: Case) => number | null,
): ReadonlyMap<string, readonly Case[]> {
  const groups = new Map<string, Case[]>();
  for (const one of members) {
    const ms = at(one);
    if (ms === null) continue;
    const text = periodHolding(grain, ms);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [one]);
    else group.push(one);
  }
  return groups;
}

const known = new Map<string, string>();

/** Remembers by quarter of an hour: no zone changes its offset within one. */
function periodHolding(grain: Grain, ms: number): string {
  const name = `${grain} ${Math.floor(ms / 900_000)}`;
  let text = known.get(name);
  if (text === undefined) {
    text = periodText(grain, DateTime.fromMillis(ms, { zone: ZONE }).startOf(grain));
    known.set(name, text);
  }
  return text;
}

interface Stock {
  readonly backlog: number;
  readonly overdue: number;
  readonly departments: number;
}

/** Opened before the end, not closed before it; overdue: its due moment lies before the end too. */
function openAtEnds(periods: readonly Period[], members: readonly Case[]): readonly Stock[] {
  return periods.map(({ end }) => {
    let backlog = 0;
    let overdue = 0;
    const departments = new Set<string>();
    for (const one of members) {
      if (one.opened >= end || (one.closed !== null && one.closed < end)) continue;
      backlog += 1;
      departments.add(one.department);
      if (one.due !== null && one.due < end) overdue += 1;
    }
    return { backlog, overdue, departments: departments.size };
  });
}

/** Linear between the ranks. */
function quantile(sorted: readonly number[], q: number): number | null {
  if (sorted.length === 0) return null;
  const rank = q * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? 0;
  const high = sorted[Math.ceil(rank)] ?? low;
  return low + (high - low) * (rank - Math.floor(rank));
}
