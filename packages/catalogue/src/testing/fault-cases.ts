// Faults of a catalogue: changes of the good one, each with the line it stands on and what is to be told. Documents, units, records,
// expressions and measures; those of KPIs stand in the test.

/** What is replaced by what, the text on whose line the fault is, and part of the message. */
export type FaultCase = readonly [from: string, to: string, at: string, message: string];

export const documents: readonly FaultCase[] = [
  ['catalogue: small', 'catalog: small', 'catalog: small', `begins with 'catalog', which is not known`],
  ['timeZone: Asia/Ho_Chi_Minh', 'timeZone: Asia/Atlantis', 'Asia/Atlantis', `'Asia/Atlantis', which is not known`],
  ['root: city', 'root: 7', 'root: 7', `'root' is 7: expected text (write it in quotes)`],
  ['levels: [city, commune]\n', 'levels: [city, commune, city]\n', 'levels: [city, commune, city]', 'stands twice'],
  [
    'levels: { commune:',
    'levels: { ward:',
    'levels: { ward:',
    `the level 'ward' is not declared; known: city, commune`,
  ],
  [
    'titles: { levels:',
    'titles: { programmes: { roads: { vi: a, en: b } }, levels:',
    'titles: {',
    `the programme 'roads' has no KPI; none is declared`,
  ],
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

export const units: readonly FaultCase[] = [
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

export const records: readonly FaultCase[] = [
  [
    'paid: { type: flag }',
    'paid: { type: money }',
    'paid: { type: money }',
    `the type "money" is not known: expected one of text, code`,
  ],
  [
    'paid: { type: flag }',
    'paid: { type: flag, colour: red }',
    'colour: red',
    `'colour' is not known here; known: type, required, expected, title`,
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
    `'record' is missing`,
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

export const expressions: readonly FaultCase[] = [
  ['after_day: deadline', 'after_day: dueOn', 'after_day: dueOn', `'dueOn' is not known in the record 'dossier'`],
  ['{ min: [', '{ earliest: [', 'earliest', `'earliest' is not known in the record 'dossier'`],
  [
    'add: 5, unit: day',
    'add: 5, unit: working_day',
    'working_day',
    'working time needs a calendar: expected calendar: its name in the document of the catalogue',
  ],
  [
    'completedAt } }\n  second',
    'completedAt, clock: working } }\n  second',
    'clock: working',
    'working time needs a calendar',
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
  ['channel: online } }\n', 'channel: online, receivedAt: { by: month } } }\n', 'by: month', `"month"`],
  [
    'channel: online } }\n',
    'not: { receivedAt: { by: period } } } }\n',
    'not: {',
    `it stands under 'not': expected the whole less what had happened`,
  ],
  [
    'channel: online } }\n',
    'any: [{ finishedAt: { by: period } }, { dueAt: { by: period } }] } }\n',
    'any: [',
    `it stands under 'any': expected by: period of a derived instant`,
  ],
  [
    'inTime: { finishedAt: { lte: deadline } }',
    'inTime: { finishedAt: { lte: deadline, by: period } }',
    'inTime: {',
    'a derived value knows no period: expected it in the where of a measure',
  ],
  [
    'overdue: { stock: { enter: { max: [receivedAt, lateAt] }, leave: finishedAt }, where: { dueAt: set } }',
    'overdue: { stock: { enter: { max: [receivedAt, lateAt] }, leave: finishedAt }, where: { dueAt: { by: period } } }',
    'overdue: {',
    'a stock stands at a midnight: expected a comparison, or enter and leave',
  ],
  [
    'hours: { sketch: { between: { from: receivedAt, to: finishedAt, unit: hour } }, at: finishedAt }',
    'hours: { sketch: { between: { from: receivedAt, to: finishedAt, unit: hour } }, at: receivedAt, where: { finishedAt: { by: period } } }',
    'hours: {',
    'a sketch is kept once for all grains: expected a count or a sum',
  ],
  [
    'fee: { gt: 2.5 }',
    'fee: { gt: 2.5, by: period }',
    'by: period',
    `'by: period' is asked of something that is no instant`,
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

export const measures: readonly FaultCase[] = [
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
