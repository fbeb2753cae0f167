// Troubles: said when they begin, again only after a while, and when they are over; told at each scrape for how long.
import { expect, it } from 'vitest';
import { createMetrics } from './registry.ts';
import { createTroubles } from './troubles.ts';

function openTroubles() {
  const said: string[] = [];
  let nowMs = 0;
  const metrics = createMetrics();
  const say = (_: object, line: string): void => void said.push(line);
  const logger = { error: say, info: say } as unknown as Parameters<typeof createTroubles>[0]['logger'];
  const troubles = createTroubles({ logger, metrics, steadyNow: () => nowMs });
  return {
    said,
    tally: troubles.of('tally'),
    pass: (ms: number) => {
      nowMs += ms;
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
