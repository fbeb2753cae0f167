// The door of the catalogue language: a folder in, the compiled plan out, or all faults at once.
import { fileURLToPath } from 'node:url';
import type { Plan } from '@nhip/core';
import { compileCatalogue } from './compile/compile.ts';
import { createFaults, type Fault } from './source/fault.ts';
import { readFolder } from './source/read-folder.ts';

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
  const faults = createFaults();
  const plan = compileCatalogue(await readFolder(folder, faults), faults);
  const found = faults.all();
  if (found.length > 0) throw new CatalogueError(folder, found);
  return plan;
}

/** The folder of the catalogue that is used where none is named. */
export function builtInCatalogue(): string {
  return fileURLToPath(new URL('../hanoi', import.meta.url));
}
