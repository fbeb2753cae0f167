// A full disk: the door says so with a code, the process lives, and once there is room again it goes on. What was accepted is
// counted once, what was not is not there; the same holds after a restart.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudEvent } from '@nhip/nhip';
import { expect, it } from 'vitest';
import { cityEvents } from '../kafka/city-events.ts';
import { postTick } from '../process/door.ts';
import { freePort, runNhip, startService, until } from '../process/nhip-process.ts';
import { caughtUp, readCounts } from '../process/own-metrics.ts';
import { seededRandom } from '../process/random.ts';
import { CATALOGUE, readCaseEvents } from '../real-data/case-events.ts';
import { generateFile } from '../real-data/generated-file.ts';
import { LAST_TICK } from '../real-data/running-city.ts';
import { describeWith } from '../support/describe-with.ts';
import { mountMissing, openSmallDisk } from './small-disk.ts';

const DISK_MEGABYTES = 48;
const BALLAST_BYTES = 42 * 1024 * 1024;
const ROWS = 20_000;
/** So many that they are not counted within 64 KiB. */
const UNCOUNTED = 4_000;
const BATCH = 500;
const STATED_AT = '2016-01-15T12:00:00.000Z';
const FREED_MS_MAX = 30_000;

interface Answer {
  readonly status: number;
  readonly code: string | null;
  readonly retryAfter: string | null;
}

async function post(url: string, events: readonly CloudEvent[]): Promise<Answer> {
  const response = await fetch(new URL('/v1/events', url), {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  });
  const body = (await response.json()) as { readonly code?: string };
  return { status: response.status, code: body.code ?? null, retryAfter: response.headers.get('retry-after') };
}

describeWith([mountMissing()], 'a service on a full disk', () => {
  it('is told by a rebuild in one message, whatever could still be written', async () => {
    const disk = openSmallDisk(8);
    const data = join(disk.folder, 'log');
    const run = () => runNhip(['rebuild'], { NHIP_DATA: data, NHIP_CATALOGUE: CATALOGUE });
    try {
      const service = await startService({ port: await freePort(), data, catalogue: CATALOGUE });
      // Counting goes on where it was killed, and finds no room either.
      const { next: random } = seededRandom('full disk, rebuild');
      expect(await post(service.url, await cityEvents(UNCOUNTED, random))).toMatchObject({ status: 202 });
      await service.kill();
      for (const left of [0, 64 * 1024, 160 * 1024]) {
        disk.occupyAllBut(left);
        const refused = await run();
        expect(refused.output).toMatch(
          /^nhip: .*NHIP_LOG_(FULL|UNAVAILABLE): .*(disk is full|no space left|disk I\/O)/m,
        );
        expect(refused.output).not.toMatch(/^ {4}at |stop the service/m);
        expect(refused.code).toBe(1);
        disk.leave();
      }
      expect(await run()).toMatchObject({ code: 0, output: expect.stringContaining('generation 2 is in force') });
    } finally {
      disk.close();
    }
  });

  it('refuses with a code, lives, goes on when there is room, and loses nothing', { timeout: 180_000 }, async () => {
    const { next: random } = seededRandom('full disk');
    const folder = mkdtempSync(join(tmpdir(), 'nhip-full-'));
    const file = join(folder, 'cases.csv.gz');
    writeFileSync(file, generateFile(ROWS, random).bytes);
    const { events } = await readCaseEvents(file, STATED_AT);
    const disk = openSmallDisk(DISK_MEGABYTES);
    const options = { port: await freePort(), data: join(disk.folder, 'log'), catalogue: CATALOGUE };
    let service = await startService(options);
    try {
      await postTick(service.url, LAST_TICK);
      disk.occupy(BALLAST_BYTES);
      let sent = 0;
      let answer = await post(service.url, events.slice(sent, sent + BATCH));
      for (
        ;
        answer.status === 202 && sent + BATCH < events.length;
        answer = await post(service.url, events.slice(sent, sent + BATCH))
      )
        sent += BATCH;
      expect(answer).toMatchObject({ status: 503, code: 'NHIP_LOG_FULL', retryAfter: expect.stringMatching(/^\d+$/) });
      expect((await fetch(`${service.url}/livez`)).status).toBe(200);

      disk.leave();
      await until('the door takes events again', FREED_MS_MAX, async () => {
        answer = await post(service.url, events.slice(sent, sent + BATCH));
        return answer.status === 202;
      });
      sent += BATCH;
      await caughtUp(service.url);
      const whole = { counted: sent, superseded: 0, repeated: 0, deadLettered: 0, pending: 0, accepted: sent };
      expect(await readCounts(service.url)).toEqual(whole);

      expect(await service.stop(), service.output()).toBe(0);
      service = await startService(options);
      await caughtUp(service.url);
      expect(await readCounts(service.url)).toEqual(whole);
    } finally {
      await service.stop();
      disk.close();
      rmSync(folder, { recursive: true });
    }
  });
});
