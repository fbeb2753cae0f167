// How a value came about adds up to what is published: over random catalogues the formula, the cells of each measure and what the records
// have put into these cells, all of it from what the block logs hold.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileText } from './catalogue-folder.ts';
import { cityChoice, cityOf } from './city.ts';
import { openExplainer } from './explained.ts';
import { openPureCore } from './pure-core.ts';
import { faultsOf } from './re-adding.ts';

const SEED = Number(process.env.NHIP_SEED ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env.NHIP_RUNS ?? 60);
/** Values of a city that are explained. */
const PLACES = 25;

/** With room for few cells, these are gathered by unit. */
const setting = fc.record({ partitions: fc.constantFrom(1, 3), cellsMax: fc.constantFrom(2, 50_000) });

describe(`random cities (seed ${SEED})`, () => {
  it('have explanations that add up to what is published', { timeout: 300_000 }, async () => {
    let explained = 0;
    const any = fc.record({ choice: cityChoice, setting, picks: fc.infiniteStream(fc.nat()) });
    await fc.assert(
      fc.asyncProperty(any, async ({ choice, setting: chosen, picks }) => {
        const city = cityOf(choice);
        const plan = await compileText(city.yaml);
        const core = await openPureCore(plan);
        const statements = city.deliveries.flatMap(core.statementsOf);
        const { places, explain } = openExplainer({ plan, statements, tickMs: city.ticks.at(-1) ?? 0, ...chosen });
        for (let count = 0; count < Math.min(PLACES, places.length); count += 1) {
          const { place, result } = places[(picks.next().value ?? 0) % places.length] as (typeof places)[number];
          const faults = faultsOf(plan, result, explain(place));
          const { kpi, unit, grain, period, boundaries } = place;
          const where = JSON.stringify({ kpi: kpi.id, formula: kpi.formula, unit, grain, period, boundaries });
          expect(faults.length === 0 ? '' : [...faults.slice(0, 6), where, city.yaml].join('\n')).toBe('');
          explained += 1;
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(explained).toBeGreaterThan(RUNS);
  });
});
