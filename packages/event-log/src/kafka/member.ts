// A member of a group over Kafka. For each partition it is given, in this order and no other: fence every former owner, restore the
// state as it stands after that, read on from the position found in the state. A partition whose commit failed starts over.
import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { LogError, type Member, type ProcessOptions } from '../port.ts';
import { meansFenced, meansRejoin } from './errors.ts';
import { Fetcher } from './fetcher.ts';
import { Membership } from './membership.ts';
import { type KafkaSettings, topicName } from './settings.ts';
import { Transactor } from './transactor.ts';

export interface MemberReach {
  readonly kafka: Kafka;
  readonly settings: KafkaSettings;
  /** What it had is over with its session, also where it is given it again. By default the next commit tells, if it was somebody else's. */
  readonly endsWithSession?: boolean;
}

interface Held {
  readonly partition: number;
  isLost: boolean;
  position: number;
  /** What is being done with the partition; settles when it is let go. */
  run: Promise<void>;
  /** Lets it go. */
  stop: () => void;
}

const BATCH_BYTES = 4 * 1024 * 1024;
/** A transaction costs the broker and the client as much for one entry as for hundreds: what comes within this time shares one. */
const REST_MS = 100;
const RETRY_MS = 300;
const POSITIONS_MS = 2_000;
const FINISH_MS_MAX = 5_000;
/** A partition that is held for so long, with nothing to do, is in no trouble. */
const CALM_MS = 10_000;

export class KafkaMember implements Member {
  readonly #reach: MemberReach;
  readonly #options: ProcessOptions;
  readonly #fetcher: Fetcher;
  readonly #membership: Membership;
  readonly #held = new Map<number, Held>();
  #isPaused = false;
  #isAway = false;
  #wake: (() => void)[] = [];
  #handling = new Set<Promise<void>>();
  #failed = false;
  #closing: Promise<void> | null = null;
  #positions: NodeJS.Timeout | null = null;

