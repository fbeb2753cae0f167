// Crash: the process is killed at random moments of an import, again and again, and started anew. Nothing that was accepted is
// lost, nothing counts twice, and the counts of verdicts add up (N2, N3). Then: never two processes on one folder.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CloudEvent } from '@nhip/nhip';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postBatch, postTick } from '../process/door.ts';
import { freePort, type Service, spawnNhip, startService, until } from '../process/nhip-process.ts';
import { caughtUp, readCounts } from '../process/own-metrics.ts';
import { seededRandom } from '../process/random.ts';
import { CATALOGUE, readCaseEvents } from '../real-data/case-events.ts';
import { readCases } from '../real-data/cases.ts';
import { expect311 } from '../real-data/expectation.ts';
import { generateFile } from '../real-data/generated-file.ts';
import { compare, fetchPublished } from '../real-data/published.ts';
import { LAST_TICK, SPAN } from '../real-data/running-city.ts';

const ROWS = 12_000;
const BATCH = 50;
const KILLS = 32;
const STATED_AT = '2016-01-15T12:00:00.000Z';
const FIRST_TICK = '2015-04-01T00:00:00-04:00';

describe('a service that is killed again and again', () => {
  const { next: random } = seededRandom('crash');
  const folder = mkdtempSync(join(tmpdir(), 'nhip-crash-'));
  const file = join(folder, 'cases.csv.gz');
  const data = join(folder, 'log');
  let port: number;
  let events: readonly CloudEvent[];

  beforeAll(async () => {
    writeFileSync(file, generateFile(ROWS, random).bytes);
    ({ events } = await readCaseEvents(file, STATED_AT));
    port = await freePort();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const start = (): Promise<Service> => startService({ port, data, catalogue: CATALOGUE });

  it(`loses and doubles nothing over ${KILLS} kills`, { timeout: 300_000 }, async () => {
    const queue = new BatchQueue(events);
    for (let kill = 0; kill < KILLS; kill += 1) {
      if (random() < 0.15) await killWhileStarting(port, data, random);
      const service = await start();
      if (kill === KILLS / 2) await postTick(service.url, FIRST_TICK);
      await Promise.all([queue.send(service.url), killSoon(service, random)]);
    }
    expect(queue.left).toBeGreaterThan(0);

    const service = await start();
    await queue.send(service.url);
    expect(queue.left).toBe(0);
    await postTick(service.url, LAST_TICK);
    await caughtUp(service.url);
    await expectWhole(service.url, queue);
    expect(await service.stop(), service.output()).toBe(0);
  });

  async function expectWhole(url: string, { accepted, sent }: BatchQueue): Promise<void> {
    const published = await fetchPublished(url, '2014-12-29', SPAN.to);
    const { differences } = compare(published, expect311(readCases(file), SPAN));
    expect(differences.slice(0, 20)).toEqual([]);
    const counts = await readCounts(url);
    expect(accepted).toBe(ROWS);
    // A batch whose answer was lost with the process was stored or not; it was sent again in either case.
    expect(counts.accepted).toBeGreaterThanOrEqual(accepted);
    expect(counts.accepted).toBeLessThanOrEqual(sent);
    expect(counts).toMatchObject({ counted: ROWS, superseded: 0, deadLettered: 0, pending: 0 });
    expect(counts.repeated).toBe(counts.accepted - ROWS);
  }

  it('keeps a second process off its folder', async () => {
    const service = await start();
    const other = spawnNhip(['serve', '--clock', 'manual'], {
      NHIP_PORT: String(await freePort()),
      NHIP_DATA: data,
      NHIP_CATALOGUE: CATALOGUE,
    });
    let said = '';
    other.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    await until('the second process has given up', 20_000, async () => other.exitCode !== null);
    expect(other.exitCode).toBe(1);
    expect(said).toContain('in use');
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(await service.stop(), service.output()).toBe(0);
  });
});

/** Sends batches one after the other until the service is gone; what had no answer is sent again by the next call. */
class BatchQueue {
  readonly #events: readonly CloudEvent[];
  #next = 0;
  accepted = 0;
  /** Events sent, those that had no answer among them. */
  sent = 0;

  constructor(events: readonly CloudEvent[]) {
    this.#events = events;
  }

  get left(): number {
    return this.#events.length - this.#next;
  }

  async send(url: string): Promise<void> {
    while (this.left > 0) {
      const batch = this.#events.slice(this.#next, this.#next + BATCH);
      this.sent += batch.length;
      const answer = await postBatch(url, batch).catch((error: unknown) => {
        // Only a connection that broke is the kill; an answer that refuses is a fault.
        if (error instanceof TypeError) return null;
        throw error;
      });
      if (answer === null) return;
      this.accepted += answer.accepted;
      this.#next += batch.length;
    }
  }
}

/** Long enough for some batches, short enough that the queue lasts for every kill. */
const ALIVE_MS_MAX = 25;

async function killSoon(service: Service, random: () => number): Promise<void> {
  await delay(random() * ALIVE_MS_MAX);
  await service.kill();
}

/** In the middle of opening the log, restoring or writing the first tick. */
async function killWhileStarting(port: number, data: string, random: () => number): Promise<void> {
  const child = spawnNhip(['serve', '--clock', 'manual'], {
    NHIP_PORT: String(port),
    NHIP_DATA: data,
    NHIP_CATALOGUE: CATALOGUE,
  });
  await delay(random() * 800);
  child.kill('SIGKILL');
  await until('the process is gone', 5_000, async () => child.exitCode !== null || child.signalCode !== null);
}
