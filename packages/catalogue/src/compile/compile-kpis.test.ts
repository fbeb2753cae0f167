// The plan that the good catalogue compiles to: its KPIs, and the digests of the whole.
import { describe, expect, it } from 'vitest';
import { compileText, compileTexts } from '../testing/compile-text.ts';
import { goodCatalogue } from '../testing/good.ts';

const { plan, faults } = compileText(goodCatalogue);
const [_dossier] = plan.records;
const kpi = (id: string) => plan.kpis.find((one) => one.id === id);

it('has no faults', () => {
  expect(faults).toEqual([]);
});

describe('KPIs', () => {
  it('are published for months, quarters and years of all levels unless they say otherwise', () => {
    expect(kpi('median')).toMatchObject({ grains: ['month', 'quarter', 'year'], levels: ['city', 'commune'], per: [] });
    expect(kpi('open-left')).toMatchObject({ grains: ['day', 'P7D'], levels: ['city'], hasStock: true });
  });

  it('have their targets by year, and the window of their alert among the grains', () => {
    expect(kpi('online-share')).toMatchObject({
      grains: ['month', 'quarter', 'year', 'P30D'],
      targets: [
        { year: 2022, value: 0.5 },
        { year: 2023, value: 0.6 },
      ],
      alerts: [
        {
          below: 0.45,
          above: null,
          clear: null,
          windowDays: 30,
          atLeast: 30,
          severity: 'warning',
          forSeconds: 3600,
          levels: ['city', 'commune'],
          perDimension: null,
        },
      ],
      hasStock: false,
    });
  });

  it('have several alerts where each watches something else, all of their windows among the grains', () => {
    const alert = `alert:
  - { below: 0.45, clear: 0.5, severity: warning }
  - { below: 0.3, window: 7d, severity: critical, levels: [city] }
`;
    const { plan: other, faults: found } = compileText(goodCatalogue.replace(/alert: .*\n/, alert));
    expect(found).toEqual([]);
    expect(other.kpis.find(({ id }) => id === 'online-share')).toMatchObject({
      grains: ['month', 'quarter', 'year', 'P30D', 'P7D'],
      alerts: [
        { below: 0.45, clear: 0.5, windowDays: 30, atLeast: 0, forSeconds: 0, levels: ['city', 'commune'] },
        { below: 0.3, clear: null, windowDays: 7, levels: ['city'] },
      ],
    });
  });

  it('name nobody who answers for them, or one unit after the other', () => {
    expect(kpi('median')).toMatchObject({ code: null, owners: [] });
    const owned = 'kpi: median\ncode: M-1\nowner: [{ unit: B }, { unit: A, from: 1970-01-03 }]\n';
    const { plan: other, faults: found } = compileText(goodCatalogue.replace('kpi: median\n', owned));
    expect(found).toEqual([]);
    expect(other.kpis.find(({ id }) => id === 'median')).toMatchObject({
      code: 'M-1',
      owners: [
        { unit: 'B', from: null },
        { unit: 'A', from: 2 },
      ],
    });
  });

  it('have formulas over measures by their places', () => {
    const of = (index: number) => ({ kind: 'measure', of: { record: 0, measure: index, slice: {} } });
    expect(kpi('online-share')?.formula).toEqual({ kind: 'ratio', of: of(2), over: of(0) });
    expect(kpi('open-left')?.formula).toEqual({
      kind: 'minus',
      of: [of(6), { kind: 'max', of: [of(7), { kind: 'constant', value: 0 }] }],
    });
    expect(kpi('median')?.formula).toEqual({ kind: 'quantile', of: { record: 0, measure: 5, slice: {} }, q: 0.5 });
    expect(kpi('weighted')).toMatchObject({
      hasStock: true,
      formula: {
        kind: 'times',
        of: [
          { kind: 'kpi', kpi: 0 },
          { kind: 'first', zeroIsEmpty: true },
        ],
      },
    });
  });

  it('test members by the dimension that carries them', () => {
    const test = (op: string, value: number) => ({
      measure: { record: 0, measure: 1, slice: {} },
      dimension: 'procedure',
      op,
      value,
    });
    expect(kpi('procedures-used')?.formula).toEqual({
      kind: 'members',
      of: { kind: 'domain', name: 'procedure' },
      having: [test('gt', 0), test('lte', 100)],
      columns: [],
    });
  });

  it('have no total where it would add up what is never summed', () => {
    expect(kpi('points')).toMatchObject({
      levels: [],
      per: [{ dimension: 'stage', levels: ['city'] }],
      formula: { of: { slice: { channel: 'online' } } },
    });
  });

  it('look at other periods and windows, and have a number for each grain', () => {
    const document = (id: string, formula: string): string =>
      [
        '---',
        `kpi: ${id}`,
        'title: { vi: x, en: x }',
        'basis: test',
        formula,
        'measure: ratio',
        'better: higher',
        '',
      ].join('\n');
    const text = [
      goodCatalogue,
      document('grown', 'growth: { of: dossier.received, to: previous }'),
      document('of-months', 'growth: { of: dossier.by_procedure, to: last_year }'),
      document('lately', 'value: { of: dossier.received, window: 90d }'),
      document(
        'shared',
        'first: [{ of: { times: [{ shift: { of: dossier.received, to: last_year, whole: year } }, { by_grain: { month: 1/12, 30d: 0.1 } }] }, flag: LAST_YEAR }, 0]',
      ),
    ].join('');
    const other = compileText(text);
    expect(other.faults).toEqual([]);
    const shift = { kind: 'shift', to: 'previous', wholeYear: false, endedOnly: false };
    const [grown, ofMonths, lately, shared] = other.plan.kpis.slice(-4).map(({ formula }) => formula);
    expect(grown).toMatchObject({ kind: 'growth', step: shift });
    expect(ofMonths).toMatchObject({ kind: 'growth', step: { ...shift, to: 'last_year', endedOnly: true } });
    expect(lately).toMatchObject({ kind: 'window', step: { kind: 'days', days: 90 } });
    expect(shared).toMatchObject({
      kind: 'first',
      of: [
        {
          flag: 'LAST_YEAR',
          of: {
            kind: 'times',
            of: [
              { kind: 'shift', step: { ...shift, to: 'last_year', wholeYear: true } },
              { kind: 'by_grain', values: { month: 1 / 12, P30D: 0.1 } },
            ],
          },
        },
        { flag: null, of: { kind: 'constant', value: 0 } },
      ],
    });
  });

  it('read another KPI with the slice that stands around it', () => {
    const text = `${goodCatalogue}---
kpi: sliced
title: { vi: Lát, en: Slice }
basis: test
max: [{ kpi: by-channel }]
slice: { stage: self }
measure: count
better: higher
---
kpi: by-channel
title: { vi: Kênh, en: Channel }
basis: test
value: dossier.points
slice: { channel: online, stage: appraised }
measure: points
better: higher
`;
    const other = compileText(text);
    expect(other.faults).toEqual([]);
    const slice = { channel: 'online', stage: 'appraised' };
    // As a KPI of its own: by its own definitions, though this one begins or ends on some day.
    const valid = { from: null, until: null };
    const definitions = [{ valid, of: { kind: 'measure', of: { slice } } }];
    expect(other.plan.kpis[6]?.formula).toMatchObject({ kind: 'max', of: [{ kind: 'sliced_kpi', definitions }] });
  });

  it('belong to the programme whose folder they stand in', () => {
    const [head = '', rest = ''] = goodCatalogue.split('---\nkpi: online-share');
    const other = compileTexts({ 'base.yaml': head, 'health/kpis.yaml': `kpi: online-share${rest}` });
    expect(other.faults).toEqual([]);
    expect(other.plan.kpis.map(({ programme }) => programme)).toEqual(Array(6).fill('health'));
    expect(kpi('median')?.programme).toBeNull();
  });
});

