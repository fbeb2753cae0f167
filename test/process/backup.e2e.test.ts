// Operation: the commands of the page on backups are run as they stand, against a service that goes on taking events.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { builtInCatalogue } from '@nhip/catalogue';
import type { CloudEvent } from '@nhip/nhip';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { sectionNamed } from '../readme/shell-blocks.ts';
import { describeWith } from '../support/describe-with.ts';
import { programMissing } from '../support/requires.ts';
import { postAll } from './door.ts';
import { freePort, type Service, startService } from './nhip-process.ts';
import { caughtUp } from './own-metrics.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../docs/backup.md', import.meta.url)), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'nhip-backup-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function type([command = '']: readonly string[]): Promise<void> {
  await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', command], { cwd: folder });
}

async function start(): Promise<Service> {
  const data = join(folder, '.nhip');
  const service = await startService({ port: await freePort(), data, catalogue: builtInCatalogue(), arguments: [] });
  onTestFinished(() => service.kill());
  return service;
}

function received(first: number, count: number): readonly CloudEvent[] {
  return Array.from({ length: count }, (_, place) => ({
    specversion: '1.0',
    type: 'vn.nhip.dossier.received',
    source: '/so-xay-dung/test',
    id: `${first + place}`,
    time: '2024-03-04T09:00:00+07:00',
    datacontenttype: 'application/json',
    data: { dossierId: `D-${first + place}`, receivedAt: '2024-03-04T08:55:00+07:00' },
  }));
}

/** How many dossiers of 2024 are counted; null: no value is published. */
async function dossiers({ url }: Service, more = ''): Promise<number | null> {
  await caughtUp(url);
  const query = `unit=hanoi&grain=year&from=2024-01-01&to=2025-01-01${more}`;
  const response = await fetch(`${url}/v1/kpis/online-dossier-rate/values?${query}`);
  const { values } = (await response.json()) as { readonly values: readonly { readonly denominator: number }[] };
  return values[0]?.denominator ?? null;
}

describeWith([programMissing('bash'), programMissing('sqlite3')], 'the page on backups', () => {
  it('gives back what was counted at the backup, and takes what came later once when it is sent again', async () => {
    const former = await start();
    await postAll(former.url, received(0, 500));
    expect(await dossiers(former)).toBe(500);
    const during = postAll(former.url, received(500, 4_000));
    await type(sectionNamed(PAGE, 'While the service runs').shell);
    await during;
    await postAll(former.url, received(4_500, 500));
    expect(await dossiers(former)).toBe(5_000);
    await former.kill();

    await type(sectionNamed(PAGE, 'Going back').shell);
    const restored = await start();
    const kept = await dossiers(restored);
    expect(kept).toBeGreaterThanOrEqual(500);
    expect(kept).toBeLessThanOrEqual(4_500);
    await postAll(restored.url, received(0, 5_000));
    expect(await dossiers(restored)).toBe(5_000);
    expect(await dossiers(restored, '&asof=2100-01-01T00:00:00Z')).toBe(5_000);
    expect(await restored.stop()).toBe(0);
  }, 120_000);
});
