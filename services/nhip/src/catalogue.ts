// Command line: the catalogue the environment names, compiled; every fault of it at once when it does not compile.
import { builtInCatalogue, CatalogueError, loadCatalogue } from '@nhip/catalogue';
import type { Plan } from '@nhip/core';
import { CommandFailure } from './failure.ts';

/** @param folder null: the built-in one. @throws CommandFailure that names every fault of it. */
export async function loadPlan(folder: string | null): Promise<Plan> {
  const path = folder ?? builtInCatalogue();
  try {
    return await loadCatalogue(path);
  } catch (error) {
    if (error instanceof CatalogueError) throw new CommandFailure(error.message);
    throw error;
  }
}

/** One line that sums the catalogue up. @throws CommandFailure */
export async function checkCatalogue(folder: string | null): Promise<string> {
  const { id, records, kpis, units } = await loadPlan(folder);
  const measures = records.reduce((sum, record) => sum + record.measures.length, 0);
  return `${id}: ${records.length} record types, ${measures} measures, ${kpis.length} KPIs, ${new Set(units.map(({ code }) => code)).size} units; no faults`;
}
