// Import: texts as office programs leave them in a CSV file.
import { expect, it } from 'vitest';
import { cellText, shortenedByExcel } from './sheet-text.ts';

it('reads a text that a formula keeps from being taken for a number as what it shows', () => {
  expect(cellText('="007"')).toBe('007');
  expect(cellText(' ="a ""b"" " ')).toBe('a "b"');
  expect(cellText('=""')).toBe('');
  for (const other of ['="007', '="a"&"b"', '=1', '"007"']) expect(cellText(other)).toBe(other);
});

it('knows a long number that Excel has shortened, of which the rest of the digits is lost', () => {
  const shortened = ['1.23457E+12', '1,23457E+12', '1E+15', '-1.5e+20'];
  expect(shortened.filter(shortenedByExcel)).toEqual(shortened);
  expect(['E+12', '1.23457', '12.5E+12', '1E15', 'A1E+12', '1E+15 x', ''].filter(shortenedByExcel)).toEqual([]);
});
