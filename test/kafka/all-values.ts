// Kafka: every value a service publishes, by its key, through the public interface; without what tells the history of one run.
import { parse } from 'csv-parse/sync';

/** Key -> value, numerator, denominator, score, target, status and flags, as they are printed. */
export type AllValues = ReadonlyMap<string, string>;

interface ListedKpi {
  readonly id: string;
  readonly grains: readonly string[];
  readonly per: readonly { readonly dimension: string }[];
}

type Row = Readonly<Record<string, string>>;

/** Of all KPIs, units, grains, dimensions and periods. */
export async function readAllValues(url: string): Promise<AllValues> {
  const values = new Map<string, string>();
  const { kpis } = JSON.parse(await textOf(`${url}/v1/kpis`)) as { readonly kpis: readonly ListedKpi[] };
  for (const { id, grains, per } of kpis) {
    for (const grain of grains) {
      for (const dim of [null, ...per.map(({ dimension }) => dimension)]) {
        const query = new URLSearchParams({ grain, ...(dim === null ? {} : { dim }) });
        const text = await textOf(`${url}/v1/kpis/${encodeURIComponent(id)}/values?${query}`);
        for (const row of parse(text, { columns: true, bom: true }) as readonly Row[])
          values.set(keyOf(row), contentOf(row));
      }
    }
  }
  return values;
}

async function textOf(address: string): Promise<string> {
  const response = await fetch(address, { headers: { accept: 'text/csv, application/json;q=0.5' } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${address} answers ${response.status}: ${text}`);
  return text;
}

function keyOf({ kpi, unit, dims, grain, period }: Row): string {
  return [kpi, unit, dims, grain, period].join(' | ');
}

function contentOf({ value, numerator, denominator, score, target, status, flags }: Row): string {
  return [value, numerator, denominator, score, target, status, flags].join(' | ');
}

/** In words, the first of them. */
export function valueDifferences(expected: AllValues, found: AllValues): readonly string[] {
  const keys = new Set([...expected.keys(), ...found.keys()]);
  return [...keys].flatMap((key) =>
    expected.get(key) === found.get(key)
      ? []
      : [`${key}: ${found.get(key) ?? 'nothing'} instead of ${expected.get(key) ?? 'nothing'}`],
  );
}
