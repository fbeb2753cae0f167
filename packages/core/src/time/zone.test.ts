// Local days where clocks jump: every moment belongs to exactly one day, and a day begins at its first existing moment.
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { openZone } from './zone.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / DAY;
const checked = { seed: 20_230_310, numRuns: 400 };

/** What the time-zone data say, by way of another reading of them than `zone.ts` has. */
function localDate(name: string, ms: number): number {
  const { year, month, day: dayOfMonth } = DateTime.fromMillis(ms, { zone: name });
  return DateTime.utc(year, month, dayOfMonth).toMillis() / DAY;
}

describe('a zone', () => {
  it('refuses a name that is not a time zone', () => {
    expect(() => openZone('Asia/Atlantis')).toThrow(RangeError);
    expect(() => openZone('')).toThrow(RangeError);
  });

  it.each([
    ['America/New_York', '2023-03-12', 23],
    ['America/New_York', '2023-11-05', 25],
    ['America/New_York', '2023-07-04', 24],
    ['Asia/Ho_Chi_Minh', '2023-03-12', 24],
    ['America/Sao_Paulo', '2018-11-04', 23],
    ['America/Sao_Paulo', '2018-02-17', 25],
    ['America/Havana', '2023-11-05', 25],
    ['Australia/Lord_Howe', '2023-10-01', 23.5],
    ['Pacific/Apia', '2011-12-30', 0],
    ['Pacific/Apia', '2011-12-31', 24],
  ])('%s %s lasts %d hours', (name, text, hours) => {
    const zone = openZone(name);
    expect((zone.midnight(day(text) + 1) - zone.midnight(day(text))) / HOUR).toBe(hours);
  });

  it('begins a day at its first existing moment where midnight does not exist', () => {
    const zone = openZone('America/Sao_Paulo');
    const start = zone.midnight(day('2018-11-04'));
    expect(new Date(start).toISOString()).toBe('2018-11-04T03:00:00.000Z');
    expect(zone.dayOf(start)).toBe(day('2018-11-04'));
    expect(zone.dayOf(start - 1)).toBe(day('2018-11-03'));
  });

  it('begins a day at the first of two midnights', () => {
    const zone = openZone('America/Havana');
    const start = zone.midnight(day('2023-11-05'));
    expect(new Date(start).toISOString()).toBe('2023-11-05T04:00:00.000Z');
    expect(zone.dayOf(start + HOUR)).toBe(day('2023-11-05'));
  });

  it('gives a skipped day no moment: it begins where the next one does', () => {
    const zone = openZone('Pacific/Apia');
    expect(new Date(zone.midnight(day('2011-12-31'))).toISOString()).toBe('2011-12-30T10:00:00.000Z');
    expect(zone.dayOf(zone.midnight(day('2011-12-31')) - 1)).toBe(day('2011-12-29'));
  });

  it('knows the zones that Vietnam had', () => {
    const zone = openZone('Asia/Ho_Chi_Minh');
    expect(new Date(zone.midnight(day('2023-03-10'))).toISOString()).toBe('2023-03-09T17:00:00.000Z');
    // UTC+8 from 1960 to June 1975.
    expect(new Date(zone.midnight(day('1970-01-01'))).toISOString()).toBe('1969-12-31T16:00:00.000Z');
    expect(zone.dayOf(Date.parse('1974-06-30T16:30:00Z'))).toBe(day('1974-07-01'));
    expect(zone.dayOf(Date.parse('1976-06-30T16:30:00Z'))).toBe(day('1976-06-30'));
  });

  it('knows the days of the years 1 and 9999', () => {
    const zone = openZone('Asia/Ho_Chi_Minh');
    for (const text of ['0001-01-02', '0099-12-31', '0100-01-01', '9999-12-31']) {
      const start = zone.midnight(day(text));
      expect(zone.dayOf(start)).toBe(day(text));
      expect(zone.dayOf(start - 1)).toBe(day(text) - 1);
    }
  });
});

const zones = fc.constantFrom(
  'America/New_York',
  'Asia/Ho_Chi_Minh',
  'America/Sao_Paulo',
  'America/Havana',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'UTC',
);

describe('every moment', () => {
  it('falls on the day that the time-zone data say, and lies between that midnight and the next', () =>
    fc.assert(
      fc.property(zones, fc.integer({ min: Date.parse('1880-01-01'), max: Date.parse('2060-01-01') }), (name, ms) => {
        const zone = openZone(name);
        const local = zone.dayOf(ms);
        expect(local).toBe(localDate(name, ms));
        expect(zone.midnight(local)).toBeLessThanOrEqual(ms);
        expect(zone.midnight(local + 1)).toBeGreaterThan(ms);
      }),
      checked,
    ));

  it('is shown by the local clock as the time-zone data say, and leads back from there', () =>
    fc.assert(
      fc.property(zones, fc.integer({ min: Date.parse('1980-01-01'), max: Date.parse('2060-01-01') }), (name, ms) => {
        const zone = openZone(name);
        const { hour, minute, second, millisecond } = DateTime.fromMillis(ms, { zone: name });
        const clock = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
        expect(zone.clockOf(ms)).toBe(clock);
        // An hour that comes twice has one clock: it leads to one of the two.
        expect(zone.clockOf(zone.momentAt(zone.dayOf(ms), clock))).toBe(clock);
      }),
      checked,
    ));

  it('is an hour later where the clock skips it', () => {
    const zone = openZone('America/New_York');
    const skipped = zone.momentAt(day('2023-03-12'), 2.5 * HOUR);
    expect(new Date(skipped).toISOString()).toBe('2023-03-12T07:30:00.000Z');
    expect(zone.clockOf(skipped)).toBe(3.5 * HOUR);
  });

  it('agrees around every change of the clock', () => {
    for (const name of ['America/New_York', 'America/Sao_Paulo', 'America/Havana', 'Pacific/Apia']) {
      const zone = openZone(name);
      for (let ms = Date.parse('2011-03-01'); ms < Date.parse('2012-03-01'); ms += HOUR) {
        if (zone.dayOf(ms) !== localDate(name, ms)) expect.fail(`${name} ${new Date(ms).toISOString()}`);
      }
    }
  });
});
