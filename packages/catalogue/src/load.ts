// The door of the catalogue language: a folder in, the compiled plan out, or all faults at once.
import { fileURLToPath } from 'node:url';
import type { Plan } from '@nhip/core';
import { compileCatalogue } from './compile/compile.ts';
import type { DashboardFile, DashboardOptions } from './dashboards/dashboards.ts';
import { asksForExamples, checkCoverage } from './examples/coverage.ts';
import type { Example } from './examples/example.ts';
import { readExamples } from './examples/read-examples.ts';
import type { ReferencePage } from './reference/page.ts';
import { referencePages } from './reference/reference.ts';
import type { RulesFile, RulesOptions } from './rules/rules.ts';
import { createFaults, type Fault, type Faults } from './source/fault.ts';
import type { SourceNode } from './source/node.ts';
import { readExampleFiles, readFolder, type SourceDocument } from './source/read-folder.ts';

/** A catalogue that does not compile. `message` lists every fault on a line of its own. */
export class CatalogueError extends Error {
  readonly faults: readonly Fault[];

  constructor(folder: string, faults: readonly Fault[]) {
    super(
      `the catalogue ${folder} does not compile (${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}):\n${listed(faults)}`,
    );
    this.name = 'CatalogueError';
    this.faults = faults;
  }
}

function listed(faults: readonly Fault[]): string {
  return faults.map(({ file, line, message }) => `${line === 0 ? file : `${file}:${line}`}: ${message}`).join('\n');
}

/**
 * Compiles all `*.yaml` below a folder. Where the catalogue says `examples: required`, a KPI without an example is a fault.
 * @throws CatalogueError with all faults of the catalogue.
 */
export async function loadCatalogue(folder: string): Promise<Plan> {
  return (await compileFolder(folder, asksForExamples)).plan;
}

export interface CatalogueWithExamples {
  readonly plan: Plan;
  readonly examples: readonly Example[];
}

/**
 * The same with the examples of `*.test.yaml`, which then have no faults either.
 * @throws CatalogueError with all faults of the catalogue and its examples.
 */
export function loadWithExamples(folder: string): Promise<CatalogueWithExamples> {
  return compileFolder(folder, () => true);
}

/**
 * The pages that explain a catalogue.
 * @throws CatalogueError with all faults of the catalogue.
 */
export async function loadReference(folder: string): Promise<readonly ReferencePage[]> {
  return referenceOf(await compileFolder(folder, () => false));
}

export interface CatalogueWithReference {
  readonly plan: Plan;
  readonly reference: readonly ReferencePage[];
}

/**
 * Like `loadCatalogue`, with the pages that explain it: for whoever serves both.
 * @throws CatalogueError with all faults of the catalogue.
 */
export async function loadWithReference(folder: string): Promise<CatalogueWithReference> {
  const compiled = await compileFolder(folder, asksForExamples);
  return { plan: compiled.plan, reference: referenceOf(compiled) };
}

function referenceOf({ plan, documents }: Compiled): readonly ReferencePage[] {
  const written = (kind: string): ReadonlyMap<string, readonly unknown[]> => {
    const named = documents.filter(({ root }) => root.members.has(kind));
    const inOrder = named
      .map(({ root }) => root)
      .toSorted((left, right) => startOf(left).localeCompare(startOf(right)));
    const byName = Map.groupBy(inOrder, ({ members }) => String(members.get(kind)?.value));
    return new Map([...byName].map(([name, roots]) => [name, roots.map(({ value }) => value)]));
  };
  const records = new Map([...written('record')].map(([name, [only]]) => [name, only]));
  return referencePages({ plan, written: { kpis: written('kpi'), records } });
}

/** The day on which what is written begins to be valid, as it is written; days as text are in order. */
function startOf({ members }: SourceNode): string {
  return String(members.get('valid')?.members.get('from')?.value ?? '');
}

/**
 * The dashboards of a catalogue for Grafana.
 * @throws CatalogueError with all faults of the catalogue.
 */
export async function loadDashboards(folder: string, options: DashboardOptions): Promise<readonly DashboardFile[]> {
  const { plan } = await compileFolder(folder, () => false);
  // Only who makes dashboards loads Grafana's SDK.
  const { dashboardFiles } = await import('./dashboards/dashboards.ts');
  return dashboardFiles(plan, options);
}

/**
 * The rules of a catalogue for Prometheus, with the tests of its alerts and the list of them.
 * @throws CatalogueError with all faults of the catalogue.
 */
export async function loadRules(folder: string, options: RulesOptions): Promise<readonly RulesFile[]> {
  const { plan } = await compileFolder(folder, () => false);
  const { rulesFiles } = await import('./rules/rules.ts');
  return rulesFiles(plan, options);
}

interface Compiled extends CatalogueWithExamples {
  readonly documents: readonly SourceDocument[];
}

async function compileFolder(
  folder: string,
  wantsExamples: (documents: readonly SourceDocument[]) => boolean,
): Promise<Compiled> {
  const faults = createFaults();
  const documents = await readFolder(folder, faults);
  const plan = compileCatalogue(documents, faults);
  // Of a catalogue that does not compile every second example would seem wrong.
  const isSound = faults.all().length === 0;
  const examples = isSound && wantsExamples(documents) ? await examplesOf(folder, { documents, plan }, faults) : [];
  const found = faults.all();
  if (found.length > 0) throw new CatalogueError(folder, found);
  return { plan, documents, examples };
}

async function examplesOf(
  folder: string,
  { documents, plan }: { readonly documents: readonly SourceDocument[]; readonly plan: Plan },
  faults: Faults,
): Promise<readonly Example[]> {
  const examples = readExamples(await readExampleFiles(folder, faults), plan, faults);
  if (asksForExamples(documents)) checkCoverage(documents, { plan, examples }, faults);
  return examples;
}

/** The folder of the catalogue that is used where none is named. */
export function builtInCatalogue(): string {
  return fileURLToPath(new URL('../hanoi', import.meta.url));
}
