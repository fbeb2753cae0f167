// The contract of the port: what every driver promises, as tests that each of them passes (N3, N4).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EventLog, LogError, type Member, type Topic } from '../port.ts';
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

/** A log for each test, and what the tests do with it. */
interface Suite {
  log(): EventLog;
  /** Odd numbers to partition 1, even ones to 0. */
  append(numbers: readonly number[]): Promise<void>;
  join(handler: Counting, failed?: (error: unknown) => void): Promise<Member>;
  sums(): Promise<number>;
  counted(sum: number): Promise<void>;
}

export function describeEventLog(name: string, driver: DriverUnderTest): void {
  describe(`the event log ${name}`, { timeout: 60_000 }, () => {
    let open: EventLog | null = null;
    beforeEach(async () => {
      open = await driver.open();
    });
    afterEach(async () => {
      await open?.close();
      await driver.clear?.();
    });
    const suite = suiteOf(() => {
      if (open === null) throw new Error('the log is not open');
      return open;
    });
    itKeepsEntries(suite);
    itCountsOnce(suite);
    itFences(suite);
    itGoesOn(suite);
  });
}

function suiteOf(log: () => EventLog): Suite {
  const sums = async (): Promise<number> => {
    const states = await Promise.all(PARTITIONS.map((partition) => readState(log(), partition)));
    return states.reduce((total, { sum }) => total + sum, 0);
  };
  return {
    log,
    append: (numbers) =>
      log().append(
        'events',
        numbers.map((one) => numberEntry(one, one % 2)),
      ),
    join: (handler, failed = () => {}) => log().process({ group: 'count', topic: 'events', handler, failed }),
    sums,
    counted: (sum) => until(`the sum is ${sum}`, async () => (await sums()) === sum),
  };
}

/** Order, keys, headers, positions, truncation. */
function itKeepsEntries(suite: Suite): void {
  it('keeps entries in the order in which they were appended, with keys, what was packed, headers and times', async () => {
    const before = Date.now() - 60_000;
    await suite
      .log()
      .append('events', [{ ...numberEntry(2, 0), headers: { a: 'b' } }, numberEntry(4, 0), numberEntry(1, 1)]);
    await suite.log().append('events', [{ ...numberEntry(6, 0), packed: Buffer.from([0, 255]) }]);
    expect(await textsOf(suite.log(), 'events', 0)).toEqual(['2', '4', '6']);
    expect(await textsOf(suite.log(), 'events', 1)).toEqual(['1']);
    expect(await textsOf(suite.log(), 'events', 0, 1)).toEqual(['4', '6']);
    expect(await suite.log().range('events', 0)).toEqual({ start: 0, end: 3 });
    for await (const { entries } of suite.log().read('events', 0, 0)) {
      const [first] = entries;
      expect(Buffer.from(first?.key ?? []).toString('utf8')).toBe('2');
      expect(first?.headers).toEqual({ a: 'b' });
      expect(first?.offset).toBe(0);
      expect(first?.ingestTime).toBeGreaterThan(before);
      break;
    }
    const all = (await Array.fromAsync(suite.log().read('events', 0, 0))).flatMap(({ entries }) => entries);
    expect(all.map(({ packed }) => (packed === undefined ? null : [...packed]))).toEqual([null, null, [0, 255]]);
    expect(all.map(({ headers }) => headers ?? null)).toEqual([{ a: 'b' }, null, null]);
  });

  it('reads on from any entry a little at a time', async () => {
    await suite.log().append('events', [numberEntry(1, 0), numberEntry(2, 0), numberEntry(3, 0)]);
    await suite.log().append('events', [numberEntry(4, 0)]);
    for (const from of [0, 2, 3]) {
      const offsets: number[] = [];
      for await (const { entries } of suite.log().read('events', 0, from, { batchBytesMax: 1 })) {
        expect(entries.length).toBeGreaterThan(0);
        offsets.push(...entries.map(({ offset }) => offset));
      }
      expect(offsets).toEqual([0, 1, 2, 3].slice(from));
    }
  });

  it('drops what is truncated, and keeps offsets', async () => {
    await suite.log().append('records', [numberEntry(1, 0), numberEntry(2, 0)]);
    await suite.log().append('records', [numberEntry(3, 0)]);
    await suite.log().truncate('records', 0, 2);
    expect(await suite.log().range('records', 0)).toMatchObject({ end: 3 });
    expect((await textsOf(suite.log(), 'records', 0, (await suite.log().range('records', 0)).start)).at(-1)).toBe('3');
    await suite.log().append('records', [numberEntry(4, 0)]);
    expect((await textsOf(suite.log(), 'records', 0, 2)).slice(-2)).toEqual(['3', '4']);
  });
}

