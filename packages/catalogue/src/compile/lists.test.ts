// Lists in payloads as the plan knows them: what is kept of them, and which events may carry them.
import { describe, expect, it } from 'vitest';
import { compileText } from '../testing/compile-text.ts';
import { goodCatalogue } from '../testing/good.ts';

describe('lists', () => {
  const text = goodCatalogue
    .replace(
      'note: { type: text, max: 200 }',
      `lines: { type: list, of: { amount: decimal, sort: { type: enum, values: [fee, charge] }, paid: flag }, keep: { lineCount: count, lineTotal: { sum: amount, min: 0, max: 900 }, anyPaid: { any: paid }, freeFees: { all: { amount: 0, sort: fee } } } }`,
    )
    .replace('[fee, paid, note]', '[fee, paid, lines]');
  const { plan: listed, faults } = compileText(text);
  const [record] = listed.records;
  const place = (name: string) => record?.fields.findIndex((one) => one.name === name);

  it('leave scalar fields behind, of one version with what is stated beside them', () => {
    expect(faults).toEqual([]);
    expect(record?.fields.slice(place('lineCount')).slice(0, 4)).toEqual([
      { name: 'lineCount', type: { kind: 'integer', min: 0, max: 2 ** 53 - 1 }, required: false, kept: false },
      { name: 'lineTotal', type: { kind: 'decimal', scale: 0, min: 0, max: 900 }, required: false, kept: false },
      { name: 'anyPaid', type: { kind: 'flag' }, required: false, kept: false },
      { name: 'freeFees', type: { kind: 'flag' }, required: false, kept: false },
    ]);
    const group = record?.groups.find(({ fields }) => fields.includes(place('fee') ?? -1));
    expect(group?.fields).toContain(place('lineTotal'));
  });

  it('say how each is reduced, and which events may carry them', () => {
    expect(record?.lists).toMatchObject([
      {
        name: 'lines',
        of: [{ type: { kind: 'decimal', scale: 0 } }, { name: 'sort' }, { name: 'paid' }],
        keep: [
          { field: place('lineCount'), reduce: { kind: 'count' } },
          { field: place('lineTotal'), reduce: { kind: 'sum', of: 0 } },
          { field: place('anyPaid'), reduce: { kind: 'any', test: [{ field: 2, value: 1 }] } },
          {
            field: place('freeFees'),
            reduce: {
              kind: 'all',
              test: [
                { field: 0, value: 0 },
                { field: 1, value: 0 },
              ],
            },
          },
        ],
      },
    ]);
    const carriers = record?.lists[0]?.events.map((event) => record.events[event]?.type);
    expect(carriers).toEqual(['vn.nhip.dossier.paid', 'vn.nhip.dossier.stated']);
  });

  it('decide what the records hold', () => {
    const reduced = compileText(text.replace('any: paid', 'all: paid')).plan;
    expect(reduced.layoutHash).not.toBe(listed.layoutHash);
    const bounded = compileText(text.replace('max: 900', 'max: 800')).plan;
    expect(bounded.layoutHash).toBe(listed.layoutHash);
  });

  it('are of the record itself, not of a repeated part', () => {
    const inPart = text.replace('fields: [requestedAt, completedAt] }', 'fields: [requestedAt, completedAt, lines] }');
    expect(compileText(inPart).faults.map(({ message }) => message)).toContainEqual(
      `'lines' is a list: expected it among the record's own fields, not in a part`,
    );
  });
});
