// The evaluator's end of the way from the tallies, against tallies played by the test: what it asks for when partitions come and go.
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createMemoryLog, type EventLog } from '@nhip/event-log';
import { examplePlan } from '@nhip/events/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EvaluatorMessage, TallyMessage } from './cell-port.ts';
import { CellPortFeed } from './cell-port-feed.ts';
import { EvaluatorGone } from './reaching.ts';

let log: EventLog;
let tallies: MessagePort;
let feed: CellPortFeed;
let asked: EvaluatorMessage['asks'][];
/** How often it said that there is something to evaluate. */
let wanted: number;
/** What the tallies do before they answer. */
let before: (asks: EvaluatorMessage['asks']) => void;

const tell = (message: TallyMessage): void => tallies.postMessage(message);
const assign = (partition: number): void => tell({ kind: 'assigned', partition, position: 0 });

function commit(position: number, oldestIngestTime: number): void {
  const counted = { partition: 0, position, events: 1, at: 0, oldestIngestTime, hasChanges: true, trace: undefined };
  tell({ kind: 'committed', commit: counted });
}

beforeEach(() => {
  const { port1, port2 } = new MessageChannel();
  tallies = port2;
  asked = [];
  wanted = 0;
  before = () => {};
  tallies.on('message', ({ id, asks }: EvaluatorMessage) => {
    asked.push(asks);
    before(asks);
    tell({ kind: 'told', id });
  });
  log = createMemoryLog({ partitions: 2, now: () => 0 });
  feed = new CellPortFeed({
    port: port1,
    log,
    plan: examplePlan,
    changed: () => {
      wanted += 1;
    },
    failed: (error) => {
      throw error;
    },
  });
  assign(0);
  assign(1);
});
afterEach(() => tallies.close());

it('asks for everything at first, then for what changed', async () => {
  await feed.complete();
  await feed.gather();
  await feed.gather();
  expect(asked).toEqual(['all', 'changes']);
});

it('asks for everything anew when a partition came back', async () => {
  await feed.complete();
  await feed.gather();
  tell({ kind: 'revoked', partition: 1 });
  assign(1);
  await feed.isBehind();
  await feed.gather();
  expect(asked).toEqual(['all', 'nothing', 'all']);
});

it('has everything evaluated anew by an evaluator that comes later, or comes back', async () => {
  await feed.complete();
  await feed.gather();
  expect([feed.isQuiet(), wanted]).toEqual([true, 1]);
  await feed.open();
  expect([feed.isQuiet(), wanted]).toEqual([false, 2]);
  await feed.gather();
  expect(asked).toEqual(['all', 'all']);
});

it('asks once more when a partition comes back while the tallies answer', async () => {
  await feed.complete();
  await feed.gather();
  before = (asks) => {
    if (asks !== 'changes') return;
    tell({ kind: 'revoked', partition: 1 });
    assign(1);
  };
  expect(await feed.gather()).not.toBeNull();
  expect(asked).toEqual(['all', 'changes', 'all']);
});

it('gathers nothing when a partition leaves while the tallies answer', async () => {
  await feed.complete();
  before = () => tell({ kind: 'revoked', partition: 1 });
  expect(await feed.gather()).toBeNull();
});

it('has gathered what was committed before the answer, and nothing later', async () => {
  await feed.complete();
  before = () => commit(1, 1_000);
  expect(await feed.gather()).toEqual({ oldestIngestTime: 1_000, causes: [] });
  expect(feed.isQuiet()).toBe(true);
  before = () => {};
  commit(2, 2_000);
  // An answer that waits behind the commit.
  expect(await feed.isBehind()).toBe(false);
  expect(feed.isQuiet()).toBe(false);
  expect(feed.oldestIngestTime()).toBe(2_000);
});

it('is behind as long as something stands in the log that was not told of', async () => {
  await feed.complete();
  expect(await feed.isBehind()).toBe(false);
  await log.append('events', [{ partition: 0, key: null, value: new Uint8Array(1) }]);
  expect(await feed.isBehind()).toBe(true);
  commit(1, 1_000);
  expect(await feed.isBehind()).toBe(false);
});

it('tells whoever waits that the tallies have left', async () => {
  await feed.complete();
  tallies.removeAllListeners('message');
  const waiting = feed.gather();
  tallies.close();
  await expect(waiting).rejects.toThrow(EvaluatorGone);
  await expect(feed.isBehind()).rejects.toThrow(EvaluatorGone);
});
