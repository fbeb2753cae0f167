// Test runner: one project per kind of suite, told apart by file name (x.test.ts, x.int.test.ts, x.sim.test.ts, x.e2e.test.ts).
// Kinds run one after the other, quick ones first; suites with real processes run one by one, since each of them starts several
// and their time limits are about a machine that does nothing else.
import { configDefaults, defineConfig } from 'vitest/config';
import { summaryReporter } from './test/support/summary-reporter.ts';

const rooms = ['packages', 'services', 'test'];
const special = ['int', 'sim', 'e2e'];

interface Kind {
  readonly order: number;
  readonly suffix: string;
  readonly exclude: readonly string[];
  readonly maxWorkers: number;
}

function kind(name: string, { order, suffix, exclude, maxWorkers }: Kind) {
  return {
    extends: true as const,
    test: {
      name,
      include: rooms.map((room) => `${room}/**/*${suffix}.test.ts`),
      exclude: [...configDefaults.exclude, ...exclude],
      sequence: { groupOrder: order },
      maxWorkers,
    },
  };
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 180_000,
    reporters: [['default', { summary: false }], summaryReporter()],
    projects: [
      kind('unit', { order: 0, suffix: '', exclude: special.map((suffix) => `**/*.${suffix}.test.ts`), maxWorkers: 2 }),
      kind('sim', { order: 1, suffix: '.sim', exclude: [], maxWorkers: 2 }),
      kind('int', { order: 2, suffix: '.int', exclude: [], maxWorkers: 2 }),
      kind('e2e', { order: 3, suffix: '.e2e', exclude: [], maxWorkers: 1 }),
    ],
  },
});
