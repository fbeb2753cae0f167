// Benchmark: `bench [GROUP] [--quick] [--json FILE]` measures the service beside its load on the same processors, prints one
// table, and writes the rows as JSON. Its figures are for people: no test depends on them, and a missed target is no failure.
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { batchScenario } from './embedded/batch.ts';
import { freshScenario } from './embedded/fresh.ts';
import { memoryScenario, restartScenario, slopeScenario } from './embedded/large.ts';
import type { Scenario } from './embedded/scenario.ts';
import { singleScenario } from './embedded/single.ts';
import { quick, type Sizes, whole } from './embedded/sizes.ts';
import { historyScenario } from './history/history.ts';
import { servicesScenario } from './kafka/services.ts';
import { tallyScenario } from './kafka/tally.ts';
import { startLoad } from './load/load.ts';
import { plain, printTable, type Row, writeJson } from './report.ts';
import { scrapeScenario } from './scrape/scrape.ts';
import { openSetting, type Setting } from './setting.ts';
import { wholeCatalogueScenario } from './whole-catalogue.ts';

const groups: Readonly<Record<string, readonly Scenario[]>> = {
  embedded: [batchScenario, singleScenario, freshScenario, restartScenario, slopeScenario, memoryScenario],
  kafka: [tallyScenario, servicesScenario],
  scrape: [scrapeScenario, historyScenario],
  catalogue: [wholeCatalogueScenario],
};

interface Run {
  readonly setting: Setting;
  readonly sizes: Sizes;
}

const USAGE = `bench [${Object.keys(groups).join(' | ')}] [ID...] [--quick] [--json FILE]`;

function say(line: string): void {
  console.log(line);
}

/** The rows of one scenario; one that fails gives rows without a value, and the others still run. */
async function measure(scenario: Scenario, { setting, sizes }: Run): Promise<readonly Row[]> {
  // A load generator for each scenario: none starts with the other's memory.
  const load = startLoad();
  try {
    return await scenario.measure({ load, sizes, setting, say });
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
    return scenario.ids.map((id) => ({
      id,
      value: null,
      note: error instanceof Error ? error.message : String(error),
    }));
  } finally {
    await load.close();
  }
}

function sayMachine(sizes: Sizes): void {
  const memory = `${plain(totalmem() / 2 ** 30)} GiB`;
  say(`${cpus()[0]?.model.trim()}, ${availableParallelism()} processors, ${memory}, Node ${process.versions.node}`);
  if (sizes === quick) say('A quick run: it shows that everything works; its figures say nothing.');
}

/** The scenarios of the groups and rows that are named, all without a name. @throws Error for an unknown name. */
function scenariosOf(names: readonly string[]): readonly Scenario[] {
  const all = Object.values(groups).flat();
  if (names.length === 0) return all;
  const chosen = names.flatMap((name) => {
    const named = groups[name] ?? all.filter(({ ids }) => ids.some((id) => id === name));
    if (named.length === 0) throw new Error(`'${name}' is neither a group nor a row\nusage: ${USAGE}`);
    return named;
  });
  return all.filter((scenario) => chosen.includes(scenario));
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) return say(USAGE);
  const scenarios = scenariosOf(positionals);
  const sizes = values.quick ? quick : whole;
  sayMachine(sizes);
  const setting = await openSetting('dossiers');
  const rows: Row[] = [];
  try {
    for (const scenario of scenarios) rows.push(...(await measure(scenario, { setting, sizes })));
  } finally {
    setting.close();
  }
  printTable(rows);
  if (values.json !== undefined) writeJson(values.json, rows);
}

await main();
