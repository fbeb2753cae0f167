// Test runner: the last word of every run. Names each skipped suite with its reason, ends with `N passed, N failed, N skipped`,
// and makes the run fail where it would otherwise look well: no test passed, or (under CI=true) something was skipped.
import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { mayBeSkippedInCi } from './requires.ts';

export interface Tally {
  readonly passed: number;
  /** Failed tests, files that could not be loaded and errors outside of any test. */
  readonly failed: number;
  readonly skipped: number;
  /** `file: reason`, each once. */
  readonly skips: readonly string[];
  /** Skips that CI may not overlook. */
  readonly forbidden: number;
}

const STDOUT = 1;

/** The reporter; it comes last in the list, so that nothing is printed after its line. */
export function summaryReporter(): Reporter {
  return {
    onTestRunEnd(modules, unhandled) {
      const tally = count(modules, unhandled.length);
      const faults = faultsOf(tally, process.env.CI === 'true');
      if (faults.length > 0) process.exitCode = 1;
      const lines = [...tally.skips.map((skip) => `skipped ${skip}`), ...faults.map((fault) => `FAILED: ${fault}`)];
      lines.push(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
      // At exit: the runner itself still has something to say after this call.
      process.once('exit', () => writeSync(STDOUT, `\n${lines.join('\n')}\n`));
    },
  };
}

/** What makes a run fail that has no failed test. */
export function faultsOf(tally: Tally, ci: boolean): readonly string[] {
  const faults: string[] = [];
  if (tally.passed + tally.failed === 0) faults.push('no test ran');
  if (ci && tally.forbidden > 0) faults.push(`${tally.forbidden} skipped, and under CI=true nothing may be`);
  return faults;
}

function count(modules: readonly TestModule[], unhandled: number): Tally {
  const counts = { passed: 0, failed: unhandled, skipped: 0, pending: 0 };
  const skips = new Set<string>();
  let forbidden = 0;
  for (const module of modules) {
    const failedBefore = counts.failed;
    for (const test of module.children.allTests()) {
      const result = test.result();
      counts[result.state] += 1;
      if (result.state !== 'skipped') continue;
      const reason = result.note ?? 'no reason given';
      skips.add(`${module.relativeModuleId}: ${reason}`);
      if (!mayBeSkippedInCi(reason)) forbidden += 1;
    }
    // A file that could not be loaded, or a hook that failed, has no failed test of its own.
    if (module.state() === 'failed' && counts.failed === failedBefore) counts.failed += 1;
  }
  return {
    passed: counts.passed,
    failed: counts.failed + counts.pending,
    skipped: counts.skipped,
    skips: [...skips],
    forbidden,
  };
}
