// Command line: the catalogue the environment names, compiled; every fault of it at once when it does not compile.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  builtInCatalogue,
  CatalogueError,
  type CatalogueWithExamples,
  type CatalogueWithReference,
  type DashboardOptions,
  loadCatalogue,
  loadDashboards,
  loadReference,
  loadRules,
  loadWithExamples,
  loadWithReference,
  type RulesOptions,
  withoutExample,
} from '@nhip/catalogue';
import { formatDay, type Plan } from '@nhip/core';
import { openExamples } from './examples/compute.ts';
import { differencesIn } from './examples/differences.ts';
import { CommandFailure } from './failure.ts';

/** @param folder null: the built-in one. @throws CommandFailure that names every fault of it. */
export async function loadPlan(folder: string | null): Promise<Plan> {
  return orFailure(loadCatalogue(folder ?? builtInCatalogue()));
}

/** The same with the pages of its reference. @throws CommandFailure that names every fault of it. */
export async function loadServed(folder: string | null): Promise<CatalogueWithReference> {
  return orFailure(loadWithReference(folder ?? builtInCatalogue()));
}

async function orFailure<Loaded>(loading: Promise<Loaded>): Promise<Loaded> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof CatalogueError) throw new CommandFailure(error.message);
    throw error;
  }
}

/** Lines that sum the catalogue up, its examples computed. @throws CommandFailure for a fault, or an example that does not hold. */
export async function checkCatalogue(folder: string | null): Promise<string> {
  const catalogue = await loadExamples(folder);
  const wrong = await wrongExamples(catalogue);
  if (wrong.length > 0) throw new CommandFailure(`${wrong.length} values are not as expected:\n${wrong.join('\n')}`);
  const { id, records, kpis, units } = catalogue.plan;
  const measures = records.reduce((sum, record) => sum + record.measures.length, 0);
  const unitCodes = new Set(units.map(({ code }) => code));
  return [
    `${id}: ${records.length} record types, ${measures} measures, ${kpis.length} KPIs, ${unitCodes.size} units; no faults`,
    ...examplesLine(catalogue),
  ].join('\n');
}

/** The catalogue with its examples. @throws CommandFailure that names every fault of either. */
export async function loadExamples(folder: string | null): Promise<CatalogueWithExamples> {
  return orFailure(loadWithExamples(folder ?? builtInCatalogue()));
}

async function wrongExamples({ plan, examples }: CatalogueWithExamples): Promise<readonly string[]> {
  if (examples.length === 0) return [];
  const computer = await openExamples(plan);
  return examples.flatMap((example) => differencesIn(example, computer.compute(example)));
}

function examplesLine({ plan, examples }: CatalogueWithExamples): readonly string[] {
  const bare = withoutExample(plan, examples);
  const held = `${examples.length} examples hold`;
  if (bare.length === 0) return plan.kpis.length === 0 ? [] : [`${held}; every KPI has one`];
  const ids = bare.map(({ id, definition: { valid } }) =>
    valid.from === null ? id : `${id} since ${formatDay(valid.from)}`,
  );
  return [`${held}; ${bare.length} KPIs have none: ${ids.join(', ')}`];
}

/** Writes the pages that explain the catalogue; gives one line about them. @throws CommandFailure */
export async function writeReference(folder: string | null, out: string): Promise<string> {
  const pages = await orFailure(loadReference(folder ?? builtInCatalogue()));
  await writeAll(pages, out);
  return `${pages.length} pages written below ${out}, beginning with ${join(out, 'README.md')}`;
}

export interface DashboardsCommand extends DashboardOptions {
  readonly out: string;
}

/** Writes the dashboards for Grafana; gives one line about them. @throws CommandFailure */
export async function writeDashboards(folder: string | null, { out, address }: DashboardsCommand): Promise<string> {
  const files = await orFailure(loadDashboards(folder ?? builtInCatalogue(), { address }));
  await writeAll(files, out);
  return `${files.length} dashboards written below ${out}, a folder for each language`;
}

export interface RulesCommand extends RulesOptions {
  readonly out: string;
}

/** Writes the rules for Prometheus and their tests; gives one line about them. @throws CommandFailure */
export async function writeRules(folder: string | null, { out, ...options }: RulesCommand): Promise<string> {
  const files = await orFailure(loadRules(folder ?? builtInCatalogue(), options));
  await writeAll(files, out);
  return `${files.length} files written below ${out}; ${join(out, 'README.md')} lists the alerts`;
}

interface WrittenFile {
  /** Relative to the folder that is written to. */
  readonly path: string;
  readonly text: string;
}

async function writeAll(files: readonly WrittenFile[], out: string): Promise<void> {
  for (const { path, text } of files) {
    const file = join(out, path);
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    } catch (cause) {
      throw new CommandFailure(`${file} cannot be written`, { cause });
    }
  }
}
