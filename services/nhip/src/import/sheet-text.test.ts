// Import: texts as office programs leave them in a CSV file.
import { expect, it } from 'vitest';
import { brokenCell, cellText } from './sheet-text.ts';

it('reads a text that a formula keeps from being taken for a number as what it shows', () => {
  expect(cellText('="007"')).toBe('007');
  expect(cellText(' ="a ""b"" " ')).toBe('a "b"');
  expect(cellText('=""')).toBe('');
  for (const other of ['="007', '="a"&"b"', '=1', '"007"']) expect(cellText(other)).toBe(other);
});

it('knows a long number that Excel has shortened, of which the rest of the digits is lost', () => {
  for (const text of ['1.23457E+12', '1,23457E+12', '1E+15', '-1.5e+20']) {
    expect(brokenCell(text)).toContain('Excel has shortened');
  }
  for (const text of ['E+12', '1.23457', '12.5E+12', '1E15', 'A1E+12', '1E+15 x', ''])
    expect(brokenCell(text)).toBeNull();
});

it('knows the errors of formulas, and cells of a column that was too narrow', () => {
  for (const text of ['#N/A', '#REF!', '#DIV/0!', '#NAME?', '#VALUE!', '#SPILL!', 'Err:502']) {
    expect(brokenCell(text)).toContain('error of a formula');
  }
  for (const text of ['###', '##########']) expect(brokenCell(text)).toContain('too narrow');
  for (const text of ['#', '##', '#1', '#N/A 7', '#ref', 'REF!', '#HANOI!', 'Err: 502', '### a']) {
    expect(brokenCell(text)).toBeNull();
  }
});
