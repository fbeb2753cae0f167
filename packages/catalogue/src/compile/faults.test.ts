// Faults of a catalogue: each is told with its file, its line and what was expected; one change of a good catalogue each.
import { describe, expect, it } from 'vitest';
import { compileText, compileTexts } from '../testing/compile-text.ts';
import { goodCatalogue, lineOf } from '../testing/good.ts';

/** What is replaced by what, the text on whose line the fault is, and part of the message. */
type Case = readonly [from: string, to: string, at: string, message: string];

const documents: readonly Case[] = [
  ['catalogue: small', 'catalog: small', 'catalog: small', `begins with 'catalog', which is not known`],
  ['timeZone: Asia/Ho_Chi_Minh', 'timeZone: Asia/Atlantis', 'Asia/Atlantis', `'Asia/Atlantis', which is not known`],
  ['root: city', 'root: 7', 'root: 7', `'root' is 7: expected text (write it in quotes)`],
  ['levels: [city, commune]\n', 'levels: [city, commune, city]\n', 'levels: [city, commune, city]', 'stands twice'],
  ['month: 10d', 'month: 10', 'finalAfter', `'month' is 10: expected text`],
  ['month: 10d', 'fortnight: 10d', 'finalAfter', `'fortnight' as a key`],
  [
    'timeZone:',
    'timezone: x\ntimeZone:',
    'timezone: x',
    `'timezone' is not known here; known: catalogue, title, timeZone`,
  ],
  ['title: { vi: Nhỏ, en: Small }', 'title: { vi: Nhỏ }', 'title: { vi: Nhỏ }', `'en' is missing: expected text`],
  ['codes: [p1, p2]', 'codes: [p1, p1]', 'codes: [p1, p1]', `the code 'p1' stands twice`],
  ['codes: [p1, p2]', 'codes: [*p]', '[*p]', `the alias '*p' is not known`],
  ['root: city\n', 'root: city\nroot: city\n', 'root: city\nlevels', 'YAML: Map keys must be unique'],
  ['kpi: median', 'composite: median', 'composite: median', `begins with 'composite', which is not known`],
];

const units: readonly Case[] = [
  [
    'code: A, level: commune, parent: city',
    'code: A, level: commune, parent: town',
    'code: A',
    `the parent 'town' of 'A' is not among the units`,
  ],
  [
    'code: A, level: commune',
    'code: A, level: ward',
    'code: A',
    `the level 'ward' is not declared; known: city, commune`,
  ],
  [
    'code: A, level: commune, parent: city',
    'code: A, level: commune',
    'code: A',
    `'A' has no parent: expected one root, 'city'`,
  ],
  ['successor: A', 'successor: C', 'successor: C', `the successor 'C' of 'B' is not among the units`],
  ['successor: A, ', '', 'until: 2025-07-01', `'B' ends for good: expected its successor`],
  ['until: 2025-07-01, successor', 'successor', 'successor: A', `'B' does not end for good here`],
  ['until: 2025-07-01', 'until: 2025-02-30', '2025-02-30', 'expected a day that exists'],
  ['until: 2025-07-01', 'from: 2025-08-01, until: 2025-07-01', '2025-08-01', 'ends before it begins'],
  [
    'code: A, level: commune, parent: city',
    'code: A, level: commune, parent: A',
    'code: A',
    'lead back to themselves by parent: A > A',
  ],
  [
    'code: A, level: commune, parent: city',
    'code: A, level: commune, parent: B',
    'code: A',
    `the parent 'B' of 'A' is not in force on 2025-07-01`,
  ],
  [
    '---\ndomain',
    '  - { code: A, level: commune, parent: city, from: 2020-01-01, title: { vi: A, en: A } }\n---\ndomain',
    'from: 2020-01-01',
    `'A' stands twice for the same days`,
  ],
  ['root: city', 'root: town', 'code: city', `'city' has no parent: expected one root, 'town'`],
];

