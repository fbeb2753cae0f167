// The examples of the built-in catalogue, computed by the decoder and the real core: what each KPI means, shown by values.
import { builtInCatalogue, loadWithExamples } from '@nhip/catalogue';
import { differencesIn, openExamples } from '@nhip/nhip';
import { describe, expect, it } from 'vitest';

const { plan, examples } = await loadWithExamples(builtInCatalogue());
const computer = await openExamples(plan);

describe.each([...Map.groupBy(examples, ({ file }) => file)])('%s', (_, own) => {
  it.each(own)('$name', (example) => {
    expect(differencesIn(example, computer.compute(example))).toEqual([]);
  });
});
