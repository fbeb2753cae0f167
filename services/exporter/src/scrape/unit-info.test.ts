// Which units a scrape names, as they come, change their names and go.
import { parseDay, type UnitSpan } from '@nhip/core';
import { expect, it } from 'vitest';
import { unitsInForce } from './unit-info.ts';

const day = (text: string): number => parseDay(text) ?? Number.NaN;
const span = (code: string, name: string, rest: Partial<UnitSpan> = {}): UnitSpan => ({
  code,
  level: 'commune',
  parent: 'city',
  title: { vi: name, en: name },
  from: null,
  until: null,
  successor: null,
  ...rest,
});
const units = [
  span('city', 'Thành phố', { level: 'city', parent: null }),
  span('a', 'Xã A', { until: day('2025-07-01') }),
  span('a', 'Phường A', { from: day('2025-07-01') }),
  span('b', 'Xã B', { until: day('2025-07-01'), successor: 'a' }),
];
const namesAt = (tick: string | null): readonly string[] => {
  const view = { lastTick: () => (tick === null ? null : Date.parse(tick)) };
  return unitsInForce(view, { units, timeZone: 'Asia/Ho_Chi_Minh' })().map(({ labels }) => labels.title_vi);
};

it('names the units in force on the local day of the tick, as they are called then', () => {
  expect(namesAt('2025-06-30T23:59:59+07:00')).toEqual(['Thành phố', 'Xã A', 'Xã B']);
  expect(namesAt('2025-07-01T00:00:00+07:00')).toEqual(['Thành phố', 'Phường A']);
});

it('names none before the first tick', () => {
  expect(namesAt(null)).toEqual([]);
});
