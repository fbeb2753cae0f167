// Test runner: one project per kind of suite, told apart by file name (x.test.ts, x.int.test.ts, x.sim.test.ts, x.e2e.test.ts).
// Kinds run one after the other, quick ones first, so that a suite with real processes does not share the cores with the rest.
import { configDefaults, defineConfig } from 'vitest/config';
import { summaryReporter } from './test/support/summary-reporter.ts';

const rooms = ['packages', 'services', 'test'];
const special = ['int', 'sim', 'e2e'];

function kind(name: string, order: number, suffix: string, exclude: readonly string[]) {
  return {
    extends: true as const,
    test: {
      name,
      include: rooms.map((room) => `${room}/**/*${suffix}.test.ts`),
      exclude: [...configDefaults.exclude, ...exclude],
      sequence: { groupOrder: order },
    },
  };
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: [['default', { summary: false }], summaryReporter()],
    projects: [
      kind(
        'unit',
        0,
        '',
        special.map((suffix) => `**/*.${suffix}.test.ts`),
      ),
      kind('sim', 1, '.sim', []),
      kind('int', 2, '.int', []),
      kind('e2e', 3, '.e2e', []),
    ],
  },
});
