// A unit is taken out of the catalogue while records stand for it: the service does not start without it and says why in one line,
// a rebuild counts without it and ends, and the unit with a last day and a successor keeps the total whole.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, runNhip, startService, until } from './nhip-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'nhip-left-out-'));
const environment = { NHIP_DATA: join(folder, 'data'), NHIP_CATALOGUE: folder };
afterAll(() => rmSync(folder, { recursive: true }));

function write(units: readonly string[]): void {
  writeFileSync(
    join(folder, 'catalogue.yaml'),
    `catalogue: trial
title: { vi: Thử, en: Trial }
timeZone: Asia/Ho_Chi_Minh
root: city
levels: [city, department]
---
units:
  - { code: city, level: city, title: { vi: Thành phố, en: City } }
  - { code: a, level: department, parent: city, title: { vi: A, en: A } }
${units.map((unit) => `  - { ${unit}, level: department, parent: city, title: { vi: B, en: B } }\n`).join('')}---
record: thing
title: { vi: Vật, en: Thing }
key: [id]
fields:
  id: { type: text, max: 64 }
  at: { type: instant, required: true }
events:
  vn.test.seen: [at]
measures:
  seen: { count: true, at: at }
---
kpi: seen
title: { vi: Vật, en: Things }
basis: test
value: thing.seen
measure: count
better: neither
`,
  );
}

async function tell(url: string, agency: string): Promise<void> {
  const data = { id: agency, at: '2024-03-04' };
  const event = { specversion: '1.0', id: agency, source: `/${agency}`, type: 'vn.test.seen', data };
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({ ...event, time: '2024-03-04T09:00:00Z' }),
  });
  expect(response.status).toBe(202);
}

async function seen(url: string): Promise<unknown> {
  const response = await fetch(`${url}/v1/kpis/seen/values?unit=city&grain=year`);
  const { values } = (await response.json()) as { values: readonly { value: unknown }[] };
  return values[0]?.value;
}

const start = async () =>
  startService({ port: await freePort(), data: environment.NHIP_DATA, catalogue: folder, arguments: [] });

describe('a unit that the catalogue leaves out', () => {
  beforeAll(async () => {
    write(['code: b']);
    const service = await start();
    await tell(service.url, 'a');
    await tell(service.url, 'b');
    await until('both count', 20_000, async () => (await seen(service.url)) === 2);
    await service.stop();
  }, 60_000);

  it('stops the start with one line that says what to do', async () => {
    write([]);
    const { code, output } = await runNhip(['serve'], { ...environment, NHIP_PORT: String(await freePort()) });
    expect(code).toBe(1);
    expect(output).toMatch(/^nhip: the catalogue has no unit 'b' any more, and 1 records stand .* `successor`/m);
  });

  it('stays in the total with a last day and a successor', async () => {
    write(['code: b, until: 2024-07-01, successor: a']);
    const service = await start();
    await until('both count', 20_000, async () => (await seen(service.url)) === 2);
    await service.stop();
  });

  it('is left out by a rebuild, which ends', async () => {
    write([]);
    const { code, output } = await runNhip(['rebuild'], environment);
    expect(output).toContain('seen city 2024: 2 -> 1');
    expect(code).toBe(0);
    const service = await start();
    await until('one counts', 20_000, async () => (await seen(service.url)) === 1);
    await service.stop();
  });
});
