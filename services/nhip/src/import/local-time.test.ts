// Import: wall-clock times of a sheet, with the hours that daylight saving skips and repeats.
import { describe, expect, it } from 'vitest';
import { CommandFailure } from '../failure.ts';
import { isoReader, timeReader } from './local-time.ts';

const boston = timeReader('MM/dd/yyyy hh:mm:ss a', 'America/New_York');
const read = (text: string) => ({ kind: 'read', text });

describe('local times', () => {
  it('reads a wall-clock time in the zone of the catalogue', () => {
    expect(boston('01/01/2015 12:20:09 AM')).toEqual(read('2015-01-01T05:20:09Z'));
    expect(boston('07/01/2015 12:00:00 PM')).toEqual(read('2015-07-01T16:00:00Z'));
    expect(timeReader('d/M/yyyy H:mm', 'Asia/Ho_Chi_Minh')('5/3/2026 7:05')).toEqual(read('2026-03-05T00:05:00Z'));
  });

  it('refuses a time that the clock skipped and takes its neighbours', () => {
    expect(boston('03/08/2015 01:59:59 AM')).toEqual(read('2015-03-08T06:59:59Z'));
    expect(boston('03/08/2015 02:00:00 AM')).toMatchObject({ kind: 'unreadable' });
    expect(boston('03/08/2015 02:59:59 AM')).toMatchObject({ kind: 'unreadable' });
    expect(boston('03/08/2015 03:00:00 AM')).toEqual(read('2015-03-08T07:00:00Z'));
  });

  it('takes standard time of an hour that the clock showed twice', () => {
    expect(boston('11/01/2015 12:59:59 AM')).toEqual(read('2015-11-01T04:59:59Z'));
    expect(boston('11/01/2015 01:30:00 AM')).toEqual(read('2015-11-01T06:30:00Z'));
    expect(boston('11/01/2015 02:00:00 AM')).toEqual(read('2015-11-01T07:00:00Z'));
  });

  it('reads whole days where the format has no hour', () => {
    expect(timeReader('dd/MM/yyyy', 'Asia/Ho_Chi_Minh')('29/02/2024')).toEqual(read('2024-02-29'));
  });

  it('refuses what is no day, no time or written otherwise', () => {
    for (const text of ['02/29/2015 01:00:00 AM', '13/01/2015 01:00:00 AM', '01/01/2015 13:00:00 AM', '1/1/2015', '']) {
      expect(boston(text)).toMatchObject({ kind: 'unreadable' });
    }
    expect(boston('01/01/2015 12:60:00 AM')).toMatchObject({ kind: 'unreadable' });
  });

  it('says what to do about what is nearly right', () => {
    const reason = (reader: ReturnType<typeof isoReader>, text: string) => {
      const reading = reader(text);
      return reading.kind === 'unreadable' ? reading.reason : reading.kind;
    };
    const sheet = timeReader('dd/MM/yyyy HH:mm', 'Asia/Ho_Chi_Minh');
    const iso = isoReader('Asia/Ho_Chi_Minh');
    expect(reason(sheet, '5/3/2024 8:10')).toBe(
      'is not written as dd/MM/yyyy HH:mm (M, d, H, h, m and s also take one digit)',
    );
    expect(reason(sheet, '2024-03-05 08:10')).toBe('is not written as dd/MM/yyyy HH:mm');
    for (const reader of [sheet, iso]) expect(reason(reader, '45356.34')).toContain('days as Excel counts them?');
    expect(reason(iso, '05/03/2024')).toBe(
      'is not written like 2024-03-05 or 2024-03-05 08:10: say its format in the column map',
    );
  });

  it('tells what a format may have', () => {
    expect(() => timeReader('DD/MM/YYYY', 'Asia/Ho_Chi_Minh')).toThrow(
      "has 'DD', which is not known (known are yyyy MM M dd",
    );
  });

  it('refuses formats it could misread', () => {
    for (const format of ['dd/MM/yy', 'MM/dd', 'yyyy-MM-dd hh:mm', 'yyyy-MM-dd HH:mm ZZ', 'yyyy-MM-dd dd']) {
      expect(() => timeReader(format, 'Asia/Ho_Chi_Minh')).toThrow(CommandFailure);
    }
  });

  it('resolves ISO times without an offset and leaves the others to the door', () => {
    const iso = isoReader('America/New_York');
    expect(iso('2015-01-01 00:20:09')).toEqual(read('2015-01-01T05:20:09Z'));
    expect(iso('2015-01-01T00:20')).toEqual(read('2015-01-01T05:20:00Z'));
    expect(iso('2015-01-01T00:20:09+07:00')).toEqual(read('2015-01-01T00:20:09+07:00'));
    expect(iso('2015-01-01')).toEqual(read('2015-01-01'));
  });
});
