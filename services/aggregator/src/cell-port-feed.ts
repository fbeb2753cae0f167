// The evaluator's end of the way from the tallies of the same process: follows how far each partition is counted, and asks for what
// changed when there is time to evaluate it. So counting never waits for evaluating, and is told once of a cell that many commits touch.
import type { MessagePort } from 'node:worker_threads';
import { createEvaluator, type Evaluator, type Plan, type PublishedStore, unpackChanges } from '@nhip/core';
import type { EventLog } from '@nhip/event-log';
import { endsOf } from './cell-log-feed.ts';
import type { CountedCommit, EvaluatorMessage, TallyMessage } from './cell-port.ts';
import type { CellSource, Gathered } from './cell-source.ts';
import { createReaching, EvaluatorGone, type Reaching } from './reaching.ts';
import { publishInto, Unevaluated } from './unevaluated.ts';

export interface CellPortFeedOptions {
  readonly port: MessagePort;
  readonly log: EventLog;
  readonly plan: Plan;
  /** There is something to evaluate. @param events counted by one commit. @param at when, by the steady clock. */
  readonly changed: (events: number, at?: number) => void;
  /** What the tallies told cannot be read. */
  readonly failed: (error: unknown) => void;
}

export class CellPortFeed implements CellSource {
  readonly #options: CellPortFeedOptions;
  readonly #unpack: ReturnType<typeof unpackChanges>;
  readonly #reaching: Reaching;
  /** By partition that is counted here: next offset of `events`. */
  readonly #positions = new Map<number, number>();
  /** Questions that wait for their answers, by number. */
  readonly #asked = new Map<number, PromiseWithResolvers<void>>();
  #questions = 0;
  #isClosed = false;
  #evaluator: Evaluator;
  /** The evaluator has taken in everything of the partitions that are there, up to the changes it has not asked for yet. */
  #isCurrent = false;
  #isWhole = true;
  readonly #unevaluated = new Unevaluated();

  constructor(options: CellPortFeedOptions) {
    this.#options = options;
    this.#unpack = unpackChanges(options.plan);
    this.#evaluator = createEvaluator(options.plan);
    this.#reaching = createReaching((partition) => this.#positions.get(partition) ?? -1);
    options.port.on('message', (message: TallyMessage) => {
      try {
        this.#hear(message);
      } catch (error) {
        options.failed(error);
      }
    });
    options.port.on('close', () => this.#giveUp());
  }

  #hear(message: TallyMessage): void {
    switch (message.kind) {
      case 'assigned':
        this.#positions.set(message.partition, message.position);
        this.#isCurrent = false;
        this.#unevaluated.disturbed();
        this.#reaching.settle();
        if (this.isComplete()) this.#options.changed(0);
        return;
      case 'committed':
        this.#committed(message.commit);
        return;
      case 'revoked':
        this.#positions.delete(message.partition);
        this.#isCurrent = false;
        return;
      case 'changes':
        for (const change of this.#unpack(message.packet)) this.#evaluator.take(change);
        return;
      case 'told':
        this.#asked.get(message.id)?.resolve();
        this.#asked.delete(message.id);
    }
  }

  #committed({ partition, position, events, at, oldestIngestTime, hasChanges, trace }: CountedCommit): void {
    this.#positions.set(partition, position);
    if (hasChanges) {
      this.#unevaluated.committed(oldestIngestTime, trace === undefined ? [] : [trace]);
      this.#options.changed(events, at);
    }
    this.#reaching.settle();
  }

  /** Resolves when the tallies have answered; by then everything is known that they told before. */
  #ask(asks: EvaluatorMessage['asks']): Promise<void> {
    if (this.#isClosed) return Promise.reject(new EvaluatorGone('the tallies have left'));
    this.#questions += 1;
    const answer = Promise.withResolvers<void>();
    this.#asked.set(this.#questions, answer);
    this.#options.port.postMessage({ id: this.#questions, asks } satisfies EvaluatorMessage);
    return answer.promise;
  }

  async gather(): Promise<Gathered | null> {
    // A partition that comes or goes while they answer makes the answer one of another time.
    while (this.isComplete()) {
      const begins = !this.#isCurrent;
      if (begins) {
        this.#evaluator = createEvaluator(this.#options.plan);
        this.#isCurrent = true;
        this.#isWhole = true;
      }
      await this.#ask(begins ? 'all' : 'changes');
      if (this.#isCurrent) return this.#unevaluated.gathered();
    }
    return null;
  }

  evaluateInto(store: PublishedStore, tickMs: number): void {
    publishInto(store, this.#evaluator.evaluate(tickMs), this.#isWhole);
    this.#isWhole = false;
  }

  isComplete(): boolean {
    return this.#positions.size === this.#options.log.partitions('events');
  }

  isQuiet(): boolean {
    return this.#unevaluated.isQuiet;
  }

  async isBehind(): Promise<boolean> {
    const ends = await endsOf(this.#options.log);
    // Whoever asks both threads at once must not find that nothing is left to count here, and nothing to evaluate there.
    await this.#ask('nothing');
    return ends.some((end, partition) => (this.#positions.get(partition) ?? -1) < end);
  }

  oldestIngestTime(): number | null {
    return this.#unevaluated.oldestIngestTime;
  }

  complete(): Promise<void> {
    return this.#reaching.reached(Array.from({ length: this.#options.log.partitions('events') }, () => 0));
  }

  async caughtUp(): Promise<void> {
    await this.#reaching.reached(await endsOf(this.#options.log));
  }

  /** Tallies may have counted everything before the evaluator was there; and one that comes anew has lost what the former one had taken in. */
  async open(): Promise<void> {
    this.#isCurrent = false;
    this.#unevaluated.disturbed();
    if (this.isComplete()) this.#options.changed(0);
  }

  // Tallies and evaluator live and die together.
  async shut(): Promise<void> {}

  close(): void {
    this.#reaching.close();
  }

  #giveUp(): void {
    this.#isClosed = true;
    for (const { reject } of this.#asked.values()) reject(new EvaluatorGone('the tallies have left'));
    this.#asked.clear();
  }
}
