// The worked examples of the catalogue language, computed by the oracle, which has to be right before it may judge anybody.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ask } from '../oracle/oracle.ts';
import { type Answer, type Example, written } from './example.ts';
import { timeExamples } from './time-examples.ts';
import { unitExamples } from './unit-examples.ts';

const examples = [...timeExamples, ...unitExamples];

function byOracle({ catalogue, told, tick }: Example): ReadonlyMap<string, Answer> {
  const text = readFileSync(new URL(`${catalogue}/catalogue.yaml`, import.meta.url), 'utf8');
  const values = ask({ texts: [text], deliveries: told, tickMs: Date.parse(tick) });
  return new Map(values.map((value) => [[value.kpi, value.unit, value.period].join(), value]));
}

const computers = { 'the oracle': byOracle } as const;

describe.each(Object.entries(computers))('the worked examples as %s computes them', (_, compute) => {
  it.each(examples)('$name', (example) => {
    const computed = compute(example);
    for (const [kpi, unit, period, answer] of example.answers) {
      const found = written(computed.get([kpi, unit, period].join()));
      expect(`${kpi} of ${unit} in ${period}: ${found}`).toBe(`${kpi} of ${unit} in ${period}: ${answer}`);
    }
  });
});
