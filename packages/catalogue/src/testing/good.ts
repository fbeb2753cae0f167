// A small catalogue without faults, for tests: dossiers with supplement requests, registers with readings, a merged commune.

/** Text of `catalogue.yaml`. Tests of faults change one place of it and look for its line. */
export const goodCatalogue = `# A city with two communes, one of them merged into the other.
catalogue: small
title: { vi: Nhỏ, en: Small }
timeZone: Asia/Ho_Chi_Minh
root: city
levels: [city, commune]
titles: { levels: { commune: { vi: Xã, en: Communes } } }
finalAfter: { month: 10d, 30d: 3d }
---
units:
  - { code: city, level: city, title: { vi: Thành phố, en: City } }
  - { code: A, level: commune, parent: city, title: { vi: A, en: A } }
  - { code: B, level: commune, parent: city, until: 2025-07-01, successor: A, title: { vi: B, en: B } }
---
domain: procedure
codes: [p1, p2]
---
record: dossier
title: { vi: Hồ sơ, en: Dossier }
key: [agency, dossierId]
fields:
  dossierId: { type: text, max: 64 }
  procedure: { type: code, domain: procedure }
  channel: { type: enum, values: [counter, online], missing: counter }
  receivedAt: { type: instant, required: true }
  dueAt: { type: deadline }
  finishedAt: { type: instant }
  fee: { type: decimal, scale: 2, min: 0, max: 1000 }
  paid: { type: flag }
  note: { type: text, max: 200 }
  stage: { type: enum, values: [self, appraised] }
  requestNo: { type: integer, min: 1, max: 8 }
  requestedAt: { type: instant }
  completedAt: { type: instant }
events:
  vn.nhip.dossier.received: [receivedAt, procedure, channel, dueAt, stage]
  vn.nhip.dossier.finished: [finishedAt]
  vn.nhip.dossier.paid: [fee, paid, note]
  vn.nhip.dossier.stated: all
  vn.nhip.dossier.supplement: { each: requestNo, fields: [requestedAt, completedAt] }
derive:
  deadline: { extend: { from: dueAt, pauses: supplement, start: requestedAt, end: completedAt } }
  second: { nth: { of: supplement.requestedAt, n: 2 } }
  lateAt: { min: [{ after_day: deadline }, second] }
  requests: { count: supplement }
  limit: { plus: { from: receivedAt, add: 5, unit: day } }
  inTime: { finishedAt: { lte: deadline } }
measures:
  received: { count: true, at: receivedAt }
  by_procedure: { count: true, at: receivedAt, by: [procedure], finest: month }
  online: { count: true, at: receivedAt, where: { channel: online } }
  late: { count: true, at: finishedAt, where: { finishedAt: set, deadline: set, not: { inTime: true } } }
  fees: { sum: fee, at: receivedAt, where: { fee: { gt: 2.5 }, paid: true } }
  hours: { sketch: { between: { from: receivedAt, to: finishedAt, unit: hour } }, at: finishedAt }
  open: { stock: { enter: receivedAt, leave: finishedAt } }
  overdue: { stock: { enter: { max: [receivedAt, lateAt] }, leave: finishedAt }, where: { dueAt: set } }
  asked: { stock: { cover: supplement.requestedAt, for: 90d } }
  points: { sum: requests, at: receivedAt, by: [channel, { field: stage, sum: false }] }
  share: { count: true, at: receivedAt, units: own }
---
record: register
title: { vi: Sổ, en: Register }
key: [commune]
unit: commune
versions: sequence
fields:
  commune: { type: code, max: 16 }
  asOf: { type: instant }
  size: { type: integer, min: 0, max: 1000000 }
events:
  vn.nhip.register.reading: { each: asOf, fields: [size] }
measures:
  size: { hold: size, at: asOf }
---
kpi: online-share
title: { vi: Trực tuyến, en: Online }
basis: Decision 766/QD-TTg, criterion 3.3
ratio: { of: dossier.online, over: dossier.received }
measure: ratio
better: higher
target: { 2023: 0.6, 2022: 0.5 }
alert: { below: 0.45, window: 30d, at_least: 30, severity: warning, for: 1h }
---
kpi: procedures-used
title: { vi: Thủ tục, en: Procedures }
basis: test
members: procedure
having: { dossier.by_procedure: { gt: 0, lte: 100 } }
measure: count
better: higher
---
kpi: open-left
title: { vi: Còn lại, en: Left }
basis: test
minus: [dossier.open, { max: [dossier.overdue, 0] }]
measure: count
better: lower
grains: [day, 7d]
levels: [city]
---
kpi: median
title: { vi: Trung vị, en: Median }
basis: test
quantile: { of: dossier.hours, q: 0.5 }
measure: hours
better: lower
---
kpi: points
title: { vi: Điểm, en: Points }
basis: test
value: dossier.points
slice: { channel: online }
per: [{ dimension: stage, levels: [city] }]
measure: count
better: higher
---
kpi: weighted
title: { vi: Nhân, en: Weighted }
basis: test
times: [{ kpi: online-share }, { first: [register.size, 1], empty: [none, 0] }]
measure: ratio
better: neither
`;

/** The line (from 1) on which a text stands for the first time. */
export function lineOf(text: string, part: string): number {
  const place = text.indexOf(part);
  if (place < 0) throw new RangeError(`the text has no ${part}`);
  return text.slice(0, place).split('\n').length;
}