  constructor(reach: MemberReach, options: ProcessOptions) {
    this.#reach = reach;
    this.#options = options;
    const { settings } = reach;
    this.#fetcher = new Fetcher({ settings, partitionBytes: options.batchBytesMax ?? BATCH_BYTES, restMs: REST_MS });
    this.#membership = new Membership({
      settings,
      groupId: groupName(settings, options),
      topic: topicName(settings, options.topic),
      owned: () => [...this.#held.keys()],
      pause: () => this.#pause(),
      assigned: (partitions) => this.#assigned(partitions),
      ...(reach.endsWithSession === true ? { expelled: () => this.#assigned([]) } : {}),
      away: (error) => this.#away(error),
    });
  }

  async start(): Promise<void> {
    await this.#membership.start();
    this.#positions = setInterval(() => {
      const positions = new Map([...this.#held.values()].map(({ partition, position }) => [partition, position]));
      this.#membership.tellPositions(positions).catch(() => undefined);
    }, POSITIONS_MS);
    this.#positions.unref();
  }

  /**
   * Lets the batches under way finish, and holds the next ones back. A handler that hangs does not hold the whole group up: it is
   * fenced where its partition goes.
   */
  async #pause(): Promise<void> {
    this.#isPaused = true;
    await Promise.race([Promise.all(this.#handling), delay(FINISH_MS_MAX)]);
  }

  async #assigned(partitions: readonly number[]): Promise<void> {
    this.#isPaused = false;
    for (const wake of this.#wake.splice(0)) wake();
    for (const held of this.#held.values()) {
      if (partitions.includes(held.partition)) continue;
      this.#held.delete(held.partition);
      held.stop();
      await held.run;
    }
    // A member that is leaving may just have joined anew: nobody would let go of what it holds from now on, and it would keep the process.
    if (this.#closing !== null) return;
    for (const partition of partitions) if (!this.#held.has(partition)) this.#hold(partition);
    if (this.#isAway) for (const partition of partitions) this.#options.trouble?.over(partition);
    this.#isAway = false;
  }

  #away(error: unknown): void {
    if (meansRejoin(error)) return;
    this.#isAway = true;
    for (const partition of this.#held.keys()) this.#options.trouble?.failed(partition, error);
  }

  #hold(partition: number): void {
    const gone = Promise.withResolvers<void>();
    const held: Held = { partition, isLost: false, position: 0, run: Promise.resolve(), stop: () => {} };
    held.stop = () => {
      held.isLost = true;
      this.#options.handler.leaving?.(partition);
      gone.resolve();
    };
    this.#held.set(partition, held);
    held.run = this.#keep(held, gone.promise);
  }

  /** Owns the partition again and again until it is lost to another member. */
  async #keep(held: Held, lost: Promise<void>): Promise<void> {
    while (!held.isLost && !this.#failed) {
      try {
        await this.#own(held, lost);
      } catch (error) {
        if (!isPassing(error)) {
          this.#fail(error);
          return;
        }
        // That a partition goes from one member to another is no trouble.
        if (!meansFenced(error) && !meansRejoin(error)) this.#options.trouble?.failed(held.partition, error);
        await Promise.race([delay(RETRY_MS), lost]);
      }
    }
    this.#options.trouble?.left(held.partition);
  }

  async #own(held: Held, lost: Promise<void>): Promise<void> {
    const { handler, topic, group } = this.#options;
    const { kafka, settings } = this.#reach;
    // Whoever lost its session would fence the member that has the partition now.
    await this.#membership.confirm();
    const transactionalId = `${settings.prefix}.${settings.generation}.${group}.${topic}.${held.partition}`;
    const owner = await Transactor.fence({ kafka, settings, transactionalId, partition: held.partition });
    const broken = Promise.withResolvers<never>();
    broken.promise.catch(() => undefined);
    let watch: { stop(): Promise<void> } | null = null;
    let calm: NodeJS.Timeout | null = null;
    try {
      held.position = await handler.assigned(owner);
      calm = setTimeout(() => {
        if (!this.#isPaused) this.#options.trouble?.over(held.partition);
      }, CALM_MS).unref();
      watch = await this.#fetcher.watch({
        topic: topicName(settings, topic),
        partition: held.partition,
        from: held.position,
        take: ({ batch }) =>
          this.#whenOpen(held, async () => {
            // Whatever is under way now tells itself how it ends.
            if (calm !== null) clearTimeout(calm);
            // Also where nothing stands but ends of transactions: the position is to move past them.
            await handler.batch(owner, batch);
            held.position = batch.next;
            this.#options.trouble?.over(held.partition);
          }),
        failed: broken.reject,
      });
      await Promise.race([lost, broken.promise, owner.broken]);
    } finally {
      if (calm !== null) clearTimeout(calm);
      await watch?.stop();
      await owner.close();
      await handler.revoked(held.partition);
    }
  }

  async #whenOpen(held: Held, deed: () => Promise<void>): Promise<void> {
    while (this.#isPaused && !held.isLost) await new Promise<void>((resolve) => this.#wake.push(resolve));
    if (held.isLost || this.#failed) return;
    const handling = deed();
    const settled = handling.catch(() => undefined);
    this.#handling.add(settled);
    try {
      await handling;
    } finally {
      this.#handling.delete(settled);
    }
  }

  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.close().then(
      () => this.#options.failed?.(error),
      () => this.#options.failed?.(error),
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.#leave();
    return this.#closing;
  }

  async #leave(): Promise<void> {
    if (this.#positions !== null) clearInterval(this.#positions);
    this.#isPaused = false;
    for (const wake of this.#wake.splice(0)) wake();
    const all = [...this.#held.values()];
    for (const held of all) held.stop();
    await Promise.all(all.map(({ run }) => run.catch(() => undefined)));
    await this.#membership.close();
    await this.#fetcher.close();
  }
}

export function groupName({ prefix, generation }: KafkaSettings, { group }: Pick<ProcessOptions, 'group'>): string {
  return `${prefix}.${generation}.${group}`;
}

/** Faults of the log or the group pass; faults of the handler do not. */
function isPassing(error: unknown): boolean {
  if (error instanceof LogError) return error.code !== 'NHIP_LOG_CORRUPT';
  return error instanceof Error && error.name.startsWith('KafkaJS');
}
