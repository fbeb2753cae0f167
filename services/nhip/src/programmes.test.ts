// Command line: the table of programmes of a small catalogue, beside a service that answers what a test wants it to say.
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CatalogueWithExamples, loadWithExamples } from '@nhip/catalogue';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CommandFailure } from './failure.ts';
import { programmeTable } from './programmes.ts';

const CATALOGUE = `catalogue: small
title: { vi: Nhỏ, en: Small }
timeZone: Asia/Ho_Chi_Minh
root: city
levels: [city, commune]
---
units:
  - { code: city, level: city, title: { vi: Thành phố, en: City } }
  - { code: A, level: commune, parent: city, title: { vi: A, en: A } }
---
record: visit
title: { vi: Lượt, en: Visit }
key: [visitId]
fields:
  visitId: { type: text, max: 64 }
  cameAt: { type: instant, required: true }
  kind: { type: enum, values: [a, b], missing: a }
events:
  vn.nhip.visit.came: [cameAt, kind]
measures:
  came: { count: true, at: cameAt }
  by_kind: { count: true, at: cameAt, by: [{ field: kind, sum: false }] }
---
kpi: visits
code: V-1
title: { vi: Số lượt, en: Visits | all }
basis: test
value: visit.came
measure: count
better: higher
grains: [day, month]
target: { 2023: 10 }
---
kpi: visits-by-kind
title: { vi: Theo loại, en: By kind }
basis: test
value: visit.by_kind
measure: index
better: higher
grains: [year]
per: kind
`;

const EXAMPLES = `example: None is nothing.
events: []
now: 2023-05-01
values: { visits: { A 2023-03: not reporting } }
---
example: One is one.
events:
  - A visit.came: { visitId: v, cameAt: 2023-03-10 }
now: 2023-05-01
values:
  visits:
    city 2023-04: 0
    A 2023-03: 1
`;

let catalogue: CatalogueWithExamples;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nhip-programmes-'));
  try {
    await writeFile(join(folder, 'catalogue.yaml'), CATALOGUE);
    await writeFile(join(folder, 'visits.test.yaml'), EXAMPLES);
    catalogue = await loadWithExamples(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

let server: Server | null = null;
afterEach(() => void server?.close());

/** @param values path and query -> the values answered */
async function serve(values: (path: string) => readonly unknown[]): Promise<string> {
  server = createServer((request, response) => {
    response.end(JSON.stringify({ values: values(request.url ?? '') }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : '';
}

const row = (period: string, value: number | null, more: object = {}): unknown => ({
  dims: {},
  period,
  value,
  target: 10,
  status: value === null ? 'no-value' : 'ok',
  state: 'final',
  flags: [],
  ...more,
});

function cellsOf(table: string): readonly (readonly string[])[] {
  return table
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .map((cells) => cells.slice(1, -1));
}

describe('the table of programmes', () => {
  it('has a row for each KPI, with the first example that expects a value', async () => {
    expect(cellsOf(await programmeTable(catalogue, null))).toEqual([
      ['programme', 'KPI', 'code', 'title', 'example'],
      ['-'.repeat(9), '-'.repeat(14), '----', '-'.repeat(13), '-'.repeat(19)],
      ['', 'visits', 'V-1', 'Visits \\| all', 'visits.test.yaml:12'],
      ['', 'visits-by-kind', '', 'By kind', ''],
    ]);
  });

  it('tells what the last period that is over says, of a KPI without total by its dimension', async () => {
    const asked: string[] = [];
    const url = await serve((path) => {
      asked.push(path);
      if (path.includes('dim=kind'))
        return ['a', 'b'].flatMap((kind) => [
          row('2022', 1, { dims: { kind }, target: null }),
          row('2023', kind === 'a' ? 0.79155 : 1, { dims: { kind }, target: null, flags: ['SOME_FLAG'] }),
        ]);
      return [row('2023-02', 3), row('2023-03', 4), row('2023-04', null), row('2023-05', 5, { state: 'open' })];
    });
    const [, , visits, byKind] = cellsOf(await programmeTable(catalogue, { url, key: null, unit: 'A' }));
    expect(visits?.slice(5)).toEqual(['2023-03', '4', '10', '']);
    expect(byKind?.slice(5)).toEqual(['2023', 'a 0.7915, b 1', '', 'SOME_FLAG']);
    expect(asked).toEqual([
      '/v1/kpis/visits/values?unit=A&grain=month',
      '/v1/kpis/visits-by-kind/values?unit=A&grain=year&dim=kind',
    ]);
  });

  it('tells of the running period where no other has a value, and why there is none', async () => {
    const url = await serve((path) =>
      path.includes('dim=kind') ? [] : [row('2023-04', null), row('2023-05', 5, { state: 'open' })],
    );
    const [, , visits, byKind] = cellsOf(await programmeTable(catalogue, { url, key: null, unit: null }));
    expect(visits?.slice(5)).toEqual(['2023-05 (open)', '5', '10', '']);
    expect(byKind?.slice(5)).toEqual(['', 'not published', '', '']);
  });

  it('names a unit that is none', async () => {
    const failing = programmeTable(catalogue, { url: 'http://127.0.0.1:9', key: null, unit: 'Z' });
    await expect(failing).rejects.toThrow(CommandFailure);
    await expect(failing).rejects.toThrow(`'Z' is not a unit of small`);
  });
});
