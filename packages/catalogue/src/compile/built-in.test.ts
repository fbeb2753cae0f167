// The record type `statement`: there without being declared, in the plan only where a KPI asks for it.
import { describe, expect, it } from 'vitest';
import { compileText } from '../testing/compile-text.ts';
import { goodCatalogue } from '../testing/good.ts';

const correct = `
---
kpi: correct
title: { vi: Đúng, en: Correct }
basis: Test
measure: ratio
better: higher
per: type
ratio: { of: statement.accepted, over: { add: [statement.accepted, statement.rejected] } }
`;
const live = correct.replace('kpi: correct', 'kpi: live').replace(/ratio: \{ of.*/, 'value: statement.fresh');
const withCadence = (cadence: string): string =>
  goodCatalogue.replace('key: [agency, dossierId]', `cadence: ${cadence}\nkey: [agency, dossierId]`);

describe('the built-in record type', () => {
  it('stands last in the plan when a KPI asks for it, and not at all when none does', () => {
    const without = compileText(goodCatalogue);
    expect(without.plan.records.map(({ name }) => name)).not.toContain('statement');
    const { plan, faults } = compileText(goodCatalogue + correct);
    expect(faults).toEqual([]);
    expect(plan.records.at(-1)).toMatchObject({ name: 'statement', isBuiltIn: true, versions: 'sequence' });
    expect(plan.records.slice(0, -1)).toEqual(without.plan.records);
    expect(plan.kpis.at(-1)?.per).toEqual([{ dimension: 'type', levels: ['city', 'commune'] }]);
  });

  it('keeps every count, since a tally goes on from what stands', () => {
    const { plan } = compileText(goodCatalogue + correct);
    const lost = plan.records.at(-1)?.fields.filter(({ kept }) => !kept);
    expect(lost?.map(({ name }) => name)).toEqual(['counter']);
  });

  it('lets no catalogue take its name', () => {
    const taken = goodCatalogue.replace('record: dossier', 'record: statement').replaceAll('dossier.', 'statement.');
    expect(compileText(taken).faults.map(({ message }) => message)).toContain(
      `the record 'statement' is built in: expected another name`,
    );
  });

  it('knows how fresh a receipt is where a record type has a cadence', () => {
    expect(compileText(goodCatalogue + live).faults.map(({ message }) => message)).toEqual([
      expect.stringContaining(`'fresh' is not a measure of 'statement'`),
    ]);
    const { plan, faults } = compileText(withCadence('{ every: 7d, levels: [commune] }') + live);
    expect(faults).toEqual([]);
    expect(plan.records[0]?.cadences).toEqual([{ everyDays: 7, levels: ['commune'], units: [] }]);
    expect(plan.records.at(-1)?.derived).toMatchObject([{ name: 'freshUntil', type: 'time' }]);
  });

  it('takes another cadence for some units, and refuses one that binds nobody', () => {
    const { plan, faults } = compileText(
      withCadence('[{ every: 1d, units: [A] }, { every: 7d, levels: [commune] }]') + live,
    );
    expect(faults).toEqual([]);
    expect(JSON.stringify(plan.records.at(-1)?.derived)).toContain('"values":["A","B"]');
    const wrong = withCadence('[{ every: 0d, units: [Z] }, { every: 7d }, { every: 1d, levels: [ward] }]');
    expect(compileText(wrong).faults.map(({ message }) => message)).toEqual([
      `'every' is 0d: expected at least 1d`,
      `the unit 'Z' is not declared`,
      'nothing says who is to state it: expected levels, or units',
      `the level 'ward' is not declared; known: city, commune`,
    ]);
  });
});

describe('what a record type declares impossible', () => {
  const impossible = (tests: string): string =>
    goodCatalogue.replace('key: [agency, dossierId]', `impossible: ${tests}\nkey: [agency, dossierId]`);

  it('is one predicate over all that it names, and keeps the fields it reads', () => {
    const { plan, faults } = compileText(
      impossible('{ early: { finishedAt: { lt: receivedAt } }, free: { paid: true, note: missing } }'),
    );
    expect(faults).toEqual([]);
    expect(plan.records[0]?.impossible).toMatchObject({ kind: 'any', of: [{ kind: 'compare' }, { kind: 'all' }] });
    expect(plan.records[0]?.fields.find(({ name }) => name === 'note')?.kept).toBe(true);
  });

  it('is refused where it names what is not there', () => {
    expect(compileText(impossible('{ early: { closedAt: set } }')).faults).toHaveLength(1);
  });
});

describe('members: cadence', () => {
  const share = (formula: string): string =>
    correct.replace('kpi: correct', 'kpi: share').replace(/ratio: \{ of.*/, formula);
  const cadence = '{ every: 7d, levels: [commune] }';

  it('counts pairs of unit and record type that a cadence binds, by the record type that is asked for', () => {
    const { plan, faults } = compileText(
      withCadence(cadence) +
        share(
          'ratio: { of: { members: cadence, having: { statement.fresh: { gt: 0 } } }, over: { members: cadence } }',
        ),
    );
    expect(faults).toEqual([]);
    const duties = [{ type: 'dossier', levels: ['commune'], units: [] }];
    expect(plan.kpis.at(-1)?.formula).toMatchObject({
      kind: 'ratio',
      of: { kind: 'members', of: { kind: 'cadence', duties }, having: [{ dimension: 'type', op: 'gt', value: 0 }] },
      over: { kind: 'members', of: { kind: 'cadence', duties }, having: [] },
    });
  });

  it('is refused without a cadence, with a level of its own, and on what does not tell who reports', () => {
    expect(compileText(goodCatalogue + share('members: cadence')).faults.map(({ message }) => message)).toEqual([
      'no record type has a cadence: expected one that does',
    ]);
    const wrong = share('members: cadence\nlevel: commune\nhaving: { dossier.received: { gt: 0 } }');
    expect(compileText(withCadence(cadence) + wrong).faults.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringContaining(`'level' is not known for 'cadence'`),
        expect.stringContaining(`'dossier.received' does not tell who reports`),
      ]),
    );
  });
});
