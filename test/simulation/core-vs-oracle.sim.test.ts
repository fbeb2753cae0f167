// N1, N2 and N5: over random catalogues and random statements the core publishes exactly what the oracle computes, in whatever order,
// how often, in how many batches and partitions the statements come, and across restarts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, type Boundaries, type OracleValue } from '../oracle/oracle.ts';
import { compileText } from './catalogue-folder.ts';
import { type City, cityChoice, cityOf } from './city.ts';
import { differences } from './differences.ts';
import { openPureCore, type PureCore, type Way } from './pure-core.ts';
import type { Delivery } from './statements.ts';

const SEED = Number(process.env.NHIP_SEED ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env.NHIP_RUNS ?? 60);

const atOnce: Way = { partitions: 1, batch: 1000, eachBatch: false, restartAfter: null, restoreFrom: 'drained' };

const way: fc.Arbitrary<Way> = fc.record({
  partitions: fc.constantFrom(1, 2, 5),
  batch: fc.integer({ min: 1, max: 9 }),
  eachBatch: fc.boolean(),
  restartAfter: fc.option(fc.integer({ min: 1, max: 6 })),
  restoreFrom: fc.constantFrom('drained', 'blocks', 'records'),
});

/** The tie breaker is a convention, not arithmetic: the oracle takes it from the decoder. */
function tieOf(core: PureCore, delivery: Delivery): bigint {
  const [statement] = core.statementsOf(delivery);
  if (statement === undefined) throw new Error('an event without a statement');
  const { tieHigh, tieLow } = statement.version;
  return (BigInt(tieHigh) << 32n) | BigInt(tieLow);
}

function byOracle({ yaml, deliveries, ticks }: City, core: PureCore, boundaries: Boundaries): readonly OracleValue[] {
  const tickMs = ticks.at(-1) ?? 0;
  return ask({ texts: [yaml], deliveries, tickMs, tieOf: (delivery) => tieOf(core, delivery), boundaries });
}

function report(city: City, found: readonly string[]): string {
  if (found.length === 0) return '';
  const told = city.deliveries.map((delivery) => JSON.stringify(delivery));
  const tick = new Date(city.ticks.at(-1) ?? 0).toISOString();
  return [...found.slice(0, 8), `(${found.length} in all)`, city.yaml, ...told, `tick ${tick}`].join('\n');
}

describe(`random cities (seed ${SEED})`, () => {
  it('have the values that the oracle computes', { timeout: 300_000 }, async () => {
    const check = async (choice: Parameters<typeof cityOf>[0]): Promise<void> => {
      const city = cityOf(choice);
      const core = await openPureCore(await compileText(city.yaml));
      const { values, valuesNow } = core.run(city.deliveries, city.ticks, atOnce);
      expect(report(city, differences(byOracle(city, core, 'then'), values))).toBe('');
      expect(report(city, differences(byOracle(city, core, 'now'), valuesNow))).toBe('');
    };
    await fc.assert(fc.asyncProperty(cityChoice, check), { seed: SEED, numRuns: RUNS });
  });

  it('have the same values in whatever way the statements come', { timeout: 300_000 }, async () => {
    const anyWay = fc.record({ city: cityChoice, way, order: fc.infiniteStream(fc.nat()) });
    await fc.assert(
      fc.asyncProperty(anyWay, async ({ city: choice, way: chosen, order }) => {
        const city = cityOf(choice);
        const core = await openPureCore(await compileText(city.yaml));
        const expected = core.run(city.deliveries, city.ticks, atOnce);
        const thrice = shuffled([...city.deliveries, ...city.deliveries, ...city.deliveries], order);
        const { values, valuesNow, verdicts } = core.run(thrice, city.ticks, chosen);
        expect(report(city, differences(expected.values, values))).toBe('');
        expect(report(city, differences(expected.valuesNow, valuesNow))).toBe('');
        expect(verdicts.counted + verdicts.superseded + verdicts.repeated).toBe(
          thrice.flatMap(core.statementsOf).length,
        );
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});

function shuffled<Item>(items: readonly Item[], order: Iterator<number>): readonly Item[] {
  const placed = items.map((item) => ({ item, place: order.next().value as number }));
  return placed.sort((left, right) => left.place - right.place).map(({ item }) => item);
}
