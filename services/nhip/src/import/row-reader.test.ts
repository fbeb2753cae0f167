// Import: cells of a row that must not become a text of the record.
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import { expect, it } from 'vitest';
import { planRows } from './map.ts';
import { rowReader } from './row-reader.ts';

const header = ['dossierId', 'procedure', 'receivedAt'];
const plan = await loadCatalogue(builtInCatalogue());
const read = rowReader(planRows({ plan, map: null, record: 'dossier', header }), { header, delimiter: ';' });

it('refuses a number of a record that Excel has shortened: two of them would be one', () => {
  const reading = read({ number: 2, cells: ['1,23457E+12', '1.004227', '2024-03-04'] });
  expect(reading).toMatchObject({
    kind: 'faults',
    key: null,
    faults: [{ column: 'dossierId', code: 'NHIP_IMPORT_VALUE_UNREADABLE', reason: expect.stringContaining('as text') }],
  });
});

it('takes a number of a record that is written as a formula, and one that only looks like a shortened one', () => {
  for (const [cell, dossierId] of [
    ['="001"', '001'],
    ['12E+1-A', '12E+1-A'],
  ] as const) {
    expect(read({ number: 2, cells: [cell, '1.004227', '2024-03-04'] })).toMatchObject({ data: { dossierId } });
  }
});

it('refuses what is no content of a cell, unless the map says what it means', () => {
  const channel = { column: 'Kênh', values: { Mạng: 'online', '#N/A': null }, otherwise: 'counter' };
  const named = ['dossierId', 'procedure', 'receivedAt'].map((name) => [name, { column: name }]);
  const fields = { ...Object.fromEntries(named), channel };
  const columns = { header: [...header, 'Kênh'], delimiter: ';' };
  const map = { record: 'dossier', fields, ignore: [] };
  const readMapped = rowReader(planRows({ plan, map, record: 'dossier', header: columns.header }), columns);
  const reading = readMapped({ number: 2, cells: ['########', '#N/A', '2024-03-04', '#REF!'] });
  const reasons = reading.kind === 'faults' ? reading.faults.map(({ column, reason }) => `${column} ${reason}`) : [];
  expect(reasons).toEqual([
    expect.stringMatching(/^dossierId .*too narrow/),
    expect.stringMatching(/^procedure .*error of a formula/),
    expect.stringMatching(/^Kênh .*error of a formula/),
  ]);
  const data = { dossierId: 'a', procedure: '1.004227', channel: null };
  expect(readMapped({ number: 3, cells: ['a', '1.004227', '2024-03-04', '#N/A'] })).toMatchObject({ data });
});
