// Keeps the history up to date for as long as the exporter runs: takes the writer's place, catches up with the log, then writes sample
// after sample. Whatever the database does, the exporter lives: what could not be written is written when it is back.
import type { Plan, Zone } from '@nhip/core';
import { type EventLog, LogError } from '@nhip/event-log';
import { createBell } from './bell.ts';
import { horizonsOf, slotEnd } from './boundaries.ts';
import { HistoryUnavailable } from './history.ts';
import type { HistoryStore, HistoryWriter } from './history-store.ts';
import type { Recorder } from './recorder.ts';
import { followRevisions, type RevisionReading, readRevisions } from './revision-reading.ts';
import { createSampleWriting, type SampleWriting, type SampleWritingOptions } from './sample-writing.ts';

export interface Keeping {
  /** Everything is kept that stood in the log when it was opened. */
  ready(): boolean;
  /** This process is the one that writes. */
  isWriting(): boolean;
  /** Resolves when everything published so far is kept. @throws HistoryUnavailable */
  flush(): Promise<void>;
  /** Does it while nothing is being written, as long as this process is the one that writes. */
  between<Done>(work: () => Promise<Done>): Promise<Done>;
  /** For how long something published has not been kept, 0: all of it is. */
  waitingSeconds(): number;
  /** There is something to keep. */
  changed(): void;
  close(): Promise<void>;
}

export interface KeepingOptions {
  readonly log: EventLog;
  readonly generation: number;
  readonly plan: Plan;
  readonly zone: Zone;
  readonly store: HistoryStore;
  readonly recorder: Recorder;
  readonly all: SampleWritingOptions['all'];
  readonly pinned: SampleWritingOptions['pinned'];
  /** For how many days every tick is kept. */
  readonly days: number;
  readonly wrote: (seconds: number) => void;
  readonly warn: (error: unknown, message: string) => void;
  /** Neither the log nor the database is merely out of reach: the exporter cannot go on. */
  readonly failed: (error: unknown) => void;
}

/** Changes of so long are written together; and writing takes no more than a twentieth of the time. */
const REST_MS = 1_000;
const REST_FOR_WORK = 19;
const REST_MS_MAX = 60_000;
/** Between two attempts to reach the database, and between two looks whether the writer has left. */
const AGAIN_MS = 2_000;
/** A database that does not answer must not keep the process from ending. */
const CLOSE_MS_MAX = 10_000;

export function openKeeping(options: KeepingOptions): Keeping {
  return new OpenKeeping(options);
}

