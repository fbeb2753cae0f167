// Troubles: said when they begin, again only after a while, and when they are over; told at each scrape for how long.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMetrics } from './registry.ts';
import { createTroubles } from './troubles.ts';

function openTroubles() {
  const said: string[] = [];
  const fields: object[] = [];
  let nowMs = 0;
  const metrics = createMetrics();
  const say = (known: object, line: string): void => {
    fields.push(known);
    said.push(line);
  };
  const logger = { error: say, info: say } as unknown as Parameters<typeof createTroubles>[0]['logger'];
  const changes: number[] = [];
  const changed = (): void => void changes.push(troubles.lasting().length);
  const troubles = createTroubles({ logger, metrics, steadyNow: () => nowMs, changed });
  return {
    said,
    fields,
    tally: troubles.of('tally'),
    door: troubles.of('door'),
    lasting: troubles.lasting,
    changes,
    pass: (ms: number) => {
      nowMs += ms;
      if (vi.isFakeTimers()) vi.advanceTimersByTime(ms);
    },
    samples: async () => (await metrics.scrape()).split('\n').filter((line) => line.startsWith('nhip_log_refusing')),
  };
}

const full = new Error('NHIP_LOG_FULL: commit 3 outputs', { cause: new Error('database or disk is full') });

it('says once what is to be done, and again when it is over', async () => {
  const { said, tally, pass, samples } = openTroubles();
  tally.failed(0, full);
  pass(5_000);
  tally.failed(0, full);
  expect(said).toEqual(['tally cannot write and tries again: make room on the disk of the data folder']);
  expect(await samples()).toEqual(['nhip_log_refusing_seconds{station="tally",partition="0"} 5']);
  tally.over(0);
  tally.over(0);
  expect(said.slice(1)).toEqual(['tally writes again, nothing is lost']);
  expect(await samples()).toEqual([]);
});

it('says it again after five minutes, and goes on telling since when', async () => {
  const { said, tally, pass, samples } = openTroubles();
  for (let second = 0; second <= 300; second += 5) {
    tally.failed(0, full);
    pass(5_000);
  }
  expect(said).toHaveLength(2);
  expect(await samples()).toEqual(['nhip_log_refusing_seconds{station="tally",partition="0"} 305']);
});

it('tells whoever asks what lasts, and that it changed', () => {
  const { tally, lasting, changes } = openTroubles();
  tally.failed(1, full);
  tally.failed(1, full);
  tally.failed(2, full);
  expect(lasting()).toEqual([
    { station: 'tally', partition: 1, sinceMs: 0 },
    { station: 'tally', partition: 2, sinceMs: 0 },
  ]);
  tally.over(1);
  tally.left(2);
  tally.over(2);
  expect(lasting()).toEqual([]);
  expect(changes).toEqual([1, 2, 1, 0]);
});

it('says nothing of a partition that has gone elsewhere, or that never had trouble', async () => {
  const { said, tally, samples } = openTroubles();
  tally.over(1);
  tally.failed(2, new Error('x'));
  tally.left(2);
  tally.over(2);
  expect(said).toEqual([
    'tally cannot write and tries again: look at the disk, or at the brokers, at what it may do there and at the network',
  ]);
  expect(await samples()).toEqual([]);
});

it.each([
  ['Not authorized to access topics: [Topic authorization failed]', 'allow it what it may not do on the broker'],
  ['The request included a message larger than the max message size the server will accept', 'let the broker take'],
  ['NHIP_LOG_REBUILDING: append 1 entries', 'run `nhip rebuild` again'],
])('tells what is to be done about: %s', (message, advice) => {
  const { said, tally } = openTroubles();
  tally.failed(0, new Error('NHIP_LOG_FENCED: commit', { cause: new Error(message) }));
  expect(said[0]).toContain(advice);
});

describe('of the door', () => {
  const BEGINS = 'the door answers 503, since the log takes no events: make room on the disk of the data folder';
  const ENDS = 'the door takes events again, nothing is lost';
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('says one line for all that is refused, one again after five minutes with how many, and one when it is over', async () => {
    const { said, fields, door, pass, samples } = openTroubles();
    for (let second = 0; second < 301; second += 1) {
      for (let request = 0; request < 100; request += 1) door.failed(0, full);
      pass(1_000);
    }
    expect(said).toEqual([BEGINS, BEGINS]);
    expect(fields).toMatchObject([{ times: 1 }, { times: 30_001 }]);
    door.over(0);
    door.over(0);
    expect(await samples()).toEqual([]);
    pass(10_000);
    expect(said.slice(2)).toEqual([ENDS]);
    expect(fields[2]).toMatchObject({ seconds: 301, times: 30_100 });
  });

  it('does not say that it is over while some get through and others do not, and then says it though nobody sends', () => {
    const { said, fields, door, pass, lasting } = openTroubles();
    for (let second = 0; second < 60; second += 5) {
      door.failed(0, full);
      expect(lasting()).toEqual([{ station: 'door', partition: 0, sinceMs: 0 }]);
      door.over(0);
      expect(lasting()).toEqual([]);
      pass(5_000);
    }
    expect(said).toEqual([BEGINS]);
    pass(10_000);
    expect(said).toEqual([BEGINS, ENDS]);
    expect(fields[1]).toMatchObject({ seconds: 55, times: 12 });
  });

  it('is not told of when nobody has been refused for a minute, and begins anew after that', async () => {
    const { said, door, pass, samples, lasting } = openTroubles();
    door.failed(0, full);
    pass(60_000);
    expect(await samples()).toEqual(['nhip_log_refusing_seconds{station="door",partition="0"} 60']);
    pass(1);
    expect(await samples()).toEqual([]);
    door.failed(0, full);
    expect(said).toEqual([BEGINS, BEGINS]);
    expect(lasting()).toEqual([{ station: 'door', partition: 0, sinceMs: 60_001 }]);
  });
});
