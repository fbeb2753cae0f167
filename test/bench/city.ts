// Benchmark: the service under test, as a child process on a folder of its own, and what can be read of it from outside.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { freePort, type Service, startService, until } from '../process/nhip-process.ts';
import { caughtUp } from '../process/own-metrics.ts';
import { counters, type Setting } from './setting.ts';

export interface City {
  readonly setting: Setting;
  readonly port: number;
  /** Ends it (SIGTERM) and starts it again on the same folder; gives the seconds from the start until it is ready. */
  restart(): Promise<number>;
  /** Resolves when the KPIs show this many events received and finished. */
  counted(expected: Counts, msMax: number): Promise<void>;
  /** Resolves when everything accepted is counted and shown. */
  caughtUp(): Promise<void>;
  /** Bytes of the whole process, now and at the most so far. */
  resident(): { readonly now: number; readonly peak: number };
  /** Bytes ever written to a topic. */
  written(topics: readonly string[]): number;
  close(): Promise<void>;
}

export interface Counts {
  readonly received: number;
  readonly finished: number;
}

/** Below NHIP_BENCH_DIR where that is set, else below the system's folder for temporary files. */
export async function startCity(setting: Setting): Promise<City> {
  const folder = mkdtempSync(join(process.env.NHIP_BENCH_DIR ?? tmpdir(), 'nhip-bench-'));
  const city = new RunningCity({ folder, port: await freePort(), setting });
  await city.start();
  return city;
}

class RunningCity implements City {
  readonly port: number;
  readonly setting: Setting;
  readonly #folder: string;
  #service: Service | null = null;

  constructor({
    folder,
    port,
    setting,
  }: { readonly folder: string; readonly port: number; readonly setting: Setting }) {
    this.#folder = folder;
    this.port = port;
    this.setting = setting;
  }

  async start(): Promise<void> {
    const data = join(this.#folder, 'log');
    this.#service = await startService({ port: this.port, data, catalogue: this.setting.catalogue, arguments: [] });
  }

  async restart(): Promise<number> {
    await this.#running().stop();
    const started = performance.now();
    await this.start();
    return (performance.now() - started) / 1000;
  }

  async counted({ received, finished }: Counts, msMax: number): Promise<void> {
    await until(`${received} received and ${finished} finished are counted`, msMax, async () => {
      return (await this.#total(counters.received)) === received && (await this.#total(counters.finished)) === finished;
    });
  }

  caughtUp(): Promise<void> {
    return caughtUp(this.#running().url);
  }

  async #total(kpi: string): Promise<number> {
    const query = new URLSearchParams({ unit: this.setting.plan.root, grain: 'year' });
    const response = await fetch(`${this.#running().url}/v1/kpis/${kpi}/values?${query}`);
    if (!response.ok) throw new Error(`the values of ${kpi}: ${response.status} ${await response.text()}`);
    const { values } = (await response.json()) as { readonly values: readonly { readonly value: number | null }[] };
    return values.reduce((sum, { value }) => sum + (value ?? 0), 0);
  }

  resident() {
    const status = readFileSync(`/proc/${this.#running().pid}/status`, 'utf8');
    const bytes = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
    return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
  }

  written(topics: readonly string[]): number {
    const database = new DatabaseSync(join(this.#folder, 'log', 'generation-1.db'), { readOnly: true });
    try {
      const rows = database.prepare('SELECT topic, sum(written) AS bytes FROM ends GROUP BY topic').all();
      return rows
        .filter(({ topic }) => topics.includes(String(topic)))
        .reduce((sum, { bytes }) => sum + Number(bytes), 0);
    } finally {
      database.close();
    }
  }

  #running(): Service {
    if (this.#service === null) throw new Error('the service does not run');
    return this.#service;
  }

  async close(): Promise<void> {
    await this.#service?.stop();
    rmSync(this.#folder, { recursive: true });
  }
}
