// The demonstration, as anybody starts it: it says that nothing is real, tells of two years, and then no KPI of the catalogue is
// without a value.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, runNhip, spawnNhip, until } from '../process/nhip-process.ts';

const READY_MS_MAX = 240_000;

interface Value {
  readonly value: number | null;
}

describe('the demonstration', () => {
  let url: string;
  let child: ChildProcess;
  let printed = '';

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    child = spawnNhip(['demo', '--units', '6'], { NHIP_PORT: String(port) });
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
    });
    await until('the city is live', READY_MS_MAX, async () => {
      if (child.exitCode !== null) throw new Error(`the demonstration ended with ${child.exitCode}:\n${printed}`);
      return printed.includes('goes on live');
    });
  }, READY_MS_MAX);
  afterAll(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  it('says plainly that its data is invented', () => {
    expect(printed).toMatch(/^SIMULATED DATA: everything .* is invented/m);
    expect(printed).toContain('KPI of the whole city (simulated)');
  });

  it('leaves no KPI of the catalogue without a value', { timeout: READY_MS_MAX }, async () => {
    const plan = await loadCatalogue(builtInCatalogue());
    const empty: string[] = [];
    for (const { id, levels, per } of plan.kpis) {
      // What is never summed over a dimension has values of it only.
      const dimension = levels.length === 0 ? `?dim=${per[0]?.dimension}` : '';
      const response = await fetch(`${url}/v1/kpis/${id}/values${dimension}`);
      const { values } = (await response.json()) as { readonly values: readonly Value[] };
      if (!values.some(({ value }) => value !== null)) empty.push(id);
    }
    expect(empty).toEqual([]);
    expect(plan.kpis.length).toBeGreaterThan(38);
  });

  it('fills the table of programmes, a row with an example and a value of the city for each KPI', async () => {
    const { code, output } = await runNhip(['catalogue', 'programmes', '--values', '--url', url]);
    expect(code).toBe(0);
    const [, , ...rows] = output.trimEnd().split('\n');
    const { kpis } = await loadCatalogue(builtInCatalogue());
    expect(rows.map((row) => row.split('|')[2]?.trim())).toEqual(kpis.map(({ id }) => id));
    for (const row of rows) {
      const [, , , , , example, period, value] = row.split('|').map((cell) => cell.trim());
      expect(example).toMatch(/^[a-z0-9-]+\/[a-z0-9-]+\.test\.yaml:\d+$/);
      expect(period, row).toMatch(/^20\d\d/);
      expect(value, row).toMatch(/\d/);
    }
  });

  it('has no event refused but those made wrong on purpose', () => {
    const [, accepted = '', rejected = ''] = /^(\d+) events .*, (\d+) rejected/m.exec(printed) ?? [];
    expect(Number(accepted)).toBeGreaterThan(10_000);
    expect(Number(rejected)).toBeLessThan(Number(accepted) / 500);
  });
});
