// Interface: what was published earlier, over the real way of the data: values become final, a late statement restates one of
// them, and both can be asked for.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiCity, openApiCity } from './city.ts';

const MARCH = 'received/values?unit=boston&grain=month&to=2015-04-01';
const FIRST_LOCK = '2015-07-01T00:00:00-04:00';
const LATE = '2015-07-02T00:00:00-04:00';
const LAST = '2015-07-03T00:00:00-04:00';

let city: ApiCity;
beforeAll(async () => {
  city = await openApiCity();
  const caseOf = (caseId: string, openedAt: string) => ({ caseId, department: 'PWDx', openedAt });
  await city.tell([caseOf('1', '2015-03-07T10:00:00-05:00')], '2015-06-30T12:00:00-04:00');
  // March was published at an earlier tick, so that this one makes it final.
  await city.tell([caseOf('2', '2015-06-25T10:00:00-04:00')], FIRST_LOCK);
  await city.tell([caseOf('3', '2015-03-20T10:00:00-04:00')], LATE);
  // Whichever of the two came first, the tick or the late case: the revision is published by the end of this one.
  await city.tell([caseOf('4', '2015-06-26T10:00:00-04:00')], LAST);
});
afterAll(() => city.close());

async function asked(
  query: string,
): Promise<{ readonly values: readonly object[]; readonly revisions: readonly object[] }> {
  const answer = await city.get(`/v1/kpis/${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

describe('GET /v1/kpis/{kpi}/revisions', () => {
  it('lists the changes of final values with their cause and both values', async () => {
    expect((await asked('received/revisions?unit=boston&grain=month')).revisions).toEqual([
      {
        kpi: 'received',
        unit: 'boston',
        dims: {},
        grain: 'month',
        from: '2015-03',
        to: '2015-03',
        number: 1,
        cause: 'late',
        publishedAt: expect.stringMatching(/^2015-07-0[23]T00:00:00-04:00$/),
        before: expect.objectContaining({ value: 1, status: 'ok' }),
        after: expect.objectContaining({ value: 2, status: 'ok' }),
      },
    ]);
  });

  it('lists those of periods that begin in [from, to) only', async () => {
    expect((await asked('received/revisions?unit=boston&grain=month&from=2015-03-02')).revisions).toEqual([]);
    expect((await asked('received/revisions?unit=boston&grain=month&to=2015-03-01')).revisions).toEqual([]);
    expect((await asked('received/revisions?unit=ISD')).revisions).toEqual([]);
  });

  it.each([
    ['nothing/revisions', 404, 'NHIP_QUERY_KPI_UNKNOWN'],
    ['received/revisions?asof=2015-07-01T00:00:00Z', 400, 'NHIP_QUERY_PARAMETER_INVALID'],
    ['received/revisions?boundaries=now', 400, 'NHIP_QUERY_PARAMETER_INVALID'],
  ])('refuses %s with %i %s', async (query, status, code) => {
    const answer = await city.get(`/v1/kpis/${query}`);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code });
  });
});

describe('GET /v1/kpis/{kpi}/values?asof', () => {
  it('answers what was final then, not what is published now', async () => {
    const then = await asked(`${MARCH}&asof=${encodeURIComponent(FIRST_LOCK)}`);
    expect(then.values).toMatchObject([
      { period: '2015-03', value: 1, state: 'final', asOf: '2015-04-01T00:00:00-04:00' },
    ]);
    const later = await asked(`${MARCH}&asof=${encodeURIComponent(LAST)}`);
    expect(later.values).toMatchObject([{ period: '2015-03', value: 2, state: 'restated' }]);
    expect((await asked(MARCH)).values).toMatchObject([{ period: '2015-03', value: 2, state: 'restated' }]);
  });

  it('answers what open and provisional periods said then', async () => {
    const before = await asked(`received/values?unit=boston&grain=month&asof=2015-06-30T23:59:59-04:00`);
    expect(before.values).toMatchObject([
      { period: '2015-03', value: 1, state: 'provisional', asOf: '2015-04-01T00:00:00-04:00' },
      { period: '2015-04', value: 0, state: 'provisional' },
      { period: '2015-05', value: 0, state: 'provisional' },
      { period: '2015-06', value: expect.any(Number), state: 'open' },
    ]);
  });

  it('answers nothing for a moment before anything was published', async () => {
    expect((await asked(`${MARCH}&asof=2015-06-30T11:59:59-04:00`)).values).toEqual([]);
  });

  it('gives CSV as for the values of now', async () => {
    const answer = await city.get(`/v1/kpis/${MARCH}&asof=${encodeURIComponent(FIRST_LOCK)}`, 'text/csv');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.body.split('\r\n')[1]).toMatch(/^received,boston,,month,2015-03,1,1,,,,ok,final,,2015-04-01T/);
  });

  it.each([
    ['2015-07-01T23:59-04:00', '2015-07-01T23:59:00-04:00'],
    ['2015-07-02t03:59:59.9999z', '2015-07-01T23:59:59.999-04:00'],
    ['2015-07-02T09:44:00+05:45', '2015-07-01T23:59:00-04:00'],
  ])('reads %s as %s', async (moment, written) => {
    const at = (text: string) => asked(`${MARCH}&asof=${encodeURIComponent(text)}`);
    const found = await at(moment);
    expect(found.values).toHaveLength(1);
    expect(found).toEqual(await at(written));
  });

  it.each([
    '2015-07-01',
    'yesterday',
    '2015-02-30T00:00',
    '2015-02-30T00:00:00Z',
    '2015-06-31T12:00:00-04:00',
    '2015-07-01T24:00:00Z',
    '2015-07-01T00:00:00+24:00',
    '2015-07-01 00:00:00Z',
    '1435708800',
  ])('refuses %s as a moment', async (moment) => {
    const answer = await city.get(`/v1/kpis/${MARCH}&asof=${encodeURIComponent(moment)}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'NHIP_QUERY_DATE_INVALID' });
  });
});
