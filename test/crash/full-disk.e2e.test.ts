// A full disk: the door says so with a code, the process lives and can be ended, and once there is room again it goes on. What was accepted
// is counted once, what was not is not there; the same holds after a restart.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudEvent } from '@nhip/nhip';
import { expect, it } from 'vitest';
import { cityEvents } from '../kafka/city-events.ts';
import { postTick } from '../process/door.ts';
import { freePort, runNhip, type ServiceOptions, startService, until } from '../process/nhip-process.ts';
import { caughtUp, readCounts, readMetrics, type VerdictCounts } from '../process/own-metrics.ts';
import { seededRandom } from '../process/random.ts';
import { CATALOGUE } from '../real-data/case-events.ts';
import { LAST_TICK } from '../real-data/running-city.ts';
import { describeWith } from '../support/describe-with.ts';
import { mountMissing, openSmallDisk, type SmallDisk } from './small-disk.ts';

const DISK_MEGABYTES = 48;
const BALLAST_BYTES = 42 * 1024 * 1024;
const ROWS = 20_000;
/** So many that they are not counted within 64 KiB. */
const UNCOUNTED = 4_000;
/** Enough to begin the next generation, and not for all of its events. */
const REBUILD_BYTES = 1_500_000;
const BATCH = 500;
const REFUSALS = 50;
const FILLED_MS_MAX = 60_000;
const FREED_MS_MAX = 30_000;
const NOT_READY_MS_MAX = 20_000;
/** The process gives up after 15 seconds, with code 1. */
const STOPPED_MS_MAX = 12_000;

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

  it('has its room back after a rebuild that had none, and starts as it was', async () => {
    const disk = openSmallDisk(16);
    const options = { port: await freePort(), data: join(disk.folder, 'log'), catalogue: CATALOGUE };
    try {
      const before = await startService(options);
      const { next: random } = seededRandom('full disk, after a rebuild');
      expect(await post(before.url, await cityEvents(UNCOUNTED, random))).toMatchObject({ status: 202 });
      await caughtUp(before.url);
      expect(await before.stop()).toBe(0);
      disk.occupyAllBut(REBUILD_BYTES);
      const refused = await runNhip(['rebuild'], { NHIP_DATA: options.data, NHIP_CATALOGUE: CATALOGUE });
      expect(refused).toMatchObject({ code: 1, output: expect.stringMatching(/nothing was switched: NHIP_LOG_FULL/) });
      expect(readdirSync(options.data).filter((name) => name.startsWith('generation-2'))).toEqual([]);
      const after = await startService(options);
      await caughtUp(after.url);
      expect(await readCounts(after.url)).toEqual(wholeOf(UNCOUNTED));
      expect(await after.stop()).toBe(0);
    } finally {
      disk.close();
    }
  });

  it('refuses with a code, lives, goes on when there is room, and loses nothing', { timeout: 180_000 }, async () => {
    const city = await openFullCity('full disk');
    const { disk, options, fill, sendNext } = city;
    let service = await startService(options);
    try {
      await postTick(service.url, LAST_TICK);
      await fill(service.url);
      expect(await sendNext(service.url)).toMatchObject({
        status: 503,
        code: 'NHIP_LOG_FULL',
        retryAfter: expect.stringMatching(/^\d+$/),
      });
      expect((await fetch(`${service.url}/livez`)).status).toBe(200);

      disk.leave();
      await until(
        'the door takes events again',
        FREED_MS_MAX,
        async () => (await sendNext(service.url)).status === 202,
      );
      await caughtUp(service.url);
      expect(await readCounts(service.url)).toEqual(wholeOf(city.sent()));
      expect((await fetch(`${service.url}/readyz`)).status).toBe(200);

      expect(await service.stop(), service.output()).toBe(0);
      service = await startService(options);
      await caughtUp(service.url);
      expect(await readCounts(service.url)).toEqual(wholeOf(city.sent()));
    } finally {
      await service.stop();
      city.close();
    }
  });

  it('says once that it is full, is not ready, ends gently, and starts when there is room', {
    timeout: 180_000,
  }, async () => {
    const city = await openFullCity('full disk, closing');
    const { disk, options, fill, sendNext } = city;
    let service = await startService(options);
    try {
      await postTick(service.url, LAST_TICK);
      await fill(service.url);
      for (let again = 0; again < REFUSALS; again += 1) await sendNext(service.url);
      await until('it is not ready', NOT_READY_MS_MAX, async () => {
        const { reasons } = (await (await fetch(`${service.url}/readyz`)).json()) as {
          readonly reasons: readonly string[];
        };
        return reasons.some((reason) => reason.startsWith('the log has taken nothing for '));
      });
      expect(await refusing(service.url)).toContain('door');

      const started = performance.now();
      expect(await service.stop(), service.output()).toBe(0);
      expect(performance.now() - started).toBeLessThan(STOPPED_MS_MAX);
      const lines = service.output().split('\n');
      expect(lines.filter((line) => line.includes('the door answers 503, since the log takes no events'))).toHaveLength(
        1,
      );
      expect(lines.filter((line) => line.includes('answered 503'))).toEqual([]);

      disk.occupyAllBut(0);
      const full = await runNhip(['serve', '--clock', 'manual'], {
        NHIP_PORT: String(options.port),
        NHIP_DATA: join(disk.folder, 'other'),
        NHIP_CATALOGUE: CATALOGUE,
      });
      expect(full.code).toBe(1);
      expect(full.output).toMatch(/^nhip: NHIP_LOG_FULL: .*; make room on that disk, or set NHIP_DATA .*\n$/);

      disk.leave();
      service = await startService(options);
      await caughtUp(service.url);
      expect(await readCounts(service.url)).toEqual(wholeOf(city.sent()));
    } finally {
      await service.stop();
      city.close();
    }
  });
});