describe('digests', () => {
  const digests = (text: string) => {
    const other = compileText(text).plan;
    return { layout: other.layoutHash !== plan.layoutHash, cells: other.cellsHash !== plan.cellsHash };
  };

  it('are 64 hexadecimal digits', () => {
    expect([plan.layoutHash, plan.cellsHash].join(' ')).toMatch(/^[0-9a-f]{64} [0-9a-f]{64}$/);
  });

  it.each([
    ['a title', 'en: Dossier', 'en: Case', { layout: false, cells: false }],
    ['a target', '2023: 0.6', '2023: 0.7', { layout: false, cells: false }],
    ['a range', 'max: 1000 }', 'max: 2000 }', { layout: false, cells: false }],
    ['a condition', 'gt: 2.5', 'gt: 3.5', { layout: false, cells: true }],
    ['the time zone', 'Asia/Ho_Chi_Minh', 'Asia/Seoul', { layout: false, cells: true }],
    ['what a missing value means', 'missing: counter', 'missing: online', { layout: false, cells: true }],
    ['a field that is kept now', 'by: [procedure]', 'by: [procedure, note]', { layout: true, cells: true }],
    ['what an event states', '[finishedAt]', '[finishedAt, note]', { layout: true, cells: true }],
  ])('tell whether %s changes what is stored', (_, from, to, changed) => {
    const text = goodCatalogue.replace(from, to);
    expect(text).not.toBe(goodCatalogue);
    expect(digests(text)).toEqual(changed);
  });
});

