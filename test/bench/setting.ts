// Benchmark: its catalogue is that of dossiers alone or the whole built-in one, with `received*` and `finished*` of dossiers kept by
// procedure as well, and two KPIs that count what was sent. Units and procedures of the events come from the compiled plan.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import type { Plan } from '@nhip/core';
import { type Document, isMap, parseAllDocuments, stringify, type YAMLMap } from 'yaml';
import type { Codes } from './stream.ts';

export interface Setting {
  /** Folder of the catalogue. */
  readonly catalogue: string;
  readonly plan: Plan;
  readonly codes: Codes;
  /** Removes the folder. */
  close(): void;
}

/** Ids of the KPIs that show how many dossiers were received and finished, published for the root by day and by year. */
export const counters = { received: 'bench-received', finished: 'bench-finished' } as const;

const DOSSIERS = fileURLToPath(new URL('dossiers', import.meta.url));
const TOP_LEVEL = 'city';
const UNITS = 30;
const PROCEDURES = 200;
const DAYS = 730;
const DAY_MS = 86_400_000;

/** @throws CatalogueError when the catalogue does not compile. */
export async function openSetting(of: 'dossiers' | 'whole'): Promise<Setting> {
  const catalogue = mkdtempSync(join(tmpdir(), 'nhip-bench-catalogue-'));
  if (of === 'whole') copyCatalogue(builtInCatalogue(), catalogue);
  else {
    copyCatalogue(DOSSIERS, catalogue);
    copyCatalogue(join(builtInCatalogue(), 'units'), join(catalogue, 'units'));
  }
  writeFileSync(join(catalogue, 'bench.yaml'), counterDocuments());
  const plan = await loadCatalogue(catalogue);
  return {
    catalogue,
    plan,
    codes: { units: unitsOf(plan), procedures: proceduresOf(plan) },
    close: () => rmSync(catalogue, { recursive: true }),
  };
}

function copyCatalogue(from: string, to: string): void {
  const all = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  // Examples are about the catalogue as it is written, not as it is measured.
  const files = all.filter((file) => !file.endsWith('.test.yaml'));
  for (const file of files) {
    const documents = parseAllDocuments(readFileSync(join(from, file), 'utf8'));
    if (!Array.isArray(documents)) continue;
    for (const document of documents) adapt(document);
    mkdirSync(dirname(join(to, file)), { recursive: true });
    writeFileSync(join(to, file), documents.map((document) => stringify(document.toJS())).join('---\n'));
  }
}

/** Adds `by: [procedure]` to the flows of dossiers that have no dimensions yet; asks for no examples. */
function adapt(document: Document): void {
  if (isMap(document.contents) && document.has('catalogue')) document.delete('examples');
  if (!isMap(document.contents) || document.get('record') !== 'dossier') return;
  const measures = document.get('measures') as YAMLMap<{ readonly value: string }, YAMLMap>;
  for (const { key, value } of measures.items) {
    if (/^(received|finished)/.test(key.value) && value?.has('by') === false)
      value.set('by', document.createNode(['procedure']));
  }
}

function counterDocuments(): string {
  const kpis = Object.entries(counters).map(([measure, kpi]) =>
    stringify({
      kpi,
      title: { vi: `Đo tốc độ: ${measure}`, en: `Benchmark: dossiers ${measure}` },
      basis: 'The benchmark: shows how many events are counted.',
      value: `dossier.${measure}`,
      measure: 'count',
      better: 'higher',
      grains: ['day', 'year'],
      levels: [TOP_LEVEL],
    }),
  );
  return kpis.join('---\n');
}

/** Units without children, spread over the list; those first that were in force all the time. */
function unitsOf({ units }: Plan): readonly string[] {
  const firstDay = Math.floor(Date.now() / DAY_MS) - DAYS - 1;
  const parents = new Set(units.map(({ parent }) => parent));
  const leaves = units.filter(({ code, until }) => until === null && !parents.has(code));
  const lasting = leaves.filter(({ from }) => from === null || from <= firstDay);
  const usable = lasting.length >= UNITS ? lasting : leaves;
  if (usable.length < UNITS) throw new Error(`the catalogue has ${usable.length} units, not ${UNITS}`);
  const step = usable.length / UNITS;
  return Array.from({ length: UNITS }, (_, index) => usable[Math.floor(index * step)]?.code ?? '');
}

function proceduresOf({ domains }: Plan): readonly string[] {
  const declared = domains.find(({ name }) => name === 'procedure')?.codes ?? null;
  if (declared !== null && declared.length >= PROCEDURES) return declared.slice(0, PROCEDURES);
  if (declared !== null) throw new Error(`the catalogue has ${declared.length} procedures, not ${PROCEDURES}`);
  return Array.from({ length: PROCEDURES }, (_, index) => `1.${String(index).padStart(6, '0')}`);
}
