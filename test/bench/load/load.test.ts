// Benchmark: the load generator's own arithmetic: answers in chunks, and the age of values.
import { describe, expect, it } from 'vitest';
import { percentilesOf } from './commands.ts';
import { joinChunks } from './http-connection.ts';
import { agesOf } from './pace.ts';

describe('an answer in chunks', () => {
  it('is joined without its frame', () => {
    expect(joinChunks(Buffer.from('5\r\nhello\r\nA\r\n 0123\r\n89\n\r\n0\r\n\r\n')).toString()).toBe(
      'hello 0123\r\n89\n',
    );
  });
});

describe('the age of a value', () => {
  it('is the time from the answer to the end of the first scrape that shows its events', () => {
    const answered = [
      { atMs: 10, events: 50 },
      { atMs: 20, events: 100 },
      { atMs: 30, events: 150 },
    ];
    const seen = [
      { atMs: 15, events: 0 },
      { atMs: 25, events: 100 },
      { atMs: 45, events: 150 },
    ];
    expect(agesOf(answered, seen)).toEqual([15, 5, 15]);
  });

  it('is without end when no scrape shows them, and 0 when one did before the answer', () => {
    expect(agesOf([{ atMs: 10, events: 50 }], [{ atMs: 30, events: 49 }])).toEqual([Number.POSITIVE_INFINITY]);
    expect(agesOf([{ atMs: 10, events: 50 }], [{ atMs: 8, events: 50 }])).toEqual([0]);
  });
});

it('takes percentiles of the values as they are', () => {
  expect(percentilesOf(Array.from({ length: 200 }, (_, index) => 200 - index))).toEqual({
    p50: 101,
    p99: 199,
    max: 200,
  });
});
