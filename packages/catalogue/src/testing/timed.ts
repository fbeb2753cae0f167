// A small catalogue without faults, for tests of working time and tables: limits by procedure, in hours and days of an office.

/** Text of `catalogue.yaml`. Tests of faults change one place of it and look for its line. */
export const timedCatalogue = `catalogue: timed
title: { vi: Thời hạn, en: Timed }
timeZone: Asia/Ho_Chi_Minh
root: city
levels: [city]
calendar: office
---
calendar: office
weeks:
  - { days: [monday, tuesday, wednesday, thursday, friday, saturday], hours: [07:00-11:00] }
  - { from: 2021-01-01, days: [monday, tuesday, wednesday, thursday, friday], hours: [08:00-12:00, 13:30-17:30] }
years:
  2023:
    announced: true
    source: given by the test
    mark: I
    daysOff: [2023-04-29/2023-05-01, 2023-09-02]
    swappedIn: [2023-05-06]
  2024: { announced: false, source: nobody, mark: I, daysOff: [] }
---
units:
  - { code: city, level: city, title: { vi: Thành phố, en: City } }
---
domain: procedure
columns:
  limit: { type: integer }
  limitUnit: { type: enum, values: [hour, day, working_hour, working_day, month] }
  feeBearing: { type: flag }
  fee: { type: decimal, scale: 2 }
  office: { type: text }
rows:
  - { code: p, limit: 5, limitUnit: working_day, feeBearing: true, fee: 12.5, office: land }
  - { code: p, from: 2023-05-01, limit: 3, limitUnit: working_day, feeBearing: true, fee: 12.5, office: land }
  - { code: h, from: 2022-01-01, until: 2024-01-01, limit: 12, limitUnit: working_hour, feeBearing: false, office: health }
---
domain: other
columns: { size: { type: integer } }
rows: [{ code: x, size: 1 }]
---
record: dossier
title: { vi: Hồ sơ, en: Dossier }
key: [dossierId]
fields:
  dossierId: { type: text, max: 64 }
  procedure: { type: code, domain: procedure }
  receivedAt: { type: instant, required: true }
  finishedAt: { type: instant }
  requestNo: { type: integer, min: 1, max: 8 }
  requestedAt: { type: instant }
  completedAt: { type: instant }
events:
  vn.nhip.dossier.received: [procedure, receivedAt]
  vn.nhip.dossier.finished: [finishedAt]
  vn.nhip.dossier.supplement: { each: requestNo, fields: [requestedAt, completedAt] }
derive:
  limitAt: { plus: { from: receivedAt, add: procedure.limit, unit: procedure.limitUnit } }
  deadline: { extend: { from: limitAt, pauses: supplement, start: requestedAt, end: completedAt, clock: { lookup: procedure.limitUnit, at: receivedAt } } }
  wasFree: { lookup: procedure.feeBearing, at: receivedAt, is: false }
  waited: { between: { from: receivedAt, to: finishedAt, unit: working_hour, clock: working } }
measures:
  received: { count: true, at: receivedAt }
  on_time: { count: true, at: finishedAt, where: { finishedAt: { lte: deadline } } }
  hours: { sum: waited, at: finishedAt }
  fees: { sum: procedure.fee, at: finishedAt, where: { wasFree: true } }
  fee_bearing: { count: true, at: receivedAt, where: { procedure.feeBearing: true }, by: [procedure] }
  of_office: { count: true, at: finishedAt, where: { procedure.office: [land, health] } }
  dear: { count: true, at: receivedAt, where: { procedure.fee: { gt: 10 } } }
  open_free: { stock: { enter: receivedAt, leave: finishedAt }, where: { procedure.feeBearing: false } }
---
kpi: received
title: { vi: Tiếp nhận, en: Received }
basis: test
value: dossier.received
measure: count
better: neither
---
kpi: on-time
title: { vi: Đúng hạn, en: On time }
basis: test
ratio: { of: dossier.on_time, over: dossier.received }
measure: ratio
better: higher
---
kpi: waited
title: { vi: Chờ, en: Waited }
basis: test
value: { add: [dossier.received, dossier.hours] }
measure: hours
better: lower
---
kpi: fee-bearing
title: { vi: Có phí, en: Fee-bearing }
basis: test
ratio:
  of: { members: procedure, having: { procedure.feeBearing: true, dossier.fee_bearing: { gt: 0 } } }
  over: { members: procedure, having: { procedure.feeBearing: true, procedure.fee: { gte: 2.5, lt: 50 }, procedure.office: [land, health] } }
measure: ratio
better: higher
`;
