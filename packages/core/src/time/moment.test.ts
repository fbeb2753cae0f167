// Moments and days in one number: where each stands in a comparison, and what comes right after it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { after, afterDay, dayOf, isDay, positionOf, throughDay, wholeDay } from './moment.ts';
import { openZone } from './zone.ts';

const zone = openZone('Asia/Ho_Chi_Minh');
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const midnight = (text: string): number => zone.midnight(day(text));
const checked = { seed: 20_230_310 };

describe('a day in one number', () => {
  it('stands at its beginning when it is stated, at its last millisecond when it is read through (R4)', () => {
    expect(positionOf(zone, wholeDay(midnight('2023-03-10')))).toBe(midnight('2023-03-10'));
    expect(positionOf(zone, throughDay(midnight('2023-03-10')))).toBe(midnight('2023-03-11') - 1);
  });

  it('is told from the exact moment of its midnight', () => {
    expect(isDay(midnight('2023-03-10'))).toBe(false);
    expect(isDay(wholeDay(midnight('2023-03-10')))).toBe(true);
    expect(isDay(throughDay(midnight('2023-03-10')))).toBe(true);
  });

  it('is followed by the next local midnight, an exact moment by the next millisecond', () => {
    expect(after(zone, wholeDay(midnight('2023-03-10')))).toBe(midnight('2023-03-11'));
    expect(after(zone, throughDay(midnight('2023-03-10')))).toBe(midnight('2023-03-11'));
    expect(after(zone, midnight('2023-03-10'))).toBe(midnight('2023-03-10') + 1);
    expect(afterDay(zone, midnight('2023-03-10'))).toBe(midnight('2023-03-11'));
    expect(afterDay(zone, midnight('2023-03-10') - 1)).toBe(midnight('2023-03-10'));
  });

  it('ends where the clock says, on days of 23 and 25 hours too', () => {
    const newYork = openZone('America/New_York');
    const spring = newYork.midnight(day('2023-03-12'));
    const autumn = newYork.midnight(day('2023-11-05'));
    expect(positionOf(newYork, throughDay(spring))).toBe(spring + 23 * 3_600_000 - 1);
    expect(positionOf(newYork, throughDay(autumn))).toBe(autumn + 25 * 3_600_000 - 1);
  });

  it('passes a missing moment on', () => {
    expect(positionOf(zone, Number.NaN)).toBeNaN();
    expect(dayOf(zone, Number.NaN)).toBeNaN();
  });

  it('keeps its day and its kind in the years 1 to 9999', () =>
    fc.assert(
      fc.property(fc.integer({ min: day('0001-01-02'), max: day('9999-12-30') }), (each) => {
        const start = zone.midnight(each);
        for (const moment of [start, wholeDay(start), throughDay(start)]) {
          expect(dayOf(zone, moment)).toBe(each);
          expect(dayOf(zone, positionOf(zone, moment))).toBe(each);
          expect(afterDay(zone, moment)).toBe(zone.midnight(each + 1));
          expect(dayOf(zone, after(zone, moment))).toBe(isDay(moment) ? each + 1 : each);
          // Four times a moment is a whole number, which is how it is packed.
          expect(Number.isSafeInteger(moment * 4)).toBe(true);
        }
      }),
      checked,
    ));
});
