// Real data: the golden files, read into the same shape as the expectation, so that both can be compared with the service.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';
import { type Expected, type Grain, periodText, type Scope } from './expectation.ts';

type Row = Readonly<Record<string, string>>;

export function readGolden(path: string): readonly Expected[] {
  return (parse(readFileSync(path), { columns: true }) as readonly Row[]).map(expectedOf);
}

function expectedOf(row: Row): Expected {
  const grain = row.grain as Grain;
  const start = DateTime.fromISO(row.period_start ?? '', { zone: 'utc' });
  const expected: Expected = {
    scope: { kind: row.scope as Scope['kind'], key: row.key ?? '' },
    grain,
    period: periodText(grain, start),
    received: count(row.received),
    receivedOnline: count(row.received_online),
    receivedOffline: count(row.received_offline),
    closed: count(row.closed),
    closedWithDue: count(row.closed_with_due),
    closedOnTime: count(row.closed_on_time),
    hoursMedian: hours(row.median_h),
    hoursP95: hours(row.p95_h),
    backlog: count(row.backlog_end),
    overdue: count(row.overdue_end),
    departmentsOpen: count(row.open_departments_end),
  };
  checkShares(row, expected);
  return expected;
}

/** The printed shares are those of the printed counts, so comparing numerators and denominators compares them exactly. */
function checkShares(row: Row, expected: Expected): void {
  const shares = [
    [row.online_share, expected.receivedOnline, expected.received],
    [row.online_share_public, expected.receivedOnline, expected.receivedOnline + expected.receivedOffline],
    [row.on_time_share, expected.closedOnTime, expected.closedWithDue],
  ] as const;
  for (const [printed, of, over] of shares) {
    const fits = over === 0 ? printed === '' : Math.abs(Number(printed) - of / over) <= 0.500_001e-6;
    if (!fits)
      throw new Error(`the golden row ${row.grain} ${row.period_start} ${row.key} contradicts itself: ${printed}`);
  }
}

function count(text: string | undefined): number {
  if (text === undefined || !/^\d+$/.test(text)) throw new Error(`not a count: '${text}'`);
  return Number(text);
}

function hours(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}
