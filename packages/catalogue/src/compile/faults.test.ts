// Faults of a catalogue: each is told with its file, its line and what was expected; one change of a good catalogue each.
import { describe, expect, it } from 'vitest';
import { alerts } from '../testing/alert-fault-cases.ts';
import { compileText, compileTexts } from '../testing/compile-text.ts';
import { covers } from '../testing/cover-fault-cases.ts';
import { earlier } from '../testing/earlier-fault-cases.ts';
import { documents, expressions, type FaultCase, measures, records, units } from '../testing/fault-cases.ts';
import { goodCatalogue, lineOf } from '../testing/good.ts';
import { lists } from '../testing/list-fault-cases.ts';
import { directions, levels, writing } from '../testing/writing-fault-cases.ts';

const kpis: readonly FaultCase[] = [
  [
    'over: dossier.received }',
    'over: dossier.recieved }',
    'over: dossier.recieved',
    `'recieved' is not a measure of 'dossier'; known: received`,
  ],
  [
    'over: dossier.received }',
    'over: petition.received }',
    'over: petition',
    `the record 'petition' of 'petition.received' is not declared`,
  ],
  ['over: dossier.received }', 'over: dossier.share }', 'dossier.share', 'expected one kind'],
  [
    'over: dossier.received }',
    'over: dossier.hours }',
    'over: dossier.hours',
    `'dossier.hours' is a sketch: expected a quantile of it`,
  ],
  ['of: dossier.hours', 'of: dossier.open', 'of: dossier.open', `'dossier.open' is a stock: expected a sketch`],
  ['basis: test\nmembers', 'members', 'kpi: procedures-used', `'basis' is missing`],
  ['basis: test\nmembers', 'basis: test\nowner: Z\nmembers', 'owner: Z', `the owner 'Z' is not a unit`],
  [
    'basis: test\nmembers',
    'basis: test\nowner: [{ unit: A }, { unit: B }]\nmembers',
    'owner: [',
    `'B' follows another owner: expected the day it begins`,
  ],
  [
    'basis: test\nmembers',
    'basis: test\nowner: [{ unit: A, from: 2024-01-01 }, { unit: B, from: 2023-01-01 }]\nmembers',
    'owner: [',
    'expected a later day',
  ],
  ['measure: hours\nbetter: lower', 'measure: hours', 'kpi: median', `'better' is missing`],
  ['measure: hours\n', '', 'kpi: median', `'measure' is missing`],
  ['grains: [day, 7d]', 'grains: [day, fortnight]', 'grains: [day, fortnight]', 'is not known as a grain'],
  [
    'levels: [city]\n---',
    'levels: [ward]\n---',
    'levels: [ward]',
    `the level 'ward' is not declared; known: city, commune`,
  ],
  [
    'measure: count\nbetter: higher\n---\nkpi: open-left',
    'measure: count\nbetter: higher\ngrains: [week]\n---\nkpi: open-left',
    'grains: [week]',
    `the grain week is finer than 'dossier.by_procedure' keeps: expected month`,
  ],
  ['minus: [dossier.open,', 'minus: [{ kpi: online-share }, dossier.open,', 'minus: [{', 'a rate under minus'],
  [
    'minus: [dossier.open,',
    'add: [{ ratio: { of: dossier.open, over: dossier.received } },',
    'add: [{',
    'a rate under add',
  ],
  ['minus: [dossier.open,', 'minus: [{ sideways: dossier.open },', 'sideways', `is not known as a formula`],
  [
    '{ kpi: online-share }',
    '{ kpi: weighted }',
    'kpi: weighted }',
    `the KPI 'weighted' leads back to itself: weighted > weighted`,
  ],
  [
    '{ kpi: online-share }',
    '{ kpi: offline-share }',
    'kpi: offline-share',
    `the KPI 'offline-share' is not declared; known: online-share`,
  ],
  ['kpi: points', 'kpi: online_share', 'kpi: online_share', ''],
  [
    'kpi: weighted',
    'kpi: online_share',
    'kpi: online_share',
    `the metric kpi_online_share_ratio of 'online_share' is one of 'online-share' too`,
  ],
  ['kpi: weighted', 'kpi: median', 'kpi: median\ntitle: { vi: Nhân', `the KPI 'median' stands twice`],
  [
    'per: [{ dimension: stage, levels: [city] }]\n',
    '',
    'value: dossier.points',
    `'dossier.points' is never summed over 'stage'`,
  ],
  [
    'per: [{ dimension: stage, levels: [city] }]',
    'per: [stage, status]',
    'per: [stage, status]',
    `'status' is a label of every gauge already`,
  ],
  [
    'per: [{ dimension: stage, levels: [city] }]',
    'per: [stage, instance]',
    'per: [stage, instance]',
    `'instance' is a label of every gauge already`,
  ],
  [
    'per: [{ dimension: stage, levels: [city] }]',
    'per: [stage, channel]',
    'per: [stage, channel]',
    `'channel' is fixed by a slice`,
  ],
  [
    'quantile: { of',
    'per: procedure\nquantile: { of',
    'per: procedure',
    `'dossier.hours' has no dimension 'procedure'`,
  ],
  [
    'slice: { channel: online }',
    'slice: { channel: post }',
    'channel: post',
    `'post' is not a value of 'channel'; known: counter, online`,
  ],
  [
    'slice: { channel: online }',
    'slice: { fee: x }',
    'fee: x',
    `'dossier.points' has no dimension 'fee'; known: channel, stage`,
  ],
  [
    'members: procedure',
    'members: service',
    'members: service',
    `'dossier.by_procedure' has not the dimension 'service'; known: procedure`,
  ],
  [
    'members: procedure',
    'level: city\nmembers: procedure',
    'level: city\nmembers',
    `'level' is not known for 'procedure'`,
  ],
  ['{ gt: 0, lte: 100 }', '{ over: 0 }', 'having', `'over' is not known here; known: lt, lte, gt, gte, eq`],
  ...alerts,
  [
    'severity: warning',
    'severity: loud',
    'severity: loud',
    `"loud", which is not known: expected one of info, warning, critical`,
  ],
  ['better: neither', 'better: neither\nweight: 2', 'weight:', `'weight' is not known here; known: kpi, title`],
  ['{ 2023: 0.6,', '{ soon: 0.6,', 'soon: 0.6', `'soon' as a key: expected a year`],
  ['quantile: { of: dossier.hours, q: 0.5 }', 'quantile: { of: dossier.hours, q: 1.5 }', 'q: 1.5', `'q' is 1.5`],
  [
    'quantile: { of: dossier.hours, q: 0.5 }',
    'value: 1\nquantile: { of: dossier.hours, q: 0.5 }',
    'kpi: median',
    `this one has value and quantile`,
  ],
  [
    'online: { count: true, at: receivedAt, where: { channel: online } }',
    'online: { count: true, at: receivedAt, where: { channel: online, finishedAt: { by: period } } }',
    'alert: {',
    `'dossier.online' asks by: period, which has no answer for the rolling window P30D: expected the alert on a KPI of its own`,
  ],
  ...earlier,
];

