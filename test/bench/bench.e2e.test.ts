// Benchmark: a quick run from end to end. Only that every row is measured and printed; no figure is judged.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { targets } from './report.ts';

const BENCH = fileURLToPath(new URL('bench.ts', import.meta.url));
const RUN_MS_MAX = 240_000;

const folder = mkdtempSync(join(tmpdir(), 'nhip-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('prints a positive number for every row, and writes the same rows as JSON', { timeout: RUN_MS_MAX }, async () => {
  const file = join(folder, 'rows.json');
  const env = { ...process.env, NHIP_BENCH_DIR: folder };
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH, '--quick', '--json', file], { env });
  const rows: unknown = JSON.parse(readFileSync(file, 'utf8'));
  expect(byId(rows)).toEqual(
    byId(
      Object.entries(targets).map(([id, { unit, target }]) => ({
        id,
        value: expect.toSatisfy((value: unknown) => typeof value === 'number' && value > 0),
        unit,
        target,
        holds: expect.any(Boolean),
      })),
    ),
  );
  for (const id of Object.keys(targets)) expect(stdout).toMatch(new RegExp(`^${id} +[0-9]`, 'm'));
});

/** Rows come in the order of their measurements. */
function byId(rows: unknown): unknown {
  if (!Array.isArray(rows)) return rows;
  return [...rows].sort((left, right) => (String(left.id) < String(right.id) ? -1 : 1));
}
