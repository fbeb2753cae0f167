// Interface: how a value came about, line by line, and to whom the keys of records are shown.
import { createHash } from 'node:crypto';
import { explainLimits } from '@nhip/exporter';
import { parseKeys } from '@nhip/gateway';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiCase, type ApiCity, openApiCity } from './city.ts';

interface Cell {
  readonly unit: string;
  readonly dims?: Readonly<Record<string, string>>;
  readonly from: string | null;
  readonly to: string;
  readonly amount: number;
}

interface Measure {
  readonly measure: string;
  readonly value: number;
  readonly gathered: boolean;
  readonly cells: readonly Cell[];
}

interface Explanation {
  readonly published: Readonly<Record<string, unknown>>;
  readonly computed: Readonly<Record<string, unknown>>;
  readonly formula: Readonly<Record<string, unknown>>;
  readonly measures: readonly Measure[];
  readonly records: {
    readonly count: number;
    readonly complete: boolean;
    readonly list: readonly {
      readonly key: Readonly<Record<string, string>>;
      readonly unit: string;
      readonly puts: readonly (Cell & { readonly measure: number })[];
    }[];
  };
}

const hashed = (key: string): string => `sha256:${createHash('sha256').update(key).digest('hex')}`;
const keys = parseKeys(
  JSON.stringify([
    { agency: 'PWDx', hash: hashed('works'), sources: ['/pwdx'] },
    { operator: 'duty', hash: hashed('duty') },
  ]),
  'keys.json',
);

const ROXBURY = { neighborhood: 'Roxbury' };
const CASES: readonly ApiCase[] = [
  { caseId: '1', department: 'PWDx', ...ROXBURY, channel: 'online', openedAt: '2015-03-07T10:00:00-05:00' },
  {
    caseId: '2',
    department: 'PWDx',
    ...ROXBURY,
    channel: 'offline',
    openedAt: '2015-03-07T11:00:00-05:00',
    closedAt: '2015-03-09T10:00:00-04:00',
  },
  { caseId: '3', department: 'ISD', channel: 'internal', openedAt: '2015-03-30T00:30:00-04:00' },
  { caseId: '4', department: 'No Q', ...ROXBURY, channel: 'online', openedAt: '2015-04-02T00:30:00-04:00' },
];

let city: ApiCity;
beforeAll(async () => {
  city = await openApiCity({ keys });
  await city.tell(CASES, '2015-06-30T12:00:00-04:00');
});
afterAll(() => city.close());

async function ask(path: string, key?: string, from = city): Promise<Explanation> {
  const answer = await from.app.inject({
    url: `/v1/kpis/${path}`,
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
  });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<Explanation>();
}

async function refusal(path: string, key?: string, from = city): Promise<string> {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const answer = await from.app.inject({ url: `/v1/kpis/${path}`, headers });
  return `${answer.statusCode} ${answer.json<{ readonly code: string }>().code}`;
}

const caseIds = ({ records }: Explanation): readonly (string | undefined)[] =>
  records.list.map(({ key }) => key.caseId).sort();