interface FullCity {
  readonly disk: SmallDisk;
  readonly options: ServiceOptions;
  /** How many events were accepted. */
  sent(): number;
  /** Sends the next ones; they are the next ones again where they are not accepted. */
  sendNext(url: string): Promise<Answer>;
  /** Sends until there is no room, neither for the door nor for what is to be counted or shown. */
  fill(url: string): Promise<void>;
  close(): void;
}

async function openFullCity(seed: string): Promise<FullCity> {
  const events = await cityEvents(ROWS, seededRandom(seed).next);
  const disk = openSmallDisk(DISK_MEGABYTES);
  const options = { port: await freePort(), data: join(disk.folder, 'log'), catalogue: CATALOGUE };
  let sent = 0;
  const sendNext = async (url: string): Promise<Answer> => {
    if (sent + BATCH > events.length) throw new RangeError('the disk has room for every event');
    const answer = await post(url, events.slice(sent, sent + BATCH));
    if (answer.status === 202) sent += BATCH;
    return answer;
  };
  return {
    disk,
    options,
    sendNext,
    sent: () => sent,
    fill: async (url) => {
      disk.occupy(BALLAST_BYTES);
      await until('nothing is taken any more', FILLED_MS_MAX, async () => {
        const { status } = await sendNext(url);
        return status === 503 && (await refusing(url)).some((station) => station !== 'door');
      });
    },
    close: () => disk.close(),
  };
}

function wholeOf(sent: number): VerdictCounts {
  return { counted: sent, superseded: 0, repeated: 0, deadLettered: 0, pending: 0, accepted: sent };
}

/** Stations from which the log takes nothing. */
async function refusing(url: string): Promise<readonly string[]> {
  const samples = await readMetrics(url);
  return samples
    .filter(([name]) => name === 'nhip_log_refusing_seconds')
    .map(([, labels]) => /station="(\w+)"/.exec(labels)?.[1] ?? '');
}
