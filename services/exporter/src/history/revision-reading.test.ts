// Which ticks the history tells of when its writer is lost between any two things that it writes: none is left out.
import { createMemoryLog, type EventLog } from '@nhip/event-log';
import { expect, it } from 'vitest';
import { NOTHING_WRITTEN, type Written } from './history-store.ts';
import { followRevisions, type RevisionReading, readRevisions } from './revision-reading.ts';
import type { SampleWriting } from './sample-writing.ts';

const TICKS = ['2023-02-11', '2023-03-11', '2023-04-11'].map((day) => Date.parse(`${day}T00:00:00+07:00`));

/** What is written stays, and what is written next fails where the test says so. */
function openTables() {
  let written: Written = { ...NOTHING_WRITTEN, generation: 1 };
  let deedsLeft = Infinity;
  const ticks = new Set<number>();
  let revisions = 0;
  const deed = (done: () => void): void => {
    if (deedsLeft === 0) throw new Error('the writer is lost');
    deedsLeft -= 1;
    done();
  };
  const told = (momentMs: number): void => {
    ticks.add(momentMs);
    written = { ...written, momentMs: Math.max(momentMs, written.momentMs ?? momentMs), tickMs: momentMs };
  };
  const writing: SampleWriting = {
    written: () => written,
    write: async ({ momentMs }) => deed(() => told(momentMs)),
    writeTick: async (momentMs) => deed(() => told(momentMs)),
    note: async (work, next) => {
      await work({
        seriesIds: async (keys) => keys.map(() => 1),
        addRevisions: async (some) => {
          revisions += some.length;
        },
        standing: async () => [],
        change: async () => {},
        dropRevisions: async () => {},
        setWritten: async () => {},
      });
      deed(() => {
        written = { ...written, ...next };
      });
    },
  };
  return {
    writing,
    told: () => [...ticks].sort((left, right) => left - right),
    revisions: () => revisions,
    position: () => written.position,
    loseAfter: (deeds: number) => {
      deedsLeft = deeds;
    },
  };
}

async function openLog(): Promise<{ readonly log: EventLog; readonly publish: (tickMs: number) => Promise<void> }> {
  const log = createMemoryLog({ partitions: 1, now: () => 0 });
  const result = { value: 1, numerator: 1, denominator: null, score: null, target: null, status: 'ok', flags: [] };
  const publish = async (tickMs: number): Promise<void> => {
    const revision = { from: '2023-01', to: '2023-01', number: 1, cause: 'late', before: null, after: result };
    const series = { kpi: 'received', unit: 'hanoi', dims: {}, grain: 'month' };
    const value = JSON.stringify({ tick: new Date(tickMs).toISOString(), ...series, revisions: [revision] });
    const key = JSON.stringify(['received', 'hanoi', 'city']);
    await log.append('revisions', [{ partition: 0, key: Buffer.from(key), value: Buffer.from(value) }]);
  };
  return { log, publish };
}

function readingOf(log: EventLog, writing: SampleWriting): RevisionReading {
  return { log, generation: 1, writing, inTurn: (work) => work() };
}

it.each([0, 1, 2, 3, 4, 5])('tells each tick, also when the writer is lost after %i deeds', async (deeds) => {
  const { log, publish } = await openLog();
  for (const tick of TICKS) await publish(tick);
  const tables = openTables();
  tables.loseAfter(deeds);
  await readRevisions(readingOf(log, tables.writing), Infinity).catch(() => undefined);
  tables.loseAfter(Infinity);
  await readRevisions(readingOf(log, tables.writing), Infinity);
  expect(tables.told()).toEqual(TICKS);
  expect(tables.position()).toBe((await log.range('revisions', 0)).end);
});

it('tells ticks that samples were to tell, when the writer is lost before', async () => {
  const { log, publish } = await openLog();
  const [first = 0, second = 0, third = 0] = TICKS;
  await publish(first);
  await publish(second);
  const tables = openTables();
  // What stood with the second tick is in a sample that is still to be written.
  const from = await readRevisions(readingOf(log, tables.writing), second);
  expect(tables.told()).toEqual([first]);
  const following = await followRevisions(readingOf(log, tables.writing), from, () => undefined);
  await publish(third);
  await expect.poll(tables.revisions).toBeGreaterThanOrEqual(TICKS.length);
  await following.close();
  await readRevisions(readingOf(log, tables.writing), Infinity);
  expect(tables.told()).toEqual(TICKS);
});

it('does not read again what samples have told', async () => {
  const { log, publish } = await openLog();
  const [first = 0, second = 0] = TICKS;
  const tables = openTables();
  const following = await followRevisions(readingOf(log, tables.writing), 0, () => undefined);
  await publish(first);
  await expect.poll(tables.revisions).toBe(1);
  await tables.writing.write({ momentMs: first, tickMs: first, isTick: true, before: new Map() }, ({ runs }) => runs);
  await publish(second);
  await expect.poll(tables.revisions).toBe(2);
  await following.close();
  expect(tables.position()).toBe(1);
});
