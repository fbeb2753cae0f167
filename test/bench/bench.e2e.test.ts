// Benchmark: a quick run from end to end. Only that every row is measured and printed; no figure is judged.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { kafkaMissing } from '../support/kafka.ts';
import { programMissing } from '../support/requires.ts';
import { targets } from './report.ts';

const BENCH = fileURLToPath(new URL('bench.ts', import.meta.url));
const RUN_MS_MAX = 240_000;
/** At the pace of a slow machine there is no figure for the pace that is asked for. */
const NEEDS_PACE = ['embedded.fresh-p99', 'kafka.fresh-p99'];

const folder = mkdtempSync(join(tmpdir(), 'nhip-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** @param kinds what the ids of its rows begin with. */
async function expectRows(group: string, kinds: readonly string[] = [group]): Promise<void> {
  const file = join(folder, `${group}.json`);
  const env = { ...process.env, NHIP_BENCH_DIR: folder };
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH, group, '--quick', '--json', file], { env });
  const rows: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const own = Object.entries(targets).filter(([id]) => kinds.includes(id.split('.')[0] ?? ''));
  expect(own.length).toBeGreaterThan(0);
  expect(byId(rows)).toEqual(
    byId(
      own.map(([id, { unit, target }]) => ({
        id,
        value: expect.toSatisfy(
          (value: unknown) => (typeof value === 'number' && value > 0) || (value === null && NEEDS_PACE.includes(id)),
        ),
        unit,
        target,
        holds: expect.any(Boolean),
      })),
    ),
  );
  for (const [id] of own) expect(stdout).toMatch(new RegExp(`^${id} +([0-9]|none)`, 'm'));
}

describe('the embedded group', () => {
  it('prints a number for every row, and writes the same rows as JSON', { timeout: RUN_MS_MAX }, () =>
    expectRows('embedded'),
  );
});

describe('the scrape group', () => {
  it('prints a number for every row, and writes the same rows as JSON', { timeout: RUN_MS_MAX }, () =>
    expectRows('scrape', ['scrape', 'history']),
  );
});

describe('the catalogue group', () => {
  it('prints a number for every row, and writes the same rows as JSON', { timeout: RUN_MS_MAX }, () =>
    expectRows('catalogue'),
  );
});

describeWith([kafkaMissing(), programMissing('mvn'), programMissing('java')], 'the kafka group', () => {
  it('prints a number for every row, and writes the same rows as JSON', { timeout: RUN_MS_MAX }, () =>
    expectRows('kafka'),
  );
});

/** Rows come in the order of their measurements. */
function byId(rows: unknown): unknown {
  if (!Array.isArray(rows)) return rows;
  return [...rows].sort((left, right) => (String(left.id) < String(right.id) ? -1 : 1));
}
