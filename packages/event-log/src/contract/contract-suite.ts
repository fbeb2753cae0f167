// The contract of the port: what every driver promises, as tests that each of them passes (N3, N4).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EventLog, LogError, type Topic } from '../port.ts';
import { type Counting, countingHandler, numberEntry, readState } from './counting-handler.ts';

export interface DriverUnderTest {
  /** A new, empty log with 2 partitions. */
  open(): Promise<EventLog>;
  /** Removes what `open` made; the log is closed by then. */
  clear?(): Promise<void>;
}

const PARTITIONS = [0, 1];
const WAIT_MS_MAX = 30_000;

export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + WAIT_MS_MAX;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function textsOf(log: EventLog, topic: Topic, partition: number, from = 0): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const { entries } of log.read(topic, partition, from)) {
    for (const { value } of entries) texts.push(Buffer.from(value).toString('utf8'));
  }
  return texts;
}

export function describeEventLog(name: string, driver: DriverUnderTest): void {
  describe(`the event log ${name}`, { timeout: 60_000 }, () => {
    let log: EventLog;
    beforeEach(async () => {
      log = await driver.open();
    });
    afterEach(async () => {
      await log.close();
      await driver.clear?.();
    });

    const append = (numbers: readonly number[]): Promise<void> =>
      log.append(
        'events',
        numbers.map((one) => numberEntry(one, one % 2)),
      );
    const join = (handler: Counting, failed: (error: unknown) => void = () => {}) =>
      log.process({ group: 'count', topic: 'events', handler, failed });
    const sums = async (): Promise<number> => {
      const states = await Promise.all(PARTITIONS.map((partition) => readState(log, partition)));
      return states.reduce((total, { sum }) => total + sum, 0);
    };
    const counted = (sum: number): Promise<void> => until(`the sum is ${sum}`, async () => (await sums()) === sum);

    it('keeps entries in the order in which they were appended, with keys, headers and times', async () => {
      const before = Date.now() - 60_000;
      await log.append('events', [{ ...numberEntry(2, 0), headers: { a: 'b' } }, numberEntry(4, 0), numberEntry(1, 1)]);
      await log.append('events', [numberEntry(6, 0)]);
      expect(await textsOf(log, 'events', 0)).toEqual(['2', '4', '6']);
      expect(await textsOf(log, 'events', 1)).toEqual(['1']);
      expect(await textsOf(log, 'events', 0, 1)).toEqual(['4', '6']);
      expect(await log.range('events', 0)).toEqual({ start: 0, end: 3 });
      for await (const { entries } of log.read('events', 0, 0)) {
        const [first] = entries;
        expect(Buffer.from(first?.key ?? []).toString('utf8')).toBe('2');
        expect(first?.headers).toEqual({ a: 'b' });
        expect(first?.offset).toBe(0);
        expect(first?.ingestTime).toBeGreaterThan(before);
        break;
      }
    });

    it('N3: counts every entry once, state and position together', async () => {
      const handler = countingHandler({ log });
      await append([1, 2, 3, 4]);
      const member = await join(handler);
      await counted(10);
      await append([5, 6]);
      await counted(21);
      await member.close();
      for (const partition of PARTITIONS) {
        const { position } = await readState(log, partition);
        expect(position).toBe((await log.range('events', partition)).end);
        expect(await textsOf(log, 'records', partition)).toEqual(await textsOf(log, 'cells', partition));
      }
      expect([...handler.revocations].sort()).toEqual(PARTITIONS);
    });

    it('N3: goes on at the position in the state when somebody comes back', async () => {
      await append([1, 2]);
      const first = await join(countingHandler({ log }));
      await counted(3);
      await first.close();
      await append([3, 4]);
      const handler = countingHandler({ log });
      const second = await join(handler);
      await counted(10);
      await second.close();
      const found = [...handler.assignments].sort((left, right) => left.partition - right.partition);
      expect(found).toEqual([
        { partition: 0, position: 1 },
        { partition: 1, position: 1 },
      ]);
    });

    it('N3: refuses the commit of a former owner that paused between counting and committing', async () => {
      const paused = Promise.withResolvers<void>();
      const resumed = Promise.withResolvers<void>();
      const former = countingHandler({
        log,
        beforeCommit: async (partition) => {
          if (partition !== 0) return;
          paused.resolve();
          await resumed.promise;
        },
      });
      const first = await join(former);
      await append([2, 4]);
      await paused.promise;
      // Enough members that the partition moves, however the driver shares them.
      const others = [await join(countingHandler({ log })), await join(countingHandler({ log }))];
      const leaving = first.close();
      resumed.resolve();
      await leaving;
      await counted(6);
      expect(former.refused.every((error) => error instanceof LogError && error.code === 'NHIP_LOG_FENCED')).toBe(true);
      await append([6]);
      await counted(12);
      for (const other of others) await other.close();
      expect(await sums()).toBe(12);
      expect(await textsOf(log, 'records', 0)).toEqual(await textsOf(log, 'cells', 0));
    });

    it('N3: counts once while members come and go', async () => {
      let expected = 0;
      let members = [await join(countingHandler({ log }))];
      for (let round = 1; round <= 4; round += 1) {
        const numbers = Array.from({ length: 50 }, (_, place) => round * 100 + place);
        expected += numbers.reduce((total, one) => total + one, 0);
        const joining = join(countingHandler({ log }));
        await append(numbers);
        const [leaving, ...staying] = members;
        members = [...staying, await joining];
        await leaving?.close();
      }
      await counted(expected);
      for (const member of members) await member.close();
      expect(await sums()).toBe(expected);
    });

    it('tells when a handler cannot go on, and counts on after it is replaced', async () => {
      const broken = Promise.withResolvers<unknown>();
      const handler = countingHandler({
        log,
        beforeCommit: async () => {
          throw new RangeError('a fault of the handler');
        },
      });
      await join(handler, broken.resolve);
      await append([1, 2]);
      expect(await broken.promise).toBeInstanceOf(RangeError);
      const member = await join(countingHandler({ log }));
      await counted(3);
      await member.close();
    });

    it('follows a partition as it grows, from a position on', async () => {
      await append([2, 4]);
      const seen: string[] = [];
      const following = await log.follow({
        topic: 'events',
        partition: 0,
        from: 1,
        take: ({ entries }) => {
          for (const { value } of entries) seen.push(Buffer.from(value).toString('utf8'));
        },
      });
      await until('the second is seen', () => seen.length === 1);
      await append([6, 8]);
      await until('all are seen', () => seen.length === 3);
      await following.close();
      expect(seen).toEqual(['4', '6', '8']);
    });

    it('drops what is truncated, and keeps offsets', async () => {
      await log.append('records', [numberEntry(1, 0), numberEntry(2, 0)]);
      await log.append('records', [numberEntry(3, 0)]);
      await log.truncate('records', 0, 2);
      expect(await log.range('records', 0)).toMatchObject({ end: 3 });
      expect((await textsOf(log, 'records', 0, (await log.range('records', 0)).start)).at(-1)).toBe('3');
      await log.append('records', [numberEntry(4, 0)]);
      expect((await textsOf(log, 'records', 0, 2)).slice(-2)).toEqual(['3', '4']);
    });
  });
}