function broken([from, to]: FaultCase): string {
  const text = goodCatalogue.replace(from, () => to);
  if (text === goodCatalogue) throw new RangeError(`the good catalogue has no ${from}`);
  return text;
}

describe.each([
  ['a document', documents],
  ['the tree of units', units],
  ['a record', records],
  ['an expression', expressions],
  ['a list', lists],
  ['a measure', measures],
  ['a cover', covers],
  ['a KPI', kpis],
  ['a level', levels],
  ['the direction of a score', directions],
  ['the writing', writing],
] as const)('a fault in %s', (_, cases) => {
  it.each(cases.filter(([, , , message]) => message !== ''))('%s -> %s is told at its line', (...one) => {
    const text = broken(one);
    const [, , at, message] = one;
    expect(compileText(text).faults).toContainEqual({
      file: 'catalogue.yaml',
      line: lineOf(text, at),
      message: expect.stringContaining(message),
    });
  });

  it.each(cases.filter(([, , , message]) => message === ''))('%s -> %s is none', (...one) => {
    expect(compileText(broken(one)).faults).toEqual([]);
  });
});

describe('several faults', () => {
  it('are told at once, from all kinds of documents, in the order of their lines', () => {
    const changes = [...documents.slice(1, 3), units[1], records[0], expressions[0], measures[1], kpis[0], kpis[17]];
    const text = changes.reduce((all, one) => all.replace(one?.[0] ?? '', () => one?.[1] ?? ''), goodCatalogue);
    const { faults } = compileText(text);
    for (const one of changes) {
      const place = { line: lineOf(text, one?.[2] ?? ''), message: expect.stringContaining(one?.[3] ?? '') };
      expect(faults).toContainEqual(expect.objectContaining(place));
    }
    expect(faults.map(({ line }) => line)).toEqual(faults.map(({ line }) => line).sort((left, right) => left - right));
  });

  it('hide nothing behind one another within a record', () => {
    const text = goodCatalogue
      .replace('fee: { type: decimal', 'fee: { type: money')
      .replace('late: { count: true, at: finishedAt', 'late: { count: true, at: finishedOn')
      .replace('title: { vi: Hồ sơ, en: Dossier }\n', '');
    expect(compileText(text).faults.map(({ message }) => message)).toEqual([
      expect.stringContaining(`'title' is missing`),
      expect.stringContaining('the type "money" is not known'),
      expect.stringContaining(`'finishedOn' is not known`),
    ]);
  });

  it('name the file they stand in', () => {
    const [head = '', ...rest] = goodCatalogue.split('---\n');
    const { faults } = compileTexts({
      'a.yaml': head.replace('Asia/Ho_Chi_Minh', 'Nowhere'),
      'health/b.yaml': rest.join('---\n').replace('over: dossier.received }', 'over: dossier.gone }'),
    });
    expect(faults.map(({ file }) => file)).toEqual(['a.yaml', 'health/b.yaml']);
  });

  it('are not told of names that a document which cannot be read may declare', () => {
    const { faults } = compileText(
      goodCatalogue
        .replace('record: register', 'record: register\n  broken: [')
        .replace('domain: procedure\ncodes', 'codes'),
    );
    expect(faults.map(({ message }) => message)).not.toContainEqual(expect.stringContaining(`record 'register'`));
    expect(faults.length).toBeGreaterThan(0);
  });
});

describe('lines', () => {
  it.each(['\r\n', '\r'])('may end in %j', (end) => {
    const text = goodCatalogue.replace('over: dossier.received }', 'over: dossier.recieved }');
    expect(compileText(goodCatalogue.replaceAll('\n', end)).faults).toEqual([]);
    expect(compileText(text.replaceAll('\n', end)).faults).toEqual(compileText(text).faults);
  });
});
