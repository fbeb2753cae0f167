// Which definitions of KPIs no example shows: the last day of the period that is expected says which one it shows.
import { parsePeriod } from '@nhip/core';
import { describe, expect, it } from 'vitest';
import { compileTexts } from '../testing/compile-text.ts';
import { goodCatalogue } from '../testing/good.ts';
import { withoutExample } from './coverage.ts';
import type { Answer, Example } from './example.ts';

const anew = (valid: string): string => `kpi: anew
valid: ${valid}
title: { vi: Mới, en: Anew }
basis: test
value: dossier.received
measure: count
better: higher`;
const { plan } = compileTexts({
  'catalogue.yaml': goodCatalogue,
  'a.yaml': anew('{ until: 2023-03-15 }'),
  'b.yaml': anew('{ from: 2023-03-15 }'),
});

function bare(periods: readonly string[]): readonly (string | null)[] {
  const answers = periods.map(
    (period) => ({ kpi: 'anew', grain: 'month', period: parsePeriod('month', period) }) as Answer,
  );
  const example = { answers } as unknown as Example;
  const found = withoutExample(plan, [example]).filter(({ id }) => id === 'anew');
  return found.map(({ definition: { valid } }) => (valid.from === null ? 'the old' : 'the new'));
}

describe('an example', () => {
  it.each([
    [[], ['the old', 'the new']],
    [['2023-02'], ['the new']],
    [['2023-03'], ['the old']],
    [['2023-02', '2024-01'], []],
  ])('of %s leaves %s without one', (periods, left) => {
    expect(bare(periods)).toEqual(left);
  });
});