/** State and position move together. */
function itCountsOnce(suite: Suite): void {
  it('N3: counts every entry once, state and position together', async () => {
    const handler = countingHandler({ log: suite.log() });
    await suite.append([1, 2, 3, 4]);
    const member = await suite.join(handler);
    await suite.counted(10);
    await suite.append([5, 6]);
    await suite.counted(21);
    await member.close();
    for (const partition of PARTITIONS) {
      const { position } = await readState(suite.log(), partition);
      expect(position).toBe((await suite.log().range('events', partition)).end);
      expect(await textsOf(suite.log(), 'records', partition)).toEqual(await textsOf(suite.log(), 'cells', partition));
    }
    expect([...handler.revocations].sort()).toEqual(PARTITIONS);
  });

  it('N3: goes on at the position in the state when somebody comes back', async () => {
    await suite.append([1, 2]);
    const first = await suite.join(countingHandler({ log: suite.log() }));
    await suite.counted(3);
    await first.close();
    await suite.append([3, 4]);
    const handler = countingHandler({ log: suite.log() });
    const second = await suite.join(handler);
    await suite.counted(10);
    await second.close();
    const found = [...handler.assignments].sort((left, right) => left.partition - right.partition);
    expect(found).toEqual([
      { partition: 0, position: 1 },
      { partition: 1, position: 1 },
    ]);
  });
}

/** A former owner can never write. */
function itFences(suite: Suite): void {
  it('N3: refuses the commit of a former owner that paused between counting and committing', async () => {
    const paused = Promise.withResolvers<void>();
    const resumed = Promise.withResolvers<void>();
    const former = countingHandler({
      log: suite.log(),
      beforeCommit: async (partition) => {
        if (partition !== 0) return;
        paused.resolve();
        await resumed.promise;
      },
    });
    const first = await suite.join(former);
    await suite.append([2, 4]);
    await paused.promise;
    // Enough members that the partition moves, however the driver shares them.
    const others = [
      await suite.join(countingHandler({ log: suite.log() })),
      await suite.join(countingHandler({ log: suite.log() })),
    ];
    const leaving = first.close();
    resumed.resolve();
    await leaving;
    await suite.counted(6);
    expect(former.refused.every((error) => error instanceof LogError && error.code === 'NHIP_LOG_FENCED')).toBe(true);
    await suite.append([6]);
    await suite.counted(12);
    for (const other of others) await other.close();
    expect(await suite.sums()).toBe(12);
    expect(await textsOf(suite.log(), 'records', 0)).toEqual(await textsOf(suite.log(), 'cells', 0));
  });

  it('N3: counts once while members come and go', async () => {
    let expected = 0;
    let members = [await suite.join(countingHandler({ log: suite.log() }))];
    for (let round = 1; round <= 4; round += 1) {
      const numbers = Array.from({ length: 50 }, (_, place) => round * 100 + place);
      expected += numbers.reduce((total, one) => total + one, 0);
      const joining = suite.join(countingHandler({ log: suite.log() }));
      await suite.append(numbers);
      const [leaving, ...staying] = members;
      members = [...staying, await joining];
      await leaving?.close();
    }
    await suite.counted(expected);
    for (const member of members) await member.close();
    expect(await suite.sums()).toBe(expected);
  });
}

/** After faults, and as the log grows. */
function itGoesOn(suite: Suite): void {
  it('tells when a handler cannot go on, and counts on after it is replaced', async () => {
    const broken = Promise.withResolvers<unknown>();
    const handler = countingHandler({
      log: suite.log(),
      beforeCommit: async () => {
        throw new RangeError('a fault of the handler');
      },
    });
    await suite.join(handler, broken.resolve);
    await suite.append([1, 2]);
    expect(await broken.promise).toBeInstanceOf(RangeError);
    const member = await suite.join(countingHandler({ log: suite.log() }));
    await suite.counted(3);
    await member.close();
  });

  it('tells a batch that waits for something that its partition is leaving, and takes it for no fault that it gives up', async () => {
    const waiting = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    const failed: unknown[] = [];
    const handler = countingHandler({
      log: suite.log(),
      beforeCommit: async () => {
        waiting.resolve();
        await left.promise;
        throw new LogError('NHIP_LOG_FULL', 'commit in vain');
      },
    });
    const member = await suite.join({ ...handler, leaving: () => left.resolve() }, (error) => failed.push(error));
    await suite.append([2, 4]);
    await waiting.promise;
    await member.close();
    expect(failed).toEqual([]);
    const next = await suite.join(countingHandler({ log: suite.log() }));
    await suite.counted(6);
    await next.close();
  });

  it('follows a partition as it grows, from a position on', async () => {
    await suite.append([2, 4]);
    const seen: string[] = [];
    const following = await suite.log().follow({
      topic: 'events',
      partition: 0,
      from: 1,
      take: ({ entries }) => {
        for (const { value } of entries) seen.push(Buffer.from(value).toString('utf8'));
      },
    });
    await until('the second is seen', () => seen.length === 1);
    await suite.append([6, 8]);
    await until('all are seen', () => seen.length === 3);
    await following.close();
    expect(seen).toEqual(['4', '6', '8']);
  });
}
