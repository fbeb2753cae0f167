// Command line: asks a running service for the values of a KPI and prints them as a table, or as the CSV the service gives.
import { z } from 'zod';
import { CommandFailure, describe } from './failure.ts';

export interface ValuesQuery {
  readonly kpi: string;
  readonly unit?: string | undefined;
  readonly grain?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly dim?: string | undefined;
  readonly boundaries?: string | undefined;
  readonly asof?: string | undefined;
}

/** A running service, and the key to show it. */
export interface ValuesAddress {
  readonly url: string;
  readonly key: string | null;
}

export interface ValuesOptions extends ValuesAddress {
  readonly csv: boolean;
}

/** @throws CommandFailure when the service is away or refuses the query. */
export async function fetchValues(query: ValuesQuery, { csv, ...address }: ValuesOptions): Promise<string> {
  if (csv) {
    const text = await requestValues(query, 'text/csv', address);
    if (!text.startsWith('kpi,')) throw withoutValues(address);
    return text;
  }
  return tableOf(await requestRows(query, z.record(z.string(), z.unknown()), address));
}

/**
 * The values, read as `row` says.
 * @throws CommandFailure when the service is away or refuses the query, and when what answers is none.
 */
export async function requestRows<Row>(
  query: ValuesQuery,
  row: z.ZodType<Row>,
  address: ValuesAddress,
): Promise<readonly Row[]> {
  const text = await requestValues(query, 'application/json', address);
  const answer = z.object({ values: z.array(row) }).safeParse(readJson(text));
  if (!answer.success) throw withoutValues(address);
  return answer.data.values;
}

function withoutValues({ url }: ValuesAddress): CommandFailure {
  return new CommandFailure(`${url} answered without values: is it a Nhịp service?`);
}

async function requestValues(query: ValuesQuery, accept: string, { url, key }: ValuesAddress): Promise<string> {
  const { kpi, ...filters } = query;
  const address = new URL(`/v1/kpis/${encodeURIComponent(kpi)}/values`, url);
  for (const [name, value] of Object.entries(filters)) if (value !== undefined) address.searchParams.set(name, value);
  const headers = { accept };
  let response: Response;
  try {
    response = await fetch(address, {
      headers: key === null ? headers : { ...headers, authorization: `Bearer ${key}` },
    });
  } catch (cause) {
    throw new CommandFailure(`cannot reach ${url} (is the service running?): ${describe(cause)}`);
  }
  const text = await response.text();
  if (!response.ok) throw new CommandFailure(`${address.href} answers ${response.status}: ${detailOf(text)}`);
  return text;
}

const problem = z.object({ title: z.string(), detail: z.string().optional() });

function detailOf(text: string): string {
  const { data } = problem.safeParse(readJson(text));
  if (data === undefined) return text.slice(0, 200);
  return data.detail === undefined ? data.title : `${data.title}: ${data.detail}`;
}

/** Undefined for what is no JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Row = Readonly<Record<string, unknown>>;

const COLUMNS = [
  'unit',
  'dims',
  'grain',
  'period',
  'value',
  'numerator',
  'denominator',
  'score',
  'target',
  'status',
  'state',
  'flags',
];

/** Columns in which no row has anything are left out. */
function tableOf(rows: readonly Row[]): string {
  if (rows.length === 0) return 'no values\n';
  const cells = rows.map((row) => COLUMNS.map((column) => cellOf(row[column])));
  const shown = COLUMNS.map((_, index) => cells.some((row) => row[index] !== ''));
  const lines = [COLUMNS, ...cells].map((row) => row.filter((_, index) => shown[index]));
  const widths = (lines[0] ?? []).map((_, index) => widest(lines, index));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, index) => cell.padEnd(widths[index] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** Without spreading the lines: there may be more of them than a call has arguments. */
function widest(lines: readonly (readonly string[])[], index: number): number {
  return lines.reduce((most, line) => Math.max(most, line[index]?.length ?? 0), 0);
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(' ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, part]) => `${name}:${part}`)
      .join(' ');
  return typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(6) : String(value);
}
