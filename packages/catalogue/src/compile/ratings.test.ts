// Ratings in a catalogue: what scores, policies, composites and flags compile to, and every fault in them at its line.
import { describe, expect, it } from 'vitest';
import { compileText } from '../testing/compile-text.ts';
import { goodCatalogue, lineOf } from '../testing/good.ts';

const rated = `${goodCatalogue}---
kpi: in-time
title: { vi: Đúng hạn, en: In time }
basis: test
ratio: { of: dossier.online, over: dossier.received }
measure: ratio
better: higher
score: { max: 20, target: 0.8 }
zero: full
not_applicable: { levels: [commune], score: full }
not_rated: { below: 30 }
flags: { SOME_LATE: dossier.overdue }
---
kpi: meetings
title: { vi: Họp, en: Meetings }
basis: test
value: dossier.received
measure: count
better: higher
score: { steps: [[4, 20], [3, 15], [1, 5]] }
zero: 0
---
kpi: speed
title: { vi: Nhanh, en: Speed }
basis: test
quantile: { of: dossier.hours, q: 0.5 }
measure: hours
better: lower
score: { max: 10, best: 1, worst: 5 }
zero: { value: 0, flag: NO_HOURS }
---
kpi: progress
title: { vi: Tiến độ, en: Progress }
basis: test
composite: { parts: [in-time, meetings], missing: none }
measure: points
better: higher
---
kpi: total
title: { vi: Tổng, en: Total }
basis: test
composite: { parts: [progress, speed], missing: partial, divide: 1000 }
measure: ratio
better: higher
bands: [{ from: 0.9, title: { vi: Xuất sắc, en: Excellent }, basis: "[S6]" }, { from: 0.5, title: { vi: Khá, en: Fair }, basis: "[M]" }]
---
kpi: gap
title: { vi: Chênh, en: Gap }
basis: test
minus: [{ score_of: total }, { ratio: { of: dossier.online, over: dossier.received } }]
measure: points
better: neither
`;

const { plan, faults } = compileText(rated);
const kpi = (id: string) => plan.kpis.find((one) => one.id === id);
const indexOf = (id: string) => plan.kpis.findIndex((one) => one.id === id);

it('has no faults', () => {
  expect(faults).toEqual([]);
});

describe('a rating', () => {
  it('has its rule, its points, and what holds where there is nothing to rate', () => {
    expect(kpi('in-time')?.rating).toEqual({
      score: { kind: 'target', max: 20, target: 0.8 },
      pointsMax: 20,
      zero: { kind: 'full' },
      notApplicable: { levels: ['commune'], score: 'full' },
      notRatedBelow: 30,
      bands: [],
    });
    expect(kpi('speed')?.rating).toMatchObject({
      score: { kind: 'between', max: 10, best: 1, worst: 5 },
      zero: { kind: 'value', value: 0, flag: 'NO_HOURS' },
    });
  });

  it('by steps has the points of the highest as its most', () => {
    expect(kpi('meetings')?.rating).toMatchObject({ pointsMax: 20, score: { kind: 'steps' }, zero: { kind: 'zero' } });
  });

  it('of a composite has the points of its parts, and its bands', () => {
    expect(kpi('total')).toMatchObject({
      formula: { kind: 'composite', parts: [indexOf('progress'), indexOf('speed')], divide: 1000, missing: 'partial' },
      rating: { score: null, pointsMax: 50, bands: [{ from: 0.9 }, { from: 0.5 }] },
    });
  });

  it('of a KPI without one is none at all', () => {
    expect(kpi('median')?.rating).toMatchObject({ score: null, pointsMax: null, zero: { kind: 'none' } });
  });
});

it('a stock in a flag makes its KPI, and who reads its points, stand at midnights', () => {
  expect(['in-time', 'progress', 'total', 'gap', 'meetings'].map((id) => kpi(id)?.hasStock)).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(kpi('in-time')?.flags).toMatchObject([{ name: 'SOME_LATE', formula: { kind: 'measure' } }]);
});

type Case = readonly [from: string, to: string, at: string, message: string];

