// Command line: the programmes of a catalogue at one glance. Each KPI with the example that shows what it means and, asked of a running
// service, what it says of one unit: a table in Markdown that reads well in a terminal too.
import type { Answer, CatalogueWithExamples } from '@nhip/catalogue';
import type { Grain, KpiPlan } from '@nhip/core';
import { z } from 'zod';
import { CommandFailure } from './failure.ts';
import { requestRows, type ValuesAddress } from './values.ts';
import { writtenValue } from './written-value.ts';

export interface ValuesAsked extends ValuesAddress {
  /** Null: the root of the catalogue. */
  readonly unit: string | null;
}

const OF_CATALOGUE = ['programme', 'KPI', 'code', 'title', 'example'];
const OF_SERVICE = ['period', 'value', 'target', 'flags'];

/**
 * A row for each KPI, by programme as the catalogue has them.
 * @param asked null: the catalogue alone, without values.
 * @throws CommandFailure for a unit that is none, and when the service is away or refuses.
 */
export async function programmeTable(catalogue: CatalogueWithExamples, asked: ValuesAsked | null): Promise<string> {
  const { plan, examples } = catalogue;
  const unit = asked?.unit ?? plan.root;
  if (!plan.units.some(({ code }) => code === unit)) throw new CommandFailure(`'${unit}' is not a unit of ${plan.id}`);
  const shown = firstAnswers(catalogue);
  const files = new Map(examples.flatMap(({ file, answers }) => answers.map((answer) => [answer, file] as const)));
  const rows: (readonly string[])[] = [];
  for (const kpi of plan.kpis) {
    const answer = shown.get(kpi.id);
    const example = answer === undefined ? '' : `${files.get(answer)}:${answer.line}`;
    const own = [kpi.programme ?? '', kpi.id, kpi.code ?? '', kpi.title.en, example];
    rows.push(asked === null ? own : [...own, ...(await valueCells(kpi, unit, asked))]);
  }
  return markdown([asked === null ? OF_CATALOGUE : [...OF_CATALOGUE, ...OF_SERVICE], ...rows]);
}

/** Of each KPI the first value that an example expects; one that expects nothing tells less. */
function firstAnswers({ examples }: CatalogueWithExamples): ReadonlyMap<string, Answer> {
  const answers = examples.flatMap((example) => example.answers);
  const telling = answers.filter(({ expected }) => expected.kind === 'value' && expected.status === 'ok');
  return new Map([...answers.toReversed(), ...telling.toReversed()].map((answer) => [answer.kpi, answer]));
}

const rowSchema = z.object({
  dims: z.record(z.string(), z.string()),
  period: z.string(),
  value: z.number().nullable(),
  target: z.number().nullable(),
  status: z.string(),
  state: z.string(),
  flags: z.array(z.string()),
});

type Row = z.infer<typeof rowSchema>;

async function valueCells(kpi: KpiPlan, unit: string, asked: ValuesAsked): Promise<readonly string[]> {
  // What is never summed over a dimension has values of it only.
  const dimension = kpi.levels.length === 0 ? kpi.per[0]?.dimension : undefined;
  const query = { kpi: kpi.id, unit, grain: grainOf(kpi), dim: dimension };
  const values = await requestRows(query, rowSchema, asked);
  const telling = newest(values);
  const [first] = telling;
  if (first === undefined) return ['', values.at(-1)?.status ?? 'not published', '', ''];
  const name = ({ dims }: Row): string => (dimension === undefined ? '' : `${dims[dimension]} `);
  return [
    first.state === 'open' ? `${first.period} (open)` : first.period,
    telling.map((row) => `${name(row)}${writtenValue(row.value ?? 0, kpi.measure)}`).join(', '),
    first.target === null ? '' : writtenValue(first.target, kpi.measure),
    [...new Set(telling.flatMap(({ flags }) => flags))].join(' '),
  ];
}

/** A month tells most; what is not published by month is shown by the next longer period. */
function grainOf({ grains }: KpiPlan): Grain | undefined {
  const wanted: readonly Grain[] = ['month', 'quarter', 'year'];
  return wanted.find((grain) => grains.includes(grain)) ?? grains[0];
}

/** The values of the last period that is over and has any; of the running one where no other has. */
function newest(values: readonly Row[]): readonly Row[] {
  const told = values.filter(({ value }) => value !== null);
  const last = told.findLast(({ state }) => state !== 'open') ?? told.at(-1);
  return told.filter(({ period }) => period === last?.period);
}

function markdown(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((text) => text.replaceAll('|', '\\|')));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('');
}
