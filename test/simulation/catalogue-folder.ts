// Simulation: compiles a catalogue given as text, through a folder as the program does.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalogue } from '@nhip/catalogue';
import type { Plan } from '@nhip/core';

export async function compileText(yaml: string): Promise<Plan> {
  const folder = await mkdtemp(join(tmpdir(), 'nhip-catalogue-'));
  try {
    await writeFile(join(folder, 'catalogue.yaml'), yaml);
    return await loadCatalogue(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
