// Command line: the catalogue the environment names, compiled; every fault of it at once when it does not compile.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { builtInCatalogue, CatalogueError, loadCatalogue, loadReference } from '@nhip/catalogue';
import type { Plan } from '@nhip/core';
import { CommandFailure } from './failure.ts';

/** @param folder null: the built-in one. @throws CommandFailure that names every fault of it. */
export async function loadPlan(folder: string | null): Promise<Plan> {
  return orFailure(loadCatalogue(folder ?? builtInCatalogue()));
}

async function orFailure<Loaded>(loading: Promise<Loaded>): Promise<Loaded> {
  try {
    return await loading;
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

/** Writes the pages that explain the catalogue; gives one line about them. @throws CommandFailure */
export async function writeReference(folder: string | null, out: string): Promise<string> {
  const pages = await orFailure(loadReference(folder ?? builtInCatalogue()));
  for (const { path, text } of pages) {
    const file = join(out, path);
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    } catch (cause) {
      throw new CommandFailure(`${file} cannot be written`, { cause });
    }
  }
  return `${pages.length} pages written below ${out}, beginning with ${join(out, 'README.md')}`;
}