class OpenKeeping implements Keeping {
  readonly #options: KeepingOptions;
  readonly #bell = createBell();
  readonly #running: Promise<void>;
  #isReady = false;
  #isWriting = false;
  #isClosed = false;
  #isOut = false;
  #restMs = REST_MS;
  #forgottenAtMs: number | null = null;
  /** Of a steady clock: since when something waits. */
  #changedAtMs: number | null = null;
  #flushes: PromiseWithResolvers<void>[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: KeepingOptions) {
    this.#options = options;
    options.recorder.begin();
    this.#running = this.#run();
  }

  ready(): boolean {
    return this.#isReady;
  }

  isWriting(): boolean {
    return this.#isWriting;
  }

  waitingSeconds(): number {
    return this.#changedAtMs === null ? 0 : (performance.now() - this.#changedAtMs) / 1000;
  }

  changed(): void {
    this.#changedAtMs ??= performance.now();
    this.#bell.ring();
  }

  async flush(): Promise<void> {
    // Whoever writes flushes; the others answer with what the writer has kept.
    if (!this.#isWriting) return;
    const flush = Promise.withResolvers<void>();
    this.#flushes.push(flush);
    this.#bell.hurry();
    await flush.promise;
  }

  between<Done>(work: () => Promise<Done>): Promise<Done> {
    return this.#isWriting ? this.#inTurn(work) : work();
  }

  #inTurn<Done>(work: () => Promise<Done>): Promise<Done> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#bell.hurry();
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, CLOSE_MS_MAX);
    await Promise.race([this.#running, late.promise]);
    clearTimeout(timer);
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      try {
        await this.#lead();
      } catch (error) {
        this.#lost(error);
      }
      if (!this.#isClosed) await this.#bell.rest(AGAIN_MS);
    }
    for (const { reject } of this.#flushes.splice(0)) reject(new HistoryUnavailable('write the history'));
  }

  async #lead(): Promise<void> {
    const { store, recorder } = this.#options;
    const writer = await store.lead();
    if (writer === null) {
      recorder.rest();
      this.#changedAtMs = null;
      this.#isReady ||= (await store.written()).momentMs !== null;
      return;
    }
    recorder.begin();
    try {
      await this.#write(writer);
    } finally {
      this.#isWriting = false;
      await writer.release().catch(() => undefined);
    }
  }

  async #write(writer: HistoryWriter): Promise<void> {
    const { log, generation, zone, all, pinned, recorder } = this.#options;
    const inTurn = <Done>(work: () => Promise<Done>): Promise<Done> => this.#inTurn(work);
    const writing = createSampleWriting({ writer, zone, all, pinned });
    const reading: RevisionReading = { log, generation, writing, inTurn };
    // What came after that is in the samples.
    const position = await readRevisions(reading, recorder.doubt() ?? Infinity);
    await this.#writeSamples(writing, inTurn);
    this.#isReady = true;
    this.#isWriting = true;
    this.#isOut = false;
    let lost: unknown = null;
    const following = await followRevisions(reading, position, (error) => {
      lost = error;
      this.#bell.hurry();
    });
    try {
      while (!this.#isClosed) {
        await this.#bell.heard();
        await this.#bell.rest(this.#restMs);
        if (lost !== null) throw lost;
        await this.#writeWaiting(writing, inTurn);
        await this.#forget(writer, writing, inTurn);
      }
      await this.#writeWaiting(writing, inTurn);
    } finally {
      await following.close();
    }
  }

  async #writeWaiting(writing: SampleWriting, inTurn: RevisionReading['inTurn']): Promise<void> {
    const flushes = this.#flushes.splice(0);
    const changedAtMs = this.#changedAtMs;
    this.#changedAtMs = null;
    try {
      this.#options.recorder.cut();
      await this.#writeSamples(writing, inTurn);
      for (const { resolve } of flushes) resolve();
    } catch (error) {
      this.#changedAtMs = changedAtMs;
      for (const { reject } of flushes) reject(error);
      throw error;
    }
  }

  /** Once after each tick. */
  async #forget(writer: HistoryWriter, writing: SampleWriting, inTurn: RevisionReading['inTurn']): Promise<void> {
    const { store, days } = this.#options;
    const { tickMs, momentMs } = writing.written();
    if (tickMs === null || momentMs === null || tickMs === this.#forgottenAtMs) return;
    this.#forgottenAtMs = tickMs;
    const horizons = horizonsOf({ writtenMs: momentMs, days });
    const ticks = await store.ticksBefore(horizons.tickMs);
    await inTurn(() => writer.forget({ slotMs: slotEnd(horizons.slotMs), tickMs: ticks.tickMs ?? NEVER_MS }));
  }

  async #writeSamples(writing: SampleWriting, inTurn: RevisionReading['inTurn']): Promise<void> {
    const { recorder, wrote } = this.#options;
    for (let sample = recorder.take(); sample !== null; sample = recorder.take()) {
      const taken = sample;
      const started = performance.now();
      try {
        await inTurn(() => writing.write(taken, recorder.runsOf));
      } catch (error) {
        recorder.putBack(taken);
        throw error;
      }
      const tookMs = performance.now() - started;
      wrote(tookMs / 1000);
      this.#restMs = Math.min(REST_MS_MAX, Math.max(REST_MS, REST_FOR_WORK * tookMs));
    }
  }

  /** Told once for each time that it is out of reach. Anything else is no passing fault. */
  #lost(error: unknown): void {
    for (const { reject } of this.#flushes.splice(0)) reject(error);
    if (!(error instanceof HistoryUnavailable || error instanceof LogError)) {
      this.#isClosed = true;
      this.#options.failed(error);
      return;
    }
    if (!this.#isOut) this.#options.warn(error, 'the history cannot be written; it is tried again and catches up');
    this.#isOut = true;
  }
}

/** Before any moment. */
const NEVER_MS = -8_640_000_000_000_000;