const records: readonly Case[] = [
  [
    'paid: { type: flag }',
    'paid: { type: list }',
    'paid: { type: list }',
    `the type "list" is not known: expected one of text, code`,
  ],
  [
    'paid: { type: flag }',
    'paid: { type: flag, colour: red }',
    'colour: red',
    `'colour' is not known here; known: type, required, title`,
  ],
  ['max: 64 }', 'max: 0 }', 'max: 0', `'max' is 0`],
  [
    'dossierId: { type: text, max: 64 }',
    'dossierId: { type: flag }',
    'key: [agency',
    `the key 'dossierId' is of type flag: expected one of text, integer, code`,
  ],
  [
    'missing: counter',
    'missing: post',
    'missing: post',
    `'missing' is 'post', which is not a value; known: counter, online`,
  ],
  [
    'domain: procedure }',
    'domain: service }',
    'domain: service',
    `the domain 'service' of 'procedure' is not declared; known: procedure`,
  ],
  ['max: 1000 }', 'max: 0.001 }', 'max: 0.001', 'a bound has more digits than a scale of 2 keeps'],
  ['[finishedAt]', '[finishedOn]', '[finishedOn]', `'finishedOn' is not a declared field; known: dossierId`],
  ['[finishedAt]', '[finishedAt, dossierId]', '[finishedAt, dossierId', `'dossierId' is a key field`],
  ['[finishedAt]', '[finishedAt, requestedAt]', 'finishedAt, requestedAt]', `'requestedAt' belongs to a repeated part`],
  ['  vn.nhip.dossier.stated: all\n', '', 'note: {', ''],
  [
    'vn.nhip.dossier.paid:',
    'vn.nhip.petition.paid:',
    'vn.nhip.petition.paid',
    `does not begin with 'vn.nhip.dossier.'`,
  ],
  [
    'vn.nhip.dossier.paid:',
    'vn.nhip.dossier.retracted:',
    'vn.nhip.dossier.retracted',
    'declared by the language itself',
  ],
  [
    'fields: [requestedAt, completedAt] }',
    'fields: [requestedAt, completedAt], also: {} }',
    'also: {}',
    `'also' is not known here; known: each, part, fields`,
  ],
  ['each: requestNo', 'each: requestNumber', 'each: requestNumber', `'requestNumber' is not a declared field`],
  ['unit: commune', 'unit: size', 'unit: size', `the unit 'size' is not a field of the record itself`],
  [
    'versions: sequence',
    'versions: arrival',
    'versions: arrival',
    `which is not known: expected one of time, sequence`,
  ],
  [
    'receivedAt: { type: instant, required: true }',
    'receivedAt: { type: instant }',
    'record: dossier',
    'nothing says which unit is responsible',
  ],
];

