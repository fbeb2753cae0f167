// A good catalogue compiles to the plan that the core is tested with by hand-made ones: names are places, constants are in the
// encoding of their fields, measures share cells.
import { describe, expect, it } from 'vitest';
import { compileText } from '../testing/compile-text.ts';
import { goodCatalogue } from '../testing/good.ts';

const { plan, faults } = compileText(goodCatalogue);
const [dossier, register] = plan.records;
const measure = (name: string) => dossier?.measures.find((one) => one.name === name);
const field = (index: number) => ({ kind: 'field', field: index });
const extended = { kind: 'extend', clock: 'calendar', from: field(4), part: 0, start: 1, end: 2 };
const time = (expression: object) => ({ kind: 'time', expression });

it('has no faults', () => {
  expect(faults).toEqual([]);
});

describe('settings and units', () => {
  it('are as declared, days counted from 1970 and grains by their names', () => {
    expect(plan).toMatchObject({
      id: 'small',
      timeZone: 'Asia/Ho_Chi_Minh',
      root: 'city',
      levels: ['city', 'commune'],
      titles: { programmes: {}, levels: { commune: { vi: 'Xã', en: 'Communes' } } },
      finalAfterDays: { month: 10, P30D: 3 },
      domains: [{ name: 'procedure', codes: ['p1', 'p2'] }],
    });
    expect(plan.units[2]).toEqual({
      code: 'B',
      level: 'commune',
      parent: 'city',
      title: { vi: 'B', en: 'B' },
      from: null,
      until: 20_270,
      successor: 'A',
    });
  });

  it('are the same, letters and accents written apart or as one', () => {
    const accented = goodCatalogue.replace(/\bp1\b/g, 'cấp-đổi').replace(/\bB\b/g, 'Hà-Nội');
    const composed = compileText(accented.normalize('NFC'));
    expect(composed.faults).toEqual([]);
    expect(composed.plan.domains[0]?.codes).toContain('cấp-đổi'.normalize('NFC'));
    expect(compileText(accented.normalize('NFD'))).toEqual(composed);
  });

  it('may be written as one map', () => {
    const nested = goodCatalogue
      .replace('catalogue: small', 'catalogue:\n  id: small')
      .replace(/^(title: \{ vi: Nhỏ|timeZone|root|levels|titles|finalAfter)/gm, '  $1')
      .replace('  levels: [city]', 'levels: [city]');
    const other = compileText(nested);
    expect(other.faults).toEqual([]);
    expect(other.plan).toEqual(plan);
  });
});

describe('a record', () => {
  it('keeps its own fields apart from those of its parts', () => {
    expect(dossier?.fields.map(({ name }) => name).join(' ')).toBe(
      'dossierId procedure channel receivedAt dueAt finishedAt fee paid note stage',
    );
    expect(dossier?.parts).toMatchObject([
      {
        name: 'supplement',
        each: 0,
        fields: [
          { name: 'requestNo', required: true, kept: true },
          { name: 'requestedAt', required: false, kept: true },
          { name: 'completedAt', required: false, kept: true },
        ],
        groups: [{ fields: [1, 2] }],
      },
    ]);
  });

  it('is identified by its key, and by the agency where the key says so', () => {
    expect(dossier).toMatchObject({ key: [0], agencyInKey: true, versions: 'time' });
    expect(dossier?.fields[0]).toMatchObject({ required: true });
    expect(register).toMatchObject({ key: [0], agencyInKey: false, versions: 'sequence' });
  });

  it('keeps the fields that some measure, dimension or the unit needs, and no others', () => {
    const dropped = dossier?.fields.filter(({ kept }) => !kept).map(({ name }) => name);
    expect(dropped).toEqual(['dossierId', 'note']);
    expect(register?.fields).toMatchObject([{ name: 'commune', kept: true }]);
  });

  it('gives one version to fields that the same events write', () => {
    expect(dossier?.groups.map(({ fields }) => fields)).toEqual([[1, 2, 3, 4, 9], [5], [6, 7, 8]]);
    expect(dossier?.events).toEqual([
      { kind: 'fields', type: 'vn.nhip.dossier.received', states: [1, 2, 3, 4, 9], groups: [0] },
      { kind: 'fields', type: 'vn.nhip.dossier.finished', states: [5], groups: [1] },
      { kind: 'fields', type: 'vn.nhip.dossier.paid', states: [6, 7, 8], groups: [2] },
      { kind: 'fields', type: 'vn.nhip.dossier.stated', states: [1, 2, 3, 4, 5, 6, 7, 8, 9], groups: [0, 1, 2] },
      { kind: 'part', type: 'vn.nhip.dossier.supplement', part: 0, states: [1, 2], groups: [0] },
      { kind: 'retracted', type: 'vn.nhip.dossier.retracted' },
    ]);
  });

  it('is the unit of a field, or of who sent the first required one', () => {
    expect(dossier?.unit).toEqual({ kind: 'sender', group: 0 });
    expect(register?.unit).toEqual({ kind: 'field', field: 0 });
  });

  it('has types with ranges in the smallest unit', () => {
    expect(dossier?.fields[6]?.type).toEqual({ kind: 'decimal', scale: 2, min: 0, max: 100_000 });
    expect(dossier?.fields[2]?.type).toEqual({ kind: 'enum', values: ['counter', 'online'], missing: 0 });
    expect(dossier?.fields[1]?.type).toEqual({ kind: 'code', domain: 'procedure', max: 64 });
  });
});

describe('derived values', () => {
  it('are compiled whatever their order', () => {
    expect(dossier?.derived).toEqual([
      { name: 'deadline', type: 'time', expression: extended },
      { name: 'second', type: 'time', expression: { kind: 'nth', part: 0, field: 1, n: 2 } },
      {
        name: 'lateAt',
        type: 'time',
        expression: {
          kind: 'min',
          of: [
            { kind: 'after_day', of: { kind: 'derived', derived: 0 } },
            { kind: 'derived', derived: 1 },
          ],
        },
      },
      { name: 'requests', type: 'number', expression: { kind: 'count', part: 0, field: null } },
      {
        name: 'limit',
        type: 'time',
        expression: { kind: 'plus', from: field(3), add: { kind: 'constant', value: 5 }, unit: 'day' },
      },
      {
        name: 'inTime',
        type: 'flag',
        expression: {
          kind: 'compare',
          op: 'lte',
          left: time(field(5)),
          right: time({ kind: 'derived', derived: 0 }),
        },
      },
    ]);
    const turned = goodCatalogue.replace(/( {2}deadline: .*\n)([\s\S]*?)(?=measures:)/, '$2$1');
    expect(compileText(turned).faults).toEqual([]);
  });

  it('take every construct of the language', () => {
    const all = goodCatalogue.replace(
      '  requests:',
      `  end: { first: [finishedAt, { when: { paid: true }, then: receivedAt }] }
  answered: { last: supplement.completedAt }
  soon: { after: dueAt }
  days: { between: { from: receivedAt, to: end, unit: day } }
  complete: { filled: [procedure, fee, note] }
  asks: { sum: supplement.requestNo }
  answers: { count: supplement.completedAt }
  slow: { any: [{ days: { gt: 10 } }, { asks: [3, 4] }, { all: [{ end: missing }, { fee: { gte: 1, lt: 2 } }] }] }
  requests:`,
    );
    const compiled = compileText(all);
    expect(compiled.faults).toEqual([]);
    const derived = compiled.plan.records[0]?.derived.slice(3, 11);
    expect(derived?.map(({ expression }) => expression.kind)).toEqual([
      'first',
      'last',
      'after',
      'between',
      'filled',
      'sum',
      'count',
      'any',
    ]);
    expect(JSON.stringify(derived)).toContain('"value":864000000');
  });
});

describe('measures', () => {
  it('share cells where their dimensions and their bucket are equal', () => {
    expect(dossier?.families).toEqual([
      {
        by: [],
        bucket: 'day',
        accumulators: ['count', 'count', 'count', 'sum', 'count', 'count', 'count', 'count'],
        sketches: 1,
      },
      { by: [1], bucket: 'month', accumulators: ['count'], sketches: 0 },
      { by: [2, 9], bucket: 'day', accumulators: ['sum'], sketches: 0 },
    ]);
    expect(measure('hours')).toMatchObject({ family: 0, slot: 0, divisor: 3_600_000 });
    expect(measure('share')).toMatchObject({ family: 0, slot: 7, units: 'own' });
    expect(measure('points')).toMatchObject({ family: 2, slot: 0, neverSummed: [1] });
    expect(register?.families).toEqual([{ by: [], bucket: 'day', accumulators: ['sum', 'count'], sketches: 0 }]);
  });

  it('that ask by: period keep a count for each grain from the finest on, and everything that had to happen', () => {
    const cohort = goodCatalogue.replace(
      '  online: {',
      `  settled: { count: true, at: receivedAt, where: { all: [{ finishedAt: { by: period } }, { deadline: { by: period } }], paid: true } }
  by_month: { sum: fee, at: receivedAt, where: { finishedAt: { by: period } }, finest: month }
  online: {`,
    );
    const compiled = compileText(cohort);
    expect(compiled.faults).toEqual([]);
    const [record] = compiled.plan.records;
    const whatOf = (name: string) => record?.measures.find((measure) => measure.name === name)?.what;
    expect(whatOf('settled')).toEqual({
      kind: 'cohort',
      of: null,
      at: field(3),
      by: [field(5), { kind: 'derived', derived: 0 }],
      grains: ['day', 'week', 'month', 'quarter', 'year'],
    });
    expect(whatOf('by_month')).toMatchObject({ of: { kind: 'field' }, grains: ['month', 'quarter', 'year'] });
    expect(record?.families.find(({ bucket, by }) => bucket === 'month' && by.length === 0)?.accumulators).toEqual([
      'sum',
      'sum',
      'sum',
    ]);
  });

  it('place a stock on days, whatever the smallest grain that may be asked', () => {
    const text = goodCatalogue.replace('leave: finishedAt } }\n', 'leave: finishedAt }, finest: month }\n');
    const other = compileText(text.replace('grains: [day, 7d]', 'grains: [month]'));
    expect(other.faults).toEqual([]);
    expect(other.plan.records[0]?.families).toEqual(dossier?.families);
  });

  it('compare with constants in the encoding of the field', () => {
    expect(measure('online')?.where).toEqual({ kind: 'in', field: 2, values: [1] });
    expect(measure('fees')).toMatchObject({
      divisor: 100,
      where: {
        kind: 'all',
        of: [
          {
            kind: 'compare',
            op: 'gt',
            left: { kind: 'number', expression: field(6) },
            right: { kind: 'number', expression: { kind: 'constant', value: 250 } },
          },
          { kind: 'in', field: 7, values: [1] },
        ],
      },
    });
  });

  it('know stocks, covers and readings', () => {
    expect(measure('overdue')?.what).toEqual({
      kind: 'stock',
      enter: { kind: 'max', of: [field(3), { kind: 'derived', derived: 2 }] },
      leave: field(5),
    });
    expect(measure('asked')?.what).toEqual({ kind: 'cover', part: 0, field: 1, days: 90 });
    const left = compileText(goodCatalogue.replace('for: 90d }', 'for: 90d, leave: finishedAt }')).plan.records[0];
    expect(left?.measures.find(({ name }) => name === 'asked')?.what).toMatchObject({ kind: 'cover', leave: field(5) });
    expect(register?.measures[0]?.what).toEqual({ kind: 'hold', part: 0, value: 1, at: 0 });
  });
});
