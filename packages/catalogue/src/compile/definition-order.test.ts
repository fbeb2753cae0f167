// Definitions of one KPI against a count of days: they compile exactly when each day between them has one.
import { formatDay } from '@nhip/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTexts } from '../testing/compile-text.ts';
import { goodCatalogue } from '../testing/good.ts';

function defined(days: readonly string[]): string {
  return `kpi: anew
valid: { ${days.join(', ')} }
title: { vi: Mới, en: Anew }
basis: test
value: dossier.received
measure: count
better: higher`;
}

describe('the order of definitions', () => {
  it('is told of exactly when some leave a day without a definition, or give it two', () => {
    const day = (offset: number): string => formatDay(19_000 + offset);
    const span = fc.record({ from: fc.option(fc.nat(12)), length: fc.option(fc.integer({ min: 1, max: 6 })) });
    fc.assert(
      fc.property(fc.array(span, { minLength: 2, maxLength: 4 }), (chosen) => {
        const spans = chosen.map(({ from, length }) => ({
          from: from ?? -Infinity,
          until: length === null ? Infinity : (from ?? 0) + length,
        }));
        const texts = spans.map(({ from, until }) => {
          const days = [
            ...(from === -Infinity ? [] : [`from: ${day(from)}`]),
            ...(until === Infinity ? [] : [`until: ${day(until)}`]),
          ];
          return defined(days);
        });
        const [first, last] = [
          Math.min(...spans.map(({ from }) => from)),
          Math.max(...spans.map(({ until }) => until)),
        ];
        const days = Array.from({ length: 40 }, (_, place) => place - 10).filter(
          (each) => each >= first && each < last,
        );
        const isSound = days.every(
          (each) => spans.filter(({ from, until }) => from <= each && each < until).length === 1,
        );
        const files = texts.map((text, place) => [`${place}.yaml`, text] as const);
        const { faults } = compileTexts({ 'catalogue.yaml': goodCatalogue, ...Object.fromEntries(files) });
        expect(faults.length === 0).toBe(isSound);
      }),
      { seed: 20_220_815, numRuns: 200 },
    );
  });
});
