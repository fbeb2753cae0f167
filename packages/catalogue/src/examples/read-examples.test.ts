// Examples of KPIs: what is read from a `*.test.yaml`, and each fault with its line.
import { describe, expect, it } from 'vitest';
import { compileCatalogue } from '../compile/compile.ts';
import { createFaults, type Fault } from '../source/fault.ts';
import { readDocuments } from '../source/read-folder.ts';
import { goodCatalogue, lineOf } from '../testing/good.ts';
import { checkCoverage } from './coverage.ts';
import type { Example } from './example.ts';
import { readExamples } from './read-examples.ts';

const good = `example: Online ones are a share of all.
events:
  - A dossier.received x2: { dossierId: o#, channel: online, receivedAt: 2023-03-10 16:45, procedure: p1 }
  - A dossier.retracted: { dossierId: o1 }
now: 2023-04-01
values:
  online-share:
    A 2023-03: 1/1
    city 2023-Q1: 1/1
`;

function readText(text: string): { readonly examples: readonly Example[]; readonly faults: readonly Fault[] } {
  const faults = createFaults();
  const plan = compileCatalogue(readDocuments({ file: 'c.yaml', text: goodCatalogue }, faults), faults);
  const examples = readExamples(readDocuments({ file: 'x.test.yaml', text }, faults), plan, faults);
  return { examples, faults: faults.all() };
}

describe('an example', () => {
  it('tells its events in order, each newer than the one before', () => {
    const { examples, faults } = readText(good);
    expect(faults).toEqual([]);
    const told = [...(examples[0]?.told ?? [])];
    expect(told.map(({ agency, event }) => [agency, event.type, event.time])).toEqual([
      ['A', 'vn.nhip.dossier.received', '2020-01-01T00:00:00.000001Z'],
      ['A', 'vn.nhip.dossier.received', '2020-01-01T00:00:00.000002Z'],
      ['A', 'vn.nhip.dossier.retracted', '2020-01-01T00:00:00.000003Z'],
    ]);
    expect(told.map(({ event }) => event.data)).toEqual([
      { dossierId: 'o1', channel: 'online', receivedAt: '2023-03-10T16:45:00+07:00', procedure: 'p1' },
      { dossierId: 'o2', channel: 'online', receivedAt: '2023-03-10T16:45:00+07:00', procedure: 'p1' },
      { dossierId: 'o1' },
    ]);
    expect(examples[0]?.tickMs).toBe(Date.parse('2023-04-01T00:00:00+07:00'));
    expect(examples[0]?.answers.map(({ unit, grain, answer }) => [unit, grain, answer])).toEqual([
      ['A', 'month', '1/1'],
      ['city', 'quarter', '1/1'],
    ]);
  });

  it.each([
    ['online-share:', 'online-shares:', `the KPI 'online-shares' is not declared`],
    ['A 2023-03: 1/1', 'Z 2023-03: 1/1', `'Z' is not a unit`],
    ['A 2023-03: 1/1', 'A 2023-W09: 1/1', `'2023-W09' is not a period it is published for`],
    ['A 2023-03: 1/1', 'A channel=online 2023-03: 1/1', 'none is declared'],
    ['A 2023-03: 1/1', 'A 2023-03: many', `the answer 'many' is not understood`],
    ['A dossier.retracted:', 'A dossier.lost:', `the event type 'dossier.lost' is not declared`],
    ['A dossier.retracted:', 'A dossier.retracted twice:', 'is no event'],
    ['now: 2023-04-01', 'now: soon', `'now' is 'soon'`],
    ['now: 2023-04-01\n', '', `'now' is missing`],
    ['example: Online', 'exmple: Online', `'exmple' is not known here`],
  ])('with %j as %j is a fault', (part, wrong, message) => {
    const text = good.replace(part, wrong);
    const { faults } = readText(text);
    expect(faults.map((fault) => fault.message).join('\n')).toContain(message);
    if (wrong.trim() !== '') expect(faults.map(({ line }) => line)).toContain(lineOf(text, wrong.trim()));
  });
});

it('names every KPI without an example', () => {
  const faults = createFaults();
  const documents = readDocuments({ file: 'c.yaml', text: goodCatalogue }, faults);
  const plan = compileCatalogue(documents, faults);
  checkCoverage(documents, { plan, examples: readText(good).examples }, faults);
  const bare = plan.kpis.map(({ id }) => id).filter((id) => id !== 'online-share');
  expect(faults.all()).toEqual(
    bare.map((id) => ({
      file: 'c.yaml',
      line: lineOf(goodCatalogue, `kpi: ${id}`),
      message: expect.stringContaining(`'${id}' has no example`),
    })),
  );
});