describe('formulas that read the rows of a table alone', () => {
  const rows = 'codes: [p1, p2]\ncolumns: { paid: { type: flag } }\nrows: [{ code: p1, from: 2020-01-01, paid: true }]';
  const members = '{ members: procedure, having: { procedure.paid: true } }';
  const faultsOf = (formula: string, weighted = '{ kpi: online-share }'): readonly string[] =>
    compileText(
      goodCatalogue
        .replace('codes: [p1, p2]', rows)
        .replace('quantile: { of: dossier.hours, q: 0.5 }', formula)
        .replace('{ kpi: online-share }', weighted),
    ).faults.map(({ message }) => message);
  const around = 'a window around a shift, a growth or another window: expected the window inside of them';

  it('are looked at in other periods and windows like any other', () => {
    expect(faultsOf(`value: { of: ${members}, window: 9d }`)).toEqual([]);
    expect(faultsOf(`shift: { of: { of: ${members}, window: 9d }, to: previous }`)).toEqual([]);
  });

  it('have no window around a shift either, though they read no measure, nor through another KPI', () => {
    expect(faultsOf(`value: { of: { shift: { of: ${members}, to: previous } }, window: 9d }`)).toEqual([around]);
    expect(faultsOf(`shift: { of: ${members}, to: previous }`, '{ of: { kpi: median }, window: 9d }')).toEqual([
      around,
    ]);
  });

  it('have no earlier period of a window of now', () => {
    const now = `{ of: ${members}, window: now }`;
    expect(faultsOf(`shift: { of: ${now}, to: previous }`)).toEqual([
      `a window of 'now' has no earlier period: expected the stock without a window`,
    ]);
  });
});

it('has dimensions with names that every object has', () => {
  const { plan: odd, faults: found } = compileText(goodCatalogue.replaceAll('channel', 'constructor'));
  expect(found).toEqual([]);
  expect(odd.kpis.find(({ id }) => id === 'points')?.formula).toMatchObject({
    of: { slice: { constructor: 'online' } },
  });
  const perOdd = goodCatalogue
    .replaceAll('channel', 'constructor')
    .replace(
      'slice: { constructor: online }\nper: [{ dimension: stage, levels: [city] }]',
      'slice: { stage: self }\nper: constructor',
    );
  expect(compileText(perOdd).faults).toEqual([]);
});
