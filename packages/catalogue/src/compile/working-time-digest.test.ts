// The digest of cells knows the calendar and the tables that records are counted by.
import { describe, expect, it } from 'vitest';
import { compileText } from '../testing/compile-text.ts';
import { timedCatalogue } from '../testing/timed.ts';

const { plan } = compileText(timedCatalogue);

describe('the digest of cells', () => {
  const changes = (from: string, to: string): boolean => {
    const text = timedCatalogue.replace(from, to);
    expect(text).not.toBe(timedCatalogue);
    const other = compileText(text);
    expect(other.faults).toEqual([]);
    expect(other.plan.layoutHash).toBe(plan.layoutHash);
    return other.plan.cellsHash !== plan.cellsHash;
  };

  it.each([
    ['a limit in a table', 'limit: 3,', 'limit: 4,', true],
    ['the day on which a row begins', 'from: 2023-05-01, limit', 'from: 2023-05-02, limit', true],
    ['a day off', 'daysOff: [2023-04-29', 'daysOff: [2023-04-28, 2023-04-29', true],
    ['a swapped day', 'swappedIn: [2023-05-06]', 'swappedIn: []', true],
    ['the hours of a day', '13:30-17:30', '13:00-17:00', true],
    ['what a year was announced by', 'announced: false', 'announced: true', false],
    ['the source of a calendar', 'source: given', 'source: another', false],
    ['a table that no record asks', 'rows: [{ code: x, size: 1 }]', 'rows: [{ code: x, size: 2 }]', false],
  ])('knows %s', (_, from, to, isChanged) => {
    expect(changes(from, to)).toBe(isChanged);
  });

  it('does not know a calendar that nothing is counted by', () => {
    const without = (off: string): string => {
      const head = timedCatalogue.split('---\nrecord: dossier')[0] ?? '';
      return compileText(head.replace('daysOff: [2023-04-29', `daysOff: [${off}2023-04-29`)).plan.cellsHash;
    };
    expect(without('2023-04-28, ')).toBe(without(''));
  });
});
