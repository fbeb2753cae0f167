// Membership in a group of the broker: joins, keeps its session alive, joins again when the group changes, leaves. It tells which
// partitions it was given; what is done with them is the member's.
import { setTimeout as delay } from 'node:timers/promises';
import { stickyAssigner } from './assigner.ts';
import { meansRefused, meansRejoin, unavailable } from './errors.ts';
import { type Cluster, type ConsumerGroup, openCluster, openConsumerGroup } from './internals.ts';
import type { KafkaSettings } from './settings.ts';

export interface MembershipOptions {
  readonly settings: KafkaSettings;
  readonly groupId: string;
  readonly topic: string;
  /** Partitions held now. */
  readonly owned: () => readonly number[];
  /** The group is changing: resolves when what is under way is finished, since somebody else may get the partition. */
  readonly pause: () => Promise<void>;
  readonly assigned: (partitions: readonly number[]) => Promise<void>;
  /** It is in the group again after its session was lost: somebody else may have had the partitions since. Left out: nobody asks. */
  readonly expelled?: () => Promise<void>;
  /** Out of the group, and it could not be joined again this time. */
  readonly away: (error: unknown) => void;
}

const HEARTBEAT_MS = 1_000;
const REBALANCE_MS = 30_000;
const RETRY_MS = 500;
const START_MS_MAX = 60_000;

export class Membership {
  readonly #options: MembershipOptions;
  readonly #cluster: Cluster;
  readonly #group: ConsumerGroup;
  readonly #stop = new AbortController();
  #joinedAs: string | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(options: MembershipOptions) {
    this.#options = options;
    this.#cluster = openCluster(options.settings);
    const { groupId, topic, owned } = options;
    this.#group = openConsumerGroup({
      cluster: this.#cluster,
      groupId,
      topic,
      assigner: stickyAssigner(owned),
      rebalanceMs: REBALANCE_MS,
    });
  }

  /** Resolves when the group was joined for the first time. */
  async start(): Promise<void> {
    const deadline = Date.now() + START_MS_MAX;
    while (!(await this.#joined(deadline))) await delay(RETRY_MS);
    this.#running = this.#run();
  }

  /**
   * A broker that has just started is still reading its groups, and says so in more than one way: the client hides some of its
   * answers behind errors of its own.
   */
  async #joined(deadline: number): Promise<boolean> {
    try {
      await this.#cluster.connect();
      await this.#cluster.addMultipleTargetTopics([this.#options.topic]);
      await this.#join();
      return true;
    } catch (error) {
      if (meansRefused(error) || Date.now() > deadline)
        throw unavailable(`join the group ${this.#options.groupId}`, error);
      await this.#cluster.refreshMetadata().catch(() => undefined);
      return false;
    }
  }

  /** Still in the group, as far as the coordinator says. @throws what the coordinator answers. */
  async confirm(): Promise<void> {
    await this.#group.heartbeat({ interval: 0 });
  }

  /** For tools that show lag; nothing in this program reads it. */
  async tellPositions(positions: ReadonlyMap<number, number>): Promise<void> {
    const { groupId, topic } = this.#options;
    const { memberId, generationId } = this.#group;
    if (memberId === null || positions.size === 0) return;
    const coordinator = await this.#cluster.findGroupCoordinator({ groupId });
    await coordinator.offsetCommit({
      groupId,
      groupGenerationId: generationId,
      memberId,
      topics: [
        { topic, partitions: [...positions].map(([partition, offset]) => ({ partition, offset: String(offset) })) },
      ],
    });
  }

  async #join(): Promise<void> {
    await this.#group.joinAndSync();
    const { memberId } = this.#group;
    // Not the group's own of before: an attempt that failed may have forgotten it.
    const before = this.#joinedAs;
    this.#joinedAs = memberId;
    if (before !== null && before !== memberId) await this.#options.expelled?.();
    const { topic } = this.#options;
    await this.#options.assigned(this.#group.assigned().find((each) => each.topic === topic)?.partitions ?? []);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await delay(HEARTBEAT_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.#group.heartbeat({ interval: 0 });
      } catch (error) {
        await this.#rejoin(error);
      }
    }
  }

  /** Tries until it is in again: a member never gives up while brokers come back. */
  async #rejoin(reason: unknown): Promise<void> {
    if (!meansRejoin(reason)) await this.#cluster.refreshMetadata().catch(() => undefined);
    await this.#options.pause();
    while (!this.#stop.signal.aborted) {
      try {
        await this.#join();
        return;
      } catch (error) {
        // Also a right that was taken away: whoever gives it back finds the member waiting.
        this.#options.away(error);
        await delay(RETRY_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
        await this.#cluster.refreshMetadata().catch(() => undefined);
      }
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#group.leave().catch(() => undefined);
    await this.#cluster.disconnect();
  }
}