describe('GET /v1/kpis/{kpi}/values/{unit}/{period}/explain', () => {
  it('tells the formula, what each part came to, and the cells by unit and day', async () => {
    const told = await ask('online-share/values/boston/2015-03/explain');
    expect(told.published).toMatchObject({ value: 1 / 3, numerator: 1, denominator: 3, state: 'provisional' });
    expect(told.computed).toMatchObject({ value: 1 / 3, numerator: 1, denominator: 3 });
    expect(told.formula).toEqual({
      is: 'ratio',
      value: 1 / 3,
      numerator: 1,
      denominator: 3,
      of: [
        { is: 'measure', value: 1, measures: [0] },
        { is: 'measure', value: 3, measures: [1] },
      ],
    });
    expect(told.measures.map(({ measure, value }) => [measure, value])).toEqual([
      ['case.received_online', 1],
      ['case.received', 3],
    ]);
    expect(told.measures[1]?.cells).toEqual([
      { unit: 'ISD', dims: { neighborhood: '(none)' }, from: '2015-03-30', to: '2015-03-30', amount: 1 },
      { unit: 'PWDx', dims: ROXBURY, from: '2015-03-07', to: '2015-03-07', amount: 2 },
    ]);
    expect(told.records).toBeNull();
  });

  it('explains one unit, one value of a dimension, any grain', async () => {
    expect((await ask('received/values/No%20Q/2015-Q2/explain')).measures[0]?.cells).toHaveLength(1);
    expect((await ask('received/values/boston/2015/explain?dim=neighborhood:Roxbury')).published.value).toBe(3);
    expect((await ask('received/values/boston/2015-03-07/explain')).measures[0]?.value).toBe(2);
  });

  it('refuses what it cannot explain', async () => {
    expect(await refusal('nothing/values/boston/2015-03/explain')).toBe('404 NHIP_QUERY_KPI_UNKNOWN');
    expect(await refusal('received/values/paris/2015-03/explain')).toBe('404 NHIP_QUERY_UNIT_UNKNOWN');
    expect(await refusal('received/values/boston/2014-03/explain')).toBe('404 NHIP_QUERY_VALUE_UNKNOWN');
    expect(await refusal('received/values/boston/2015-13/explain')).toBe('400 NHIP_QUERY_PERIOD_INVALID');
    expect(await refusal('received/values/boston/2015/explain?dim=neighborhood')).toBe(
      '400 NHIP_QUERY_DIMENSION_UNKNOWN',
    );
    expect(await refusal('received/values/boston/2015/explain?keys=yes')).toBe('400 NHIP_QUERY_PARAMETER_INVALID');
    expect(await refusal('received/values/boston/2015/explain?asof=2015-06-01T00:00:00Z')).toBe(
      '400 NHIP_QUERY_PARAMETER_INVALID',
    );
  });
});

describe('the keys of records', () => {
  const path = 'received/values/boston/2015/explain?keys=true';

  it('are shown to nobody without a key that is known', async () => {
    expect(await refusal(path)).toBe('401 NHIP_EXPLAIN_KEYS_CLOSED');
    expect(await refusal(path, 'wrong')).toBe('401 NHIP_AUTH_INVALID');
  });

  it('are shown to an agency where it is the responsible unit, and there they add up to its cells', async () => {
    const told = await ask(path, 'works');
    expect(caseIds(told)).toEqual(['1', '2']);
    const own = told.measures[0]?.cells.filter(({ unit }) => unit === 'PWDx') ?? [];
    const sum = (list: readonly { readonly amount: number }[]): number =>
      list.reduce((all, { amount }) => all + amount, 0);
    expect(sum(told.records.list.flatMap(({ puts }) => puts))).toBe(sum(own));
    expect(JSON.stringify(told)).not.toContain('"3"');
  });

  it('are shown to an operator, whose key sends no events', async () => {
    expect(caseIds(await ask(path, 'duty'))).toEqual(['1', '2', '3', '4']);
    expect(keys.authenticate('Bearer duty')).toMatchObject({ code: 'NHIP_AUTH_OPERATOR' });
  });

  it('of a stock are those that stand in it, and not those that have left', async () => {
    const told = await ask('backlog/values/PWDx/2015-03/explain?keys=true', 'duty');
    expect(told.measures[0]?.cells.map(({ from, to, amount }) => [from, to, amount])).toEqual([
      [null, '2015-03-31', 1],
    ]);
    expect(caseIds(told)).toEqual(['1']);
  });

  it('are counted and not told where they are too many', async () => {
    const few = await openApiCity({ explainLimits: { ...explainLimits, recordsMax: 3, cellsMax: 2 } });
    await few.tell(CASES, '2015-06-30T12:00:00-04:00');
    const told = await ask(path, undefined, few);
    expect(told.records).toEqual({ count: 4, complete: false, list: [] });
    expect(told.measures[0]).toMatchObject({ gathered: true, value: 4 });
    expect(told.measures[0]?.cells.map(({ unit, amount }) => [unit, amount])).toEqual([
      ['ISD', 1],
      ['No Q', 1],
      ['PWDx', 2],
    ]);
    await few.close();
  });
});

it('reads no more of the log than it may', async () => {
  const small = await openApiCity({ explainLimits: { ...explainLimits, logBytesMax: 100 } });
  await small.tell(CASES, '2015-06-30T12:00:00-04:00');
  expect(await refusal('received/values/boston/2015/explain', undefined, small)).toBe('422 NHIP_EXPLAIN_TOO_LARGE');
  await small.close();
});
