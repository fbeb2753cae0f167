// Real data: compares what the service publishes with what is expected, value by value, through the public API alone.
import { parse } from 'csv-parse/sync';
import { type Expected, GRAINS, type Grain } from './expectation.ts';

export interface Fraction {
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
}

interface PublishedRow extends Readonly<Record<string, string>> {}

/** One difference in words, so that a failing test shows what is wrong and not only that something is. */
export type Difference = string;

const KPIS = [
  'received',
  'online-share',
  'online-share-public',
  'closed',
  'on-time-share',
  'hours-median',
  'hours-p95',
  'backlog',
  'overdue',
  'departments-open',
] as const;
type Kpi = (typeof KPIS)[number];

export type Published = ReadonlyMap<string, PublishedRow>;

export const DIMENSION = 'neighborhood';

/** Everything published for periods that begin in [from, to), by KPI, place and period. */
export async function fetchPublished(url: string, from: string, to: string): Promise<Published> {
  const rows = new Map<string, PublishedRow>();
  for (const kpi of KPIS) {
    for (const grain of GRAINS) {
      for (const dim of [null, DIMENSION]) {
        for (const row of await fetchRows(url, { kpi, grain, from, to, dim })) rows.set(nameOf(row), row);
      }
    }
  }
  return rows;
}

interface Query {
  readonly kpi: Kpi;
  readonly grain: Grain;
  readonly from: string;
  readonly to: string;
  readonly dim: string | null;
}

async function fetchRows(url: string, { kpi, grain, from, to, dim }: Query): Promise<readonly PublishedRow[]> {
  const address = new URL(`/v1/kpis/${kpi}/values`, url);
  const query = { grain, from, to, ...(dim === null ? {} : { dim }) };
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  const response = await fetch(address, { headers: { accept: 'text/csv' } });
  const text = await response.text();
  // A KPI may be kept without the dimension, or not for a grain: then its rows are missing and the comparison says so.
  if (response.status === 400 || response.status === 404) return [];
  if (!response.ok) throw new Error(`${address.href} answers ${response.status}: ${text}`);
  return parse(text, { columns: true, bom: true }) as readonly PublishedRow[];
}

function nameOf({ kpi, unit, dims, grain, period }: PublishedRow): string {
  return [kpi, unit, dims, grain, period].join(' | ');
}

function publishedName(kpi: Kpi, { scope, grain, period }: Expected): string {
  const unit = scope.kind === 'department' ? scope.key : ROOT;
  const dims = scope.kind === 'neighborhood' ? `${DIMENSION}:${scope.key}` : '';
  return [kpi, unit, dims, grain, period].join(' | ');
}

const ROOT = 'boston';

export interface Comparison {
  readonly compared: number;
  readonly differences: readonly Difference[];
}

export function compare(published: Published, expected: readonly Expected[]): Comparison {
  const differences: Difference[] = [];
  let compared = 0;
  for (const row of expected) {
    for (const kpi of KPIS) {
      compared += 1;
      const name = publishedName(kpi, row);
      const found = published.get(name);
      const fault = found === undefined ? 'is not published' : differs(found, kpi, row);
      if (fault !== null) differences.push(`${name}: ${fault}`);
    }
  }
  return { compared, differences };
}

function differs(row: PublishedRow, kpi: Kpi, expected: Expected): string | null {
  const found = { value: number(row.value), numerator: number(row.numerator), denominator: number(row.denominator) };
  switch (kpi) {
    case 'received':
      return unequal(found, plain(expected.received));
    case 'closed':
      return unequal(found, plain(expected.closed));
    case 'backlog':
      return unequal(found, plain(expected.backlog));
    case 'overdue':
      return unequal(found, plain(expected.overdue));
    case 'departments-open':
      return unequal(found, plain(expected.departmentsOpen));
    case 'online-share':
      return unequal(found, share(expected.receivedOnline, expected.received));
    case 'online-share-public':
      return unequal(found, share(expected.receivedOnline, expected.receivedOnline + expected.receivedOffline));
    case 'on-time-share':
      return unequal(found, share(expected.closedOnTime, expected.closedWithDue));
    case 'hours-median':
      return unlike(found.value, expected.hoursMedian);
    case 'hours-p95':
      return unlike(found.value, expected.hoursP95);
  }
}

function number(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}

function plain(value: number): Fraction {
  return { value, numerator: value, denominator: null };
}

function share(of: number, over: number): Fraction {
  return { value: over === 0 ? null : of / over, numerator: of, denominator: over };
}

const PRINTED_EXACT = 0.500_001e-6;

function unequal(found: Fraction, expected: Fraction): string | null {
  const same =
    found.numerator === expected.numerator &&
    found.denominator === expected.denominator &&
    (found.value === null || expected.value === null
      ? found.value === expected.value
      : Math.abs(found.value - expected.value) <= (Number.isInteger(expected.value) ? 0 : PRINTED_EXACT));
  return same ? null : `${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`;
}

/** Within 1 % or 0.0001 hours. */
function unlike(found: number | null, expected: number | null): string | null {
  const same =
    found === null || expected === null
      ? found === expected
      : Math.abs(found - expected) <= Math.max(0.01 * expected, 0.0001 + 1e-9);
  return same ? null : `${found} instead of ${expected}`;
}
