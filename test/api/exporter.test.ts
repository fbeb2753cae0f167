// Interface: what the exporter answers to people, programs and Prometheus, over the real way of the data.
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiCity, openApiCity } from './city.ts';

interface Value {
  readonly kpi: string;
  readonly unit: string;
  readonly dims: Readonly<Record<string, string>>;
  readonly grain: string;
  readonly period: string;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly status: string;
  readonly state: string;
  readonly asOf: string;
}

const ROXBURY = { neighborhood: 'Roxbury' };
const COLUMNS = 'kpi,unit,dims,grain,period,value,numerator,denominator,score,target,status,state,flags,asOf';

let city: ApiCity;
beforeAll(async () => {
  city = await openApiCity();
  await city.tell(
    [
      { caseId: '1', department: 'PWDx', ...ROXBURY, channel: 'online', openedAt: '2015-03-07T10:00:00-05:00' },
      {
        caseId: '2',
        department: 'PWDx',
        channel: 'offline',
        openedAt: '2015-03-08T10:00:00-04:00',
        closedAt: '2015-03-09T10:00:00-04:00',
      },
      {
        caseId: '3',
        department: 'ISD',
        neighborhood: '=cmd|"ế",y',
        channel: 'internal',
        openedAt: '2015-04-01T00:30:00-04:00',
      },
    ],
    '2015-06-30T12:00:00-04:00',
  );
});
afterAll(() => city.close());

