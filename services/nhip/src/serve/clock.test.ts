// The clock against a log in memory: which ticks it writes at the start and at midnights.
import { openZone } from '@nhip/core';
import { type EventLog, LogError, type Placed } from '@nhip/event-log';
import type { Trouble } from '@nhip/telemetry';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { missedMidnights, openClock } from './clock.ts';

const zone = openZone('Asia/Ho_Chi_Minh');
const moment = (text: string): number => Date.parse(`${text}+07:00`);

interface TickLog extends Pick<EventLog, 'append' | 'range' | 'read'> {
  readonly ticks: () => readonly string[];
}

function atOf({ value }: Placed): number {
  return (JSON.parse(Buffer.from(value).toString('utf8')) as { readonly at: number }).at;
}

/** @param takenIn when the log took an entry in, by its own clock; undefined: just when the tick says. */
function tickLog(entries: Placed[] = [], takenIn: (offset: number) => number | undefined = () => undefined): TickLog {
  return {
    append: async (_, placed) => void entries.push(...placed),
    range: async () => ({ start: 0, end: entries.length }),
    async *read() {
      const stored = entries.map((entry, offset) => ({ ...entry, offset, ingestTime: takenIn(offset) ?? atOf(entry) }));
      yield { partition: 0, entries: stored, next: stored.length };
    },
    ticks: () => entries.map((entry) => new Date(atOf(entry) + 7 * 3_600_000).toISOString().slice(0, 16)),
  };
}

const quiet: Trouble = { failed: () => {}, over: () => {}, left: () => {} };

function open(log: TickLog, now: () => number, trouble = quiet) {
  const failed = vi.fn();
  return openClock({ log: log as unknown as EventLog, zone, now, trouble, failed });
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

  it('tells of a clock that is behind the last tick, and goes on when it is right again', async () => {
    vi.useFakeTimers({ now: moment('2026-03-09T09:00') });
    const log = tickLog();
    const [failed, over] = [vi.fn(), vi.fn()];
    const clock = await open(log, Date.now, { ...quiet, failed, over });
    expect(failed).not.toHaveBeenCalled();
    vi.setSystemTime(moment('2026-03-08T09:00'));
    await vi.advanceTimersByTimeAsync(61_000);
    expect(failed.mock.calls[0]).toEqual([
      0,
      new RangeError('the last tick, 2026-03-09T02:00:00.000Z, is ahead of the clock of this machine'),
    ]);
    vi.setSystemTime(moment('2026-03-10T00:00'));
    await vi.advanceTimersByTimeAsync(61_000);
    expect(over).toHaveBeenCalledTimes(1);
    expect(log.ticks()).toEqual(['2026-03-09T09:00', '2026-03-10T00:00']);
    await clock.close();
  });

  it('goes on from the ticks that were believed, as soon as a clock that ran ahead is set right', async () => {
    vi.useFakeTimers({ now: moment('2026-03-09T09:00') });
    // The clock of the log is right: what comes after the first tick comes on the evening of the 5th.
    const log = tickLog([], (offset) => moment(offset === 0 ? '2026-03-05T10:30' : '2026-03-05T22:00'));
    await (await open(log, () => moment('2026-03-05T10:30'))).close();
    const clock = await open(log, Date.now);
    expect(log.ticks().slice(-1)).toEqual(['2026-03-09T09:00']);
    vi.setSystemTime(moment('2026-03-06T00:00'));
    await vi.advanceTimersByTimeAsync(61_000);
    expect(log.ticks().slice(-1)).toEqual(['2026-03-06T00:00']);
    expect(clock.lastTick()).toBe(moment('2026-03-06T00:00'));
    await clock.close();
  });

  it('writes a midnight later where the log does not take it, and lives', async () => {
    vi.useFakeTimers({ now: moment('2026-03-05T23:59:30') });
    const log = tickLog();
    const [failed, over] = [vi.fn(), vi.fn()];
    const clock = await open(log, Date.now, { ...quiet, failed, over });
    const { append } = log;
    log.append = () => Promise.reject(new LogError('NHIP_LOG_FULL', 'append'));
    await vi.advanceTimersByTimeAsync(31_000);
    expect(failed).toHaveBeenCalledWith(0, expect.objectContaining({ code: 'NHIP_LOG_FULL' }));
    log.append = append;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(over).toHaveBeenCalledTimes(1);
    expect(log.ticks()).toEqual(['2026-03-05T23:59', '2026-03-06T00:00']);
    await clock.close();
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