const expressions: readonly Case[] = [
  ['after_day: deadline', 'after_day: dueOn', 'after_day: dueOn', `'dueOn' is not known in the record 'dossier'`],
  ['{ min: [', '{ earliest: [', 'earliest', `'earliest' is not known in the record 'dossier'`],
  [
    'add: 5, unit: day',
    'add: 5, unit: working_day',
    'working_day',
    `"working_day", which is not known: expected one of hour, day, month, year`,
  ],
  [
    'completedAt } }\n  second',
    'completedAt, clock: working } }\n  second',
    'clock: working',
    `'clock' is not known here; known: from, pauses, start, end`,
  ],
  [
    'pauses: supplement',
    'pauses: supplements',
    'pauses: supplements',
    `'supplements' is not a repeated part of 'dossier'; known: supplement`,
  ],
  [
    'of: supplement.requestedAt',
    'of: supplement.requestNo',
    'of: supplement.requestNo',
    `'requestNo' is of type integer: expected an instant`,
  ],
  ['from: dueAt, pauses', 'from: lateAt, pauses', 'after_day: deadline', 'leads back to itself'],
  [
    'channel: online } }\n',
    'channel: online, receivedAt: { by: period } } }\n',
    'by: period',
    `'by' is not known here; known: lt, lte, gt, gte, eq`,
  ],
  [
    'where: { channel: online }',
    'where: { channel: post }',
    'channel: post',
    `'post' is not a value of 'channel'; known: counter, online`,
  ],
  [
    'finishedAt: { lte: deadline }',
    'finishedAt: { lte: fee }',
    'lte: fee',
    `'fee' is of another type: expected an instant`,
  ],
  ['fee: { gt: 2.5 }', 'fee: { gt: 2.555 }', 'gt: 2.555', 'has more digits than are kept'],
  [
    'finishedAt: set, deadline: set, not',
    'finishedAt: set, not',
    'not: { inTime',
    `comparison of 'deadline', which may be missing`,
  ],
  [
    'where: { channel: online }',
    'where: { not: { procedure: p1 } }',
    'procedure: p1',
    `comparison of 'procedure', which may be missing`,
  ],
  ['late: {', 'count: {', 'count: { count', `'count' is a word of the language`],
];

const measures: readonly Case[] = [
  [
    'received: { count: true, at: receivedAt }',
    'received: { count: true }',
    'received: { count',
    `'at' is missing: expected the instant`,
  ],
  ['fees: { sum: fee,', 'fees: { sum: fee, count: true,', 'fees: {', `this one says count and sum`],
  [
    'fees: { sum: fee,',
    'fees: { sum: channel,',
    'sum: channel',
    `'channel' is of type enum: expected an instant, a number or a flag`,
  ],
  [
    'open: { stock: { enter: receivedAt,',
    'open: { at: receivedAt, stock: { enter: receivedAt,',
    'open: {',
    `'at' is not known for a stock`,
  ],
  ['by: [procedure]', 'by: [receivedAt]', 'by: [receivedAt]', `the dimension 'receivedAt' is of type instant`],
  ['for: 90d', 'for: 90', 'for: 90', `'for' is 90: expected text`],
  [
    'hold: size',
    'hold: sizes',
    'hold: sizes',
    `'sizes' is not a field of a repeated part; known: reading.asOf, reading.size`,
  ],
  ['asOf: { type: instant }', 'asOf: { type: flag }', 'each: asOf', `'each' is 'asOf', of type flag: expected one of`],
];

const kpis: readonly Case[] = [
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
  ['minus: [dossier.open,', 'minus: [{ shift: dossier.open },', 'shift', `is not known as a formula`],
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
  ['below: 0.45, window', 'window', 'alert: {', 'an alert has no bound: expected below or above'],
  [
    'severity: warning',
    'severity: loud',
    'severity: loud',
    `"loud", which is not known: expected one of info, warning, critical`,
  ],
  ['better: neither', 'better: neither\nscore: { max: 2 }', 'score:', `'score' is not known here; known: kpi, title`],
  ['{ 2023: 0.6,', '{ soon: 0.6,', 'soon: 0.6', `'soon' as a key: expected a year`],
  ['quantile: { of: dossier.hours, q: 0.5 }', 'quantile: { of: dossier.hours, q: 1.5 }', 'q: 1.5', `'q' is 1.5`],
  [
    'quantile: { of: dossier.hours, q: 0.5 }',
    'value: 1\nquantile: { of: dossier.hours, q: 0.5 }',
    'kpi: median',
    `this one has value and quantile`,
  ],
];

function broken([from, to]: Case): string {
  const text = goodCatalogue.replace(from, () => to);
  if (text === goodCatalogue) throw new RangeError(`the good catalogue has no ${from}`);
  return text;
}

describe.each([
  ['a document', documents],
  ['the tree of units', units],
  ['a record', records],
  ['an expression', expressions],
  ['a measure', measures],
  ['a KPI', kpis],
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
