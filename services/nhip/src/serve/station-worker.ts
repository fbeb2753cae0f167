// A station's thread, seen from the main thread: started, asked for its metrics, stopped. When it dies unasked, the process
// cannot go on.
import { once } from 'node:events';
import { type MessagePort, Worker } from 'node:worker_threads';
import type { ScrapedThread } from '@nhip/exporter';
import type { LastingTrouble, ScrapeFormat } from '@nhip/telemetry';
import { leaveYoungGenerations } from './heap-growth.ts';
import type { ThreadAnswer, ThreadQuestion, ThreadSettings } from './station-thread.ts';

export interface StationWorker {
  readonly name: string;
  /** A scrape of the thread's own metrics. */
  metrics(format: ScrapeFormat): Promise<string>;
  /** What the log does not take from it, as far as the thread has told. */
  troubles(): readonly LastingTrouble[];
  /** Ends the running batches and leaves. */
  stop(): Promise<void>;
}

interface StationWorkerOptions {
  readonly settings: ThreadSettings;
  /** Called once when the thread dies unasked. */
  readonly failed: (error: unknown) => void;
}

/** Starts them side by side. @throws whatever kept one of them from starting; then the others are stopped again, in this order. */
export async function startStationWorkers(
  threads: readonly ThreadSettings[],
  failed: (error: unknown) => void,
): Promise<readonly StationWorker[]> {
  leaveYoungGenerations();
  const started = await Promise.allSettled(threads.map((settings) => startStationWorker({ settings, failed })));
  const workers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const broken = started.find((one) => one.status === 'rejected');
  if (broken === undefined) return workers;
  for (const worker of workers) await worker.stop();
  throw broken.reason;
}

/** As a scrape asks them. */
export function scrapedThreads(workers: readonly StationWorker[]): readonly ScrapedThread[] {
  return workers.map(({ name, metrics }) => ({ name, scrape: metrics }));
}

function portsOf({ station, log }: ThreadSettings): MessagePort[] {
  const ofLog = log.kind === 'sqlite' ? [log.connection.port, log.cells] : [];
  return station.kind === 'append' ? [...ofLog, station.appends] : ofLog;
}

/**
 * Megabytes. Records and cells live outside the heap; what is on it is decoded batches and published runs. Without a bound the heap would
 * grow with every burst, since nothing else tells a thread how little memory there is. From brokers a batch of each partition may come at
 * once, and an evaluator has a mirror of the cells.
 */
const HEAP_MAX = { sqlite: { old: 700, young: 24 }, kafka: { old: 1_400, young: 64 } } as const;

type Waiting = { readonly resolve: (text: string) => void; readonly reject: (error: unknown) => void };

/** Resolves when the thread has joined its groups. @throws whatever kept it from starting. */
async function startStationWorker({ settings, failed }: StationWorkerOptions): Promise<StationWorker> {
  const heapMax = HEAP_MAX[settings.log.kind];
  const worker = new Worker(new URL('./station-thread.ts', import.meta.url), {
    workerData: settings,
    transferList: portsOf(settings),
    resourceLimits: { maxOldGenerationSizeMb: heapMax.old, maxYoungGenerationSizeMb: heapMax.young },
  });
  const waiting = new Map<number, Waiting>();
  let troubles: readonly LastingTrouble[] = [];
  let asked = 0;
  let stopping = false;
  let started = false;
  const start = Promise.withResolvers<void>();
  const die = (error: unknown): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    if (stopping) return;
    stopping = true;
    if (started) failed(error);
    else start.reject(error);
  };
  worker.on('error', (cause) => die(new Error(`the ${settings.name} thread failed`, { cause })));
  worker.on('exit', (code) => die(new Error(`the ${settings.name} thread ended with ${code}`)));
  worker.on('message', (answer: ThreadAnswer) => {
    if (answer.kind === 'started') {
      started = true;
      start.resolve();
    } else if (answer.kind === 'troubles') troubles = answer.lasting;
    else if (answer.kind === 'failed') die(new Error(`the ${settings.name} failed`, { cause: answer.error }));
    else {
      waiting.get(answer.id)?.resolve(answer.text);
      waiting.delete(answer.id);
    }
  });
  const ask = (question: ThreadQuestion): void => worker.postMessage(question);
  await start.promise;
  return {
    name: settings.name,
    troubles: () => troubles,
    metrics: (format) =>
      new Promise((resolve, reject) => {
        asked += 1;
        waiting.set(asked, { resolve, reject });
        ask({ kind: 'metrics', id: asked, format });
      }),
    async stop() {
      if (stopping) return;
      stopping = true;
      const gone = once(worker, 'exit');
      ask({ kind: 'stop' });
      await gone;
    },
  };
}
