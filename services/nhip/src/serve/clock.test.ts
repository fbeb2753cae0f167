// The clock against a log in memory: which ticks it writes at the start and at midnights.
import { openZone } from '@nhip/core';
import type { EventLog, Placed } from '@nhip/event-log';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { missedMidnights, openClock } from './clock.ts';

const zone = openZone('Asia/Ho_Chi_Minh');
const moment = (text: string): number => Date.parse(`${text}+07:00`);

interface TickLog extends Pick<EventLog, 'append' | 'range' | 'read'> {
  readonly ticks: () => readonly string[];
}

function tickLog(entries: Placed[] = []): TickLog {
  return {
    append: async (_, placed) => void entries.push(...placed),
    range: async () => ({ start: 0, end: entries.length }),
    async *read() {
      const stored = entries.map((entry, offset) => ({ ...entry, offset, ingestTime: 0 }));
      yield { partition: 0, entries: stored, next: stored.length };
    },
    ticks: () =>
      entries.map(({ value }) => {
        const { at } = JSON.parse(Buffer.from(value).toString('utf8')) as { readonly at: number };
        return new Date(at + 7 * 3_600_000).toISOString().slice(0, 16);
      }),
  };
}

function open(log: TickLog, now: () => number) {
  const failed = vi.fn();
  return openClock({ log: log as unknown as EventLog, zone, now, failed });
}

afterEach(() => void vi.useRealTimers());

describe('the clock', () => {
  it('writes one tick when it starts for the first time', async () => {
    const log = tickLog();
    const clock = await open(log, () => moment('2026-03-05T10:30'));
    expect(log.ticks()).toEqual(['2026-03-05T10:30']);
    expect(clock.lastTick()).toBe(moment('2026-03-05T10:30'));
    await clock.close();
  });

  it('makes up the midnights it missed, in order, and then ticks now', async () => {
    const log = tickLog();
    await (await open(log, () => moment('2026-03-05T10:30'))).close();
    await (await open(log, () => moment('2026-03-08T00:00'))).close();
    await (await open(log, () => moment('2026-03-08T09:00'))).close();
    expect(log.ticks()).toEqual([
      '2026-03-05T10:30',
      '2026-03-06T00:00',
      '2026-03-07T00:00',
      '2026-03-08T00:00',
      '2026-03-08T09:00',
    ]);
  });

  it('ticks at each local midnight while it runs, also when the machine slept', async () => {
    vi.useFakeTimers({ now: moment('2026-03-05T23:59:30') });
    const log = tickLog();
    const clock = await open(log, Date.now);
    await vi.advanceTimersByTimeAsync(31_000);
    expect(log.ticks()).toEqual(['2026-03-05T23:59', '2026-03-06T00:00']);
    vi.setSystemTime(moment('2026-03-08T08:00'));
    await vi.advanceTimersByTimeAsync(61_000);
    expect(log.ticks().slice(2)).toEqual(['2026-03-07T00:00', '2026-03-08T00:00']);
    await clock.close();
    vi.setSystemTime(moment('2026-03-12T08:00'));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(log.ticks()).toHaveLength(4);
  });

  it('does not tick back when the wall clock was set back', async () => {
    const log = tickLog();
    await (await open(log, () => moment('2026-03-08T09:00'))).close();
    await (await open(log, () => moment('2026-03-05T10:30'))).close();
    expect(log.ticks()).toEqual(['2026-03-08T09:00']);
  });

  it('counts local midnights over a change of daylight saving', () => {
    const boston = openZone('America/New_York');
    const midnights = missedMidnights(
      boston,
      Date.parse('2015-03-07T12:00-05:00'),
      Date.parse('2015-03-09T12:00-04:00'),
    );
    expect(midnights.map((ms) => new Date(ms).toISOString())).toEqual([
      '2015-03-08T05:00:00.000Z',
      '2015-03-09T04:00:00.000Z',
    ]);
  });
});