const cases: readonly Case[] = [
  ['zero: full\n', '', 'score: { max: 20', 'a score without a policy for a denominator of 0'],
  ['score: { max: 20, target: 0.8 }\n', '', 'zero: full', `'zero' is "full", which acts on a score`],
  ['target: 0.8', 'target: 0', 'score: { max: 20', `'target'`],
  ['max: 20, target', 'max: 0, target', 'score: { max: 0', `'max'`],
  ['zero: 0\n', 'zero: 1\n', 'zero: 1', `'zero' is 1, which is not known`],
  ['[[4, 20], [3, 15], [1, 5]]', '[[1, 5], [3, 15]]', 'score: { steps', `the bounds of 'steps' do not fall`],
  ['best: 1, worst: 5', 'best: 5, worst: 5', 'best: 5', `'best' and 'worst' are one value`],
  ['NO_HOURS', 'UNIT_SUCCESSOR', 'zero: { value', `the flag 'UNIT_SUCCESSOR' is raised by the service itself`],
  ['SOME_LATE', 'PARTIAL_SCORE', 'flags: {', `the flag 'PARTIAL_SCORE' is raised by the service itself`],
  ['SOME_LATE', 'some_late', 'flags: {', 'expected the name of a flag in capital letters'],
  ['SOME_LATE: dossier.overdue', 'SOME_LATE: dossier.later', 'flags: {', `'later' is not a measure of 'dossier'`],
  ['levels: [commune], score', 'levels: [ward], score', 'not_applicable', `not published at the level 'ward'`],
  [
    'levels: [commune], score: full',
    'levels: [city, district, commune], score: above',
    'not_applicable',
    'it applies at no level that it is published for',
  ],
  [
    'missing: none }\n',
    'missing: none }\nnot_applicable: { levels: [commune], score: above }\n',
    'not_applicable: { levels: [commune], score: above',
    `expected 'above' in the parts`,
  ],
  [
    'better: neither\n',
    'better: neither\nnot_applicable: { levels: [commune], score: above }\n',
    'not_applicable: { levels: [commune], score: above',
    'points of the unit above, of a KPI without a score',
  ],
  [
    'zero: 0\n',
    'zero: 0\nnot_rated: { below: 3 }\n',
    'not_rated: { below: 3 }',
    `'not_rated' asks for a denominator, and the formula has none`,
  ],
  ['[in-time, meetings]', '[in-time, meeting]', 'composite: { parts: [in-time', `the KPI 'meeting' is not declared`],
  ['[in-time, meetings]', '[in-time, median]', 'composite: { parts: [in-time', `the KPI 'median' has no points`],
  [
    '[progress, speed]',
    '[progress, speed, meetings]',
    'composite: { parts: [progress',
    `'meetings' counts twice in one composite, by 'progress' and by 'meetings'`,
  ],
  ['[progress, speed]', '[progress, progress]', 'composite: { parts: [progress', `'in-time' counts twice`],
  [
    '[in-time, meetings]',
    '[in-time, total]',
    'composite: { parts: [progress',
    `the KPI 'progress' leads back to itself: progress > total > progress`,
  ],
  ['missing: none', 'missing: zero', 'missing: zero', 'expected one of none, partial, rescale'],
  ['divide: 1000', 'divide: 0', 'divide: 0', `'divide'`],
  ['divide: 1000 }\n', 'divide: 1000 }\nzero: full\n', 'zero: full\nmeasure: ratio', `'zero' beside a composite`],
  ['divide: 1000 }\n', 'divide: 1000 }\ngrains: [day]\n', 'kpi: total', `'total' is published for the grain day`],
  ['zero: 0\n', 'zero: 0\nlevels: [city]\n', 'kpi: progress', `for the level 'commune', but 'meetings', whose points`],
  ['from: 0.5', 'from: 0.95', 'bands:', `the bounds of 'bands' do not fall`],
  ['score_of: total', 'score_of: median', 'score_of: median', `the KPI 'median' has no points`],
  ['score_of: total', 'kpi: total', 'kpi: total }', `'total' is a composite: expected its points, score_of: total`],
  ['minus: [{ score_of', 'add: [{ score_of', 'add: [{', 'a rate under add'],
];

describe('a fault in a rating', () => {
  it.each(cases)('%s -> %s is told at its line', (from, to, at, message) => {
    const text = rated.replace(from, () => to);
    expect(text).not.toBe(rated);
    const found = compileText(text).faults;
    expect(found).toContainEqual({
      file: 'catalogue.yaml',
      line: lineOf(text, at),
      message: expect.stringContaining(message),
    });
  });
});
