// End to end: a simulated Hanoi, and what the service answers when it is asked how the numbers of one month came about.
import { builtInCatalogue } from '@nhip/catalogue';
import { type CloudEvent, loadPlan, simulatedEvents } from '@nhip/nhip';
import { postAll, postTick } from '../process/door.ts';

export interface ExplainedCity {
  readonly catalogue: string;
  readonly events: readonly CloudEvent[];
  /** What is asked for: every KPI at the city and at one unit. */
  readonly paths: readonly string[];
}

export interface Put {
  readonly measure: number;
  readonly from: string | null;
  readonly to: string;
  readonly dims?: Readonly<Record<string, string>>;
  readonly amount: number;
}

export interface Explanation {
  readonly published: Readonly<Record<string, unknown>>;
  readonly computed: Readonly<Record<string, unknown>> | null;
  readonly formula: unknown;
  readonly measures: readonly {
    readonly measure: string;
    readonly is: string;
    readonly value: number | null;
    readonly divisor: number;
    readonly gathered: boolean;
    readonly cells: readonly (Omit<Put, 'measure'> & { readonly unit: string })[];
  }[];
  readonly records: {
    readonly complete: boolean;
    readonly list: readonly {
      readonly key: unknown;
      readonly record: string;
      readonly unit: string;
      readonly puts: readonly Put[];
    }[];
  };
}

const TICK = '2025-12-12T00:00:00+07:00';
const PERIODS = { month: '2025-11', quarter: '2025-Q4', year: '2025', week: '2025-W48', day: '2025-11-20' } as const;

export async function explainedCity(seed: number): Promise<ExplainedCity> {
  const catalogue = builtInCatalogue();
  const plan = await loadPlan(catalogue);
  const parents = new Set(plan.units.map(({ parent }) => parent));
  const leaves = plan.units.filter(({ code, until }) => until === null && !parents.has(code)).map(({ code }) => code);
  const units = leaves.slice(0, 4);
  const events = simulatedEvents({
    seed,
    from: Date.parse('2025-11-01T00:00:00+07:00'),
    to: Date.parse('2025-12-10T12:00:00+07:00'),
    units,
    procedures: plan.domains.find(({ name }) => name === 'procedure')?.codes ?? ['P001', 'P002', 'P003'],
    dossiersPerDay: 4,
    bad: 0,
  });
  const paths = plan.kpis.flatMap(({ id, grains }) => {
    const grain = (['month', 'quarter', 'year', 'week', 'day'] as const).find((one) => grains.includes(one));
    if (grain === undefined) return [];
    return [plan.root, units[0] ?? ''].map(
      (unit) => `/v1/kpis/${id}/values/${encodeURIComponent(unit)}/${PERIODS[grain]}/explain?keys=true`,
    );
  });
  return { catalogue, events: [...events], paths };
}

export async function tellCity({ events }: ExplainedCity, url: string): Promise<void> {
  await postAll(url, events);
  await postTick(url, TICK);
}

/** The answer to each path; those where nothing is published are left out. */
export async function explanations({ paths }: ExplainedCity, url: string): Promise<ReadonlyMap<string, Explanation>> {
  const told = new Map<string, Explanation>();
  for (const path of paths) {
    const answer = await fetch(new URL(path, url));
    if (answer.status === 404) continue;
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
    told.set(path, (await answer.json()) as Explanation);
  }
  return told;
}

/** What does not add up, in words. */
export function unadded(path: string, { published, computed, measures, records }: Explanation): readonly string[] {
  const faults: string[] = [];
  const { state: _state, asOf: _asOf, ...result } = published;
  if (JSON.stringify(result) !== JSON.stringify(computed)) faults.push(`${path}: published is not what was computed`);
  for (const [place, { measure, is, value, divisor, cells, gathered }] of measures.entries()) {
    const sum = cells.reduce((all, { amount }) => all + amount, 0);
    if (sum / (is === 'sketch' ? 1 : divisor) !== value)
      faults.push(`${path}: ${measure} is ${value}, its cells ${sum}/${divisor}`);
    if (!records.complete || gathered) continue;
    const put = records.list.flatMap(({ puts }) => puts.filter((one) => one.measure === place));
    const all = put.reduce((total, { amount }) => total + amount, 0);
    if (all !== sum) faults.push(`${path}: the records of ${measure} put in ${all}, the cells hold ${sum}`);
  }
  return faults;
}