async function values(query: string): Promise<readonly Value[]> {
  const answer = await city.get(`/v1/kpis/${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<{ readonly values: readonly Value[] }>().values;
}

describe('GET /v1/kpis', () => {
  it('lists every KPI of the catalogue with what it means', async () => {
    const body = (await city.get('/v1/kpis')).body;
    for (const { id, title } of city.plan.kpis) {
      expect(body).toContain(`"${id}"`);
      expect(body).toContain(title.vi);
    }
  });
});

describe('GET /v1/kpis/{kpi}/values', () => {
  it('answers all units and periods, numerators and denominators kept', async () => {
    const found = await values('online-share/values?grain=month&unit=boston');
    expect(found.map(({ period, value, numerator, denominator }) => [period, value, numerator, denominator])).toEqual([
      ['2015-03', 0.5, 1, 2],
      ['2015-04', 0, 0, 1],
      ['2015-05', null, 0, 0],
      ['2015-06', null, 0, 0],
    ]);
    expect(found.map(({ status }) => status)).toEqual(['ok', 'ok', 'no-value', 'no-value']);
    expect(found.map(({ state }) => state)).toEqual(['provisional', 'provisional', 'provisional', 'open']);
  });

  it('tells apart who does not report from who has nothing', async () => {
    const [quiet] = await values('received/values?grain=year&unit=BTDT');
    expect(quiet).toMatchObject({ value: null, status: 'not-reporting' });
    const [nothing] = await values('closed/values?grain=year&unit=ISD');
    expect(nothing).toMatchObject({ value: 0, status: 'ok' });
  });

  it('selects periods that begin in [from, to)', async () => {
    const found = await values('received/values?unit=boston&grain=week&from=2015-03-02&to=2015-03-16');
    expect(found.map(({ period, value }) => [period, value])).toEqual([
      ['2015-W10', 2],
      ['2015-W11', 0],
    ]);
    expect(await values('received/values?unit=boston&grain=month&from=2015-03-02&to=2015-04-01')).toEqual([]);
  });

  it('selects the values of a dimension, or one of them', async () => {
    const all = await values('received/values?grain=year&dim=neighborhood');
    expect(all.map(({ dims, value }) => [dims.neighborhood, value])).toEqual([
      ['(none)', 1],
      ['=cmd|"ế",y', 1],
      ['Roxbury', 1],
    ]);
    const one = await values('received/values?grain=year&dim=neighborhood:Roxbury');
    expect(one.map(({ dims }) => dims)).toEqual([ROXBURY]);
    // As a keyboard may type it that writes accents apart.
    const typed = encodeURIComponent('=cmd|"ế",y'.normalize('NFD'));
    expect(await values(`received/values?grain=year&dim=neighborhood:${typed}`)).toEqual([all[1]]);
  });

  it('states stocks at midnights, flows as of now', async () => {
    const [stock] = (await values('backlog/values?grain=year&unit=boston')).slice(-1);
    expect(stock).toMatchObject({ value: 2, asOf: '2015-06-30T00:00:00-04:00' });
    const [march] = await values('backlog/values?grain=month&unit=boston');
    expect(march).toMatchObject({ period: '2015-03', value: 1, asOf: '2015-04-01T00:00:00-04:00' });
  });

  it('answers CSV with the columns of the design, quoted, nothing a spreadsheet would run', async () => {
    const answer = await city.get('/v1/kpis/online-share/values?grain=year&dim=neighborhood', 'text/csv');
    expect(answer.headers['content-type']).toContain('text/csv');
    const [header, ...lines] = answer.body.trimEnd().split('\r\n');
    expect(header).toBe(COLUMNS);
    expect(lines.every((line) => !/(^|,)"?[=+@-]/.test(line))).toBe(true);
    const rows = parse(answer.body, { columns: true }) as readonly Readonly<Record<string, string>>[];
    expect(rows.map(({ dims, value }) => [dims, value])).toContainEqual(['neighborhood:=cmd|"ế",y', '0.000000']);
    expect(rows.map(({ dims, value }) => [dims, value])).toContainEqual(['neighborhood:Roxbury', '1.000000']);
  });

  it.each([
    ['nothing/values', 404, 'NHIP_QUERY_KPI_UNKNOWN'],
    ['received/values?unit=NOWHERE', 404, 'NHIP_QUERY_UNIT_UNKNOWN'],
    ['received/values?grain=decade', 400, 'NHIP_QUERY_GRAIN_UNKNOWN'],
    ['received/values?from=2015-02-30', 400, 'NHIP_QUERY_DATE_INVALID'],
    ['received/values?dim=colour', 400, 'NHIP_QUERY_DIMENSION_UNKNOWN'],
    ['received/values?grian=month', 400, 'NHIP_QUERY_PARAMETER_INVALID'],
  ])('refuses %s with %i %s', async (query, status, code) => {
    const answer = await city.get(`/v1/kpis/${query}`);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status, code });
  });
});

describe('GET /metrics', () => {
  it('has one gauge a KPI, for the current and the previous period, labels escaped', async () => {
    const answer = await city.get('/metrics');
    expect(answer.headers['content-type']).toContain('text/plain; version=0.0.4');
    const lines = answer.body.split('\n');
    const types = lines.filter((line) => line.startsWith('# TYPE '));
    expect(new Set(types).size).toBe(types.length);
    expect(lines).toContain('kpi_received_count{unit="boston",level="city",grain="year",period="current"} 3');
    expect(lines).toContain(
      'kpi_online_share_ratio_denominator{unit="boston",level="city",grain="year",period="current"} 3',
    );
    expect(lines).toContain('kpi_backlog_count{unit="boston",level="city",grain="quarter",period="previous"} 1');
    expect(answer.body).toContain('neighborhood="=cmd|\\"ế\\",y"');
    expect(
      lines.filter(
        (line) => line !== '' && !/^(# (HELP|TYPE) |[a-z_][a-zA-Z0-9_]*(\{.*\})? -?[0-9.eE+-]+$)/.test(line),
      ),
    ).toEqual([]);
    expect(answer.body).not.toContain('NaN');
  });

  it('says that it lives and is ready', async () => {
    expect((await city.get('/livez')).statusCode).toBe(200);
    expect((await city.get('/readyz')).statusCode).toBe(200);
  });
});
