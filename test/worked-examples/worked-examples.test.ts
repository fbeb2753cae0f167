// The worked examples of the catalogue language: computed by the oracle, which has to be right before it may judge anybody, and
// by the real core.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from '@nhip/catalogue';
import { describe, expect, it } from 'vitest';
import { ask } from '../oracle/oracle.ts';
import { openPureCore, type Way } from '../simulation/pure-core.ts';
import { definitionExamples } from './definition-examples.ts';
import { dtiExamples } from './dti-examples.ts';
import { earlierExamples } from './earlier-examples.ts';
import { type Answer, type Example, type Expected, written } from './example.ts';
import { householdExamples } from './household-examples.ts';
import { limitExamples } from './limit-examples.ts';
import { resultExamples } from './result-examples.ts';
import { scoreExamples } from './score-examples.ts';
import { timeExamples } from './time-examples.ts';
import { unitExamples } from './unit-examples.ts';

const examples = [
  ...timeExamples,
  ...earlierExamples,
  ...householdExamples,
  ...limitExamples,
  ...resultExamples,
  ...scoreExamples,
  ...definitionExamples,
  ...dtiExamples,
  ...unitExamples,
];

interface Placed extends Answer {
  readonly kpi: string;
  readonly unit: string;
  readonly period: string;
}

const folderOf = ({ catalogue }: Example): string => fileURLToPath(new URL(`${catalogue}/`, import.meta.url));

interface Computed {
  readonly ofThen: readonly Placed[];
  readonly ofNow: readonly Placed[];
}

async function byOracle(example: Example): Promise<Computed> {
  const text = await readFile(`${folderOf(example)}catalogue.yaml`, 'utf8');
  const given = { texts: [text], deliveries: example.told, tickMs: Date.parse(example.tick) };
  return { ofThen: ask(given), ofNow: ask({ ...given, boundaries: 'now' }) };
}

const way: Way = { partitions: 3, batch: 7, eachBatch: true, restartAfter: null, restoreFrom: 'drained' };

async function byCore(example: Example): Promise<Computed> {
  const core = await openPureCore(await loadCatalogue(folderOf(example)));
  const { values, valuesNow } = core.run(example.told, [Date.parse(example.tick)], way);
  return { ofThen: values, ofNow: valuesNow };
}

const computers = { 'the oracle': byOracle, 'the core': byCore } as const;

describe.each(Object.entries(computers))('the worked examples as %s computes them', (_, compute) => {
  it.each(examples)('$name', async (example) => {
    const { ofThen, ofNow } = await compute(example);
    expect(found(ofThen, example.answers)).toEqual(listed(example.answers));
    const { answersNow = [] } = example;
    expect(found(ofNow, answersNow)).toEqual(listed(answersNow));
  });
});

function listed(expected: readonly Expected[]): readonly string[] {
  return expected.map(([kpi, unit, period, answer]) => `${kpi} of ${unit} in ${period}: ${answer}`);
}

function found(values: readonly Placed[], expected: readonly Expected[]): readonly string[] {
  const computed = new Map(values.map((value) => [[value.kpi, value.unit, value.period].join(), value]));
  return listed(
    expected.map(([kpi, unit, period]) => [kpi, unit, period, written(computed.get([kpi, unit, period].join()))]),
  );
}
