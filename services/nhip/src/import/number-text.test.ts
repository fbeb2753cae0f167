// Import: numbers as people write them in sheets, with the ones that could be read in two ways.
import { expect, it } from 'vitest';
import { numberReader } from './number-text.ts';

it('reads numbers written as in Vietnam where the map says so', () => {
  const read = numberReader({ scale: 1, decimal: ',' });
  const texts = ['1.234,5', '1.234', '1234,50', '-1 234,5', '1.234.567', '0,5'];
  expect(texts.map(read)).toEqual([1234.5, 1234, 1234.5, -1234.5, 1_234_567, 0.5].map((value) => ({ value })));
  for (const text of ['1.23,5', '12.34.567', '1,234.5', '1234.5', '1.234,', ',5', '1 234.567', '']) {
    expect(read(text)).toEqual({ reason: `'${text}' is not a number written like 1.234,5` });
  }
});

it('tells of a number written as in Vietnam where the map does not say so', () => {
  const read = numberReader({ scale: 2, decimal: '.' });
  for (const text of ['1.234,5', '250.000', '1.250.000', '1 234']) {
    expect(read(text)).toEqual({ reason: expect.stringContaining("say decimal: ',' in the column map") });
  }
  expect(read('12a')).toEqual({ reason: "'12a' is not a number (digits, with a point)" });
  expect(read('1234.5')).toEqual({ value: 1234.5 });
});

it('tells of commas between thousands, where nothing else can be meant', () => {
  const read = numberReader({ scale: 2, decimal: '.' });
  for (const text of ['1,234,567', '-1,234.5', '12,345,678.25']) {
    expect(read(text)).toEqual({ reason: `'${text}' has commas between thousands: write the digits alone` });
  }
  expect(read('1,234')).toEqual({ reason: expect.stringContaining("say decimal: ','") });
});

it('rounds nothing', () => {
  expect(numberReader({ scale: 0, decimal: ',' })('123.456.789.012.345')).toEqual({ value: 123_456_789_012_345 });
  expect(numberReader({ scale: 0, decimal: ',' })('1.234.567.890.123.456')).toEqual({
    reason: "'1.234.567.890.123.456' has more than 15 digits",
  });
});
