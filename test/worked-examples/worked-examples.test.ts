// The worked examples of the catalogue language: computed by the oracle, which has to be right before it may judge anybody, and
// by the real core.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from '@nhip/catalogue';
import { describe, expect, it } from 'vitest';
import { ask } from '../oracle/oracle.ts';
import { openPureCore, type Way } from '../simulation/pure-core.ts';
import { type Answer, type Example, written } from './example.ts';
import { limitExamples } from './limit-examples.ts';
import { resultExamples } from './result-examples.ts';
import { timeExamples } from './time-examples.ts';
import { unitExamples } from './unit-examples.ts';

const examples = [...timeExamples, ...limitExamples, ...resultExamples, ...unitExamples];

interface Placed extends Answer {
  readonly kpi: string;
  readonly unit: string;
  readonly period: string;
}

const folderOf = ({ catalogue }: Example): string => fileURLToPath(new URL(`${catalogue}/`, import.meta.url));

async function byOracle(example: Example): Promise<readonly Placed[]> {
  const text = await readFile(`${folderOf(example)}catalogue.yaml`, 'utf8');
  return ask({ texts: [text], deliveries: example.told, tickMs: Date.parse(example.tick) });
}

const way: Way = { partitions: 3, batch: 7, eachBatch: true, restartAfter: null, restoreFrom: 'drained' };

async function byCore(example: Example): Promise<readonly Placed[]> {
  const core = await openPureCore(await loadCatalogue(folderOf(example)));
  return core.run(example.told, [Date.parse(example.tick)], way).values;
}

const computers = { 'the oracle': byOracle, 'the core': byCore } as const;

describe.each(Object.entries(computers))('the worked examples as %s computes them', (_, compute) => {
  it.each(examples)('$name', async (example) => {
    const values = await compute(example);
    const computed = new Map(values.map((value) => [[value.kpi, value.unit, value.period].join(), value]));
    for (const [kpi, unit, period, answer] of example.answers) {
      const found = written(computed.get([kpi, unit, period].join()));
      expect(`${kpi} of ${unit} in ${period}: ${found}`).toBe(`${kpi} of ${unit} in ${period}: ${answer}`);
    }
  });
});
