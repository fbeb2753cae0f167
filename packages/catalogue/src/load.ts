// The door of the catalogue language: a folder in, the compiled plan out, or all faults at once.
import { fileURLToPath } from 'node:url';
import type { Plan } from '@nhip/core';
import { compileCatalogue } from './compile/compile.ts';
import type { ReferencePage } from './reference/page.ts';
import { referencePages } from './reference/reference.ts';
import { createFaults, type Fault } from './source/fault.ts';
import { readFolder, type SourceDocument } from './source/read-folder.ts';

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
 * Compiles all `*.yaml` below a folder.
 * @throws CatalogueError with all faults of the catalogue.
 */
export async function loadCatalogue(folder: string): Promise<Plan> {
  return (await compileFolder(folder)).plan;
}

/**
 * The pages that explain a catalogue.
 * @throws CatalogueError with all faults of the catalogue.
 */
export async function loadReference(folder: string): Promise<readonly ReferencePage[]> {
  const { plan, documents } = await compileFolder(folder);
  const written = (kind: string): ReadonlyMap<string, unknown> =>
    new Map(documents.flatMap(({ root }) => [[String(root.members.get(kind)?.value), root.value] as const]));
  return referencePages({ plan, written: { kpis: written('kpi'), records: written('record') } });
}

async function compileFolder(
  folder: string,
): Promise<{ readonly plan: Plan; readonly documents: readonly SourceDocument[] }> {
  const faults = createFaults();
  const documents = await readFolder(folder, faults);
  const plan = compileCatalogue(documents, faults);
  const found = faults.all();
  if (found.length > 0) throw new CatalogueError(folder, found);
  return { plan, documents };
}

/** The folder of the catalogue that is used where none is named. */
export function builtInCatalogue(): string {
  return fileURLToPath(new URL('../hanoi', import.meta.url));
}
