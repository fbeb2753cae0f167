// A group in memory: its members share the partitions of one topic evenly; who joins takes its share over, which fences the former
// owners, and who leaves gives its share back.
import { LogError, type Member, type Output, type Owner, type ProcessOptions, type Topic } from '../port.ts';
import type { MemoryLog, Wake } from './memory-log.ts';

interface Run {
  readonly member: ProcessOptions;
  isFenced: boolean;
  wake: Wake;
  done: Promise<void>;
}

export class MemoryGroup {
  readonly #log: MemoryLog;
  readonly #topic: Topic;
  #members: readonly ProcessOptions[] = [];
  readonly #runs = new Map<number, Run>();

  constructor(log: MemoryLog, topic: Topic) {
    this.#log = log;
    this.#topic = topic;
  }

  join(options: ProcessOptions): Member {
    // The newest comes first, so that somebody who takes a group of one over gets its partition.
    this.#members = [options, ...this.#members];
    this.#share();
    return {
      close: async () => {
        this.#members = this.#members.filter((member) => member !== options);
        const own = [...this.#runs.values()].filter(({ member }) => member === options);
        this.#share();
        await Promise.all(own.map(({ done }) => done));
      },
    };
  }

  #share(): void {
    for (let partition = 0; partition < this.#log.partitions(this.#topic); partition += 1) {
      const owner = this.#members[partition % Math.max(1, this.#members.length)];
      const present = this.#runs.get(partition);
      if (present?.member === owner) continue;
      if (present !== undefined) {
        present.isFenced = true;
        present.wake();
        present.member.handler.leaving?.(partition);
        this.#runs.delete(partition);
      }
      if (owner !== undefined) this.#start(partition, owner);
    }
  }

  #start(partition: number, member: ProcessOptions): void {
    const run: Run = { member, isFenced: false, wake: () => {}, done: Promise.resolve() };
    this.#runs.set(partition, run);
    run.done = this.#work(partition, run);
  }

  async #work(partition: number, run: Run): Promise<void> {
    const { handler } = run.member;
    try {
      const owner = this.#ownerOf(partition, run);
      let position = await handler.assigned(owner);
      while (!run.isFenced) {
        const news = this.#log.written();
        run.wake = news.over;
        const batch = this.#log.next(this.#topic, partition, position);
        if (batch === null) await news.promise;
        else {
          news.over();
          await handler.batch(owner, batch);
          position = batch.next;
        }
      }
    } catch (error) {
      // What gives up since its partition is leaving has not failed: whoever has it next goes on at its position.
      const isOver = error instanceof LogError && (error.code === 'NHIP_LOG_FENCED' || run.isFenced);
      if (!isOver) this.#fail(run, error);
    }
    await handler.revoked(partition).catch((error: unknown) => this.#fail(run, error));
  }

  #ownerOf(partition: number, run: Run): Owner {
    return {
      partition,
      commit: async (outputs: readonly Output[], position: number) => {
        if (run.isFenced) throw new LogError('NHIP_LOG_FENCED', `commit partition ${partition} up to ${position}`);
        return this.#log.write(outputs);
      },
    };
  }

  #fail({ member }: Run, error: unknown): void {
    if (!this.#members.includes(member)) return;
    this.#members = this.#members.filter((other) => other !== member);
    this.#share();
    member.failed?.(error);
  }
}
