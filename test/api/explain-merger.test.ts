// Interface: whose records a unit may check line by line after a merger: its own, and those of the units that it succeeded.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseKeys } from '@nhip/gateway';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWholeWay, type WholeWay } from './whole-way.ts';

interface Explanation {
  readonly measures: readonly { readonly measure: string; readonly value: number }[];
  readonly records: {
    readonly count: number;
    readonly list: readonly { readonly key: { readonly dossierId: string }; readonly unit: string }[];
  };
}

const AGENCIES = ['A', 'B', 'N'];
const keys = parseKeys(
  JSON.stringify(
    AGENCIES.map((agency) => ({
      agency,
      hash: `sha256:${createHash('sha256').update(`key-${agency}`).digest('hex')}`,
      sources: [`/${agency}`],
    })),
  ),
  'keys.json',
);

function received(unit: string, dossierId: string, day: string): object {
  const data = { dossierId, channel: 'online', receivedAt: `${day}T09:00:00+07:00` };
  const time = `${day}T10:00:00+07:00`;
  return { specversion: '1.0', id: dossierId, source: `/${unit}`, type: 'vn.nhip.dossier.received', time, data };
}

let way: WholeWay;
beforeAll(async () => {
  const catalogue = fileURLToPath(new URL('../worked-examples/merger/', import.meta.url));
  way = await openWholeWay({ catalogue, nowMs: Date.parse('2025-12-31T12:00:00+07:00'), keys });
});
afterAll(() => way.close());

async function shownTo(agency: string, path: string): Promise<readonly string[]> {
  const answer = await way.app.inject({
    url: `/v1/kpis/online/values/${path}`,
    headers: { authorization: `Bearer key-${agency}` },
  });
  expect(answer.statusCode, answer.body).toBe(200);
  const { records } = answer.json<Explanation>();
  return records.list.map(({ key, unit }) => `${unit} ${key.dossierId}`).sort();
}

async function isPublished(value: string): Promise<boolean> {
  const answer = await way.get('/v1/kpis/online/values?unit=city&grain=year&from=2025-01-01&to=2026-01-01');
  return answer.body.includes(`"denominator":${value},`);
}

it('are its own only, as long as the others are there', async () => {
  const june = [
    received('A', 'a1', '2025-06-02'),
    received('A', 'a2', '2025-06-03'),
    received('B', 'b1', '2025-06-04'),
  ];
  await way.tell(june, '2025-06-30T12:00:00+07:00', () => isPublished('3'));
  const city = 'city/2025-06/explain?keys=true';
  expect(await shownTo('A', city)).toEqual(['A a1', 'A a2']);
  expect(await shownTo('N', city)).toEqual([]);
});

it('are those of the dissolved units too, once they have merged, and add up to what it answers for', async () => {
  await way.tell([received('N', 'n1', '2025-07-01')], '2025-12-31T12:00:00+07:00', () => isPublished('4'));
  const path = 'N/2025/explain?keys=true&boundaries=now';
  expect(await shownTo('N', path)).toEqual(['A a1', 'A a2', 'B b1', 'N n1']);
  expect(await shownTo('A', path)).toEqual(['A a1', 'A a2']);
  expect(await shownTo('N', 'city/2025-06/explain?keys=true')).toEqual(['A a1', 'A a2', 'B b1']);
});
