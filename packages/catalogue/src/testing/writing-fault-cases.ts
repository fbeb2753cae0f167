// Faults in how a catalogue is written, and in what goes too far: what is replaced in the good catalogue, by what, its line, and what
// is said.
import type { FaultCase } from './fault-cases.ts';

/** Derived values or KPIs, each computed from the next one, or from the one before. */
function chain(length: number, step: 1 | -1, one: (name: string, other: string | null) => string): string {
  const names = Array.from({ length }, (_, place) => `link${place}`);
  return names.map((name, place) => one(name, names[place + step] ?? null)).join('');
}

const derived = (length: number, step: 1 | -1 = 1): string =>
  `${chain(length, step, (name, next) => `  ${name}: { first: [${next ?? 'receivedAt'}] }\n`)}  inTime:`;
const kpis = (length: number, step: 1 | -1 = 1): string =>
  chain(
    length,
    step,
    (name, next) =>
      `kpi: ${name}\ntitle: { vi: a, en: a }\nbasis: test\ntimes: [${next === null ? 1 : `{ kpi: ${next} }`}, 2]\nmeasure: count\nbetter: neither\n---\n`,
  );
const nested = (times: number): string =>
  `  nested: ${'{ first: ['.repeat(times)}receivedAt${'] }'.repeat(times)}\n  inTime:`;

export const writing: readonly FaultCase[] = [
  ['{ 2023: 0.6,', '{ 2023: 0.6, "2023": 0.7,', '2023: 0.6', `'2023' stands here already: expected each key once`],
  ['fee: { type:', 'fee: { <<: { min: 0 }, type:', '<<: {', `a merge ('<<') is not known in a catalogue`],
  ['basis: test\nmembers', 'basis: "te\\0st"\nmembers', 'basis: "te', 'the character U+0000 is none of a text'],
  ['basis: test\nmembers', 'basis: "te\\u0085st"\nmembers', 'basis: "te', 'the character U+0085 is none of a text'],
  ['basis: test\nmembers', 'basis: "one\\ttwo\\nthree"\nmembers', '', ''],
  ['  inTime:', nested(30), 'nested: {', 'this lies in 60 lists and maps: expected fewer'],
  ['  inTime:', nested(29), '', ''],
  ['  inTime:', derived(101), 'link99:', `'link0' is computed through 100 others: expected fewer`],
  ['  inTime:', derived(100), '', ''],
  ['  inTime:', derived(101, -1), 'link100:', `'link100' is computed through 100 others: expected fewer`],
  ['  inTime:', derived(100, -1), '', ''],
  ['kpi: weighted', `${kpis(101)}kpi: weighted`, '{ kpi: link100 }', `the KPI 'link0' is computed through 100 others`],
  ['kpi: weighted', `${kpis(100)}kpi: weighted`, '', ''],
  [
    'kpi: weighted',
    `${kpis(101, -1)}kpi: weighted`,
    'kpi: link100',
    `the KPI 'link100' is computed through 100 others`,
  ],
  ['kpi: weighted', `${kpis(100, -1)}kpi: weighted`, '', ''],
  ['add: 5, unit: day', 'add: 100001, unit: day', 'add: 100001', '100001 is too far from anything: expected 100000'],
  ['add: 5, unit: day', 'add: -100001, unit: day', 'add: -100001', '-100001 is too far from anything'],
  ['add: 5, unit: day', 'add: -100000, unit: day', '', ''],
  [
    '[finishedAt]',
    '[finishedAt, finishedAt]',
    '[finishedAt, f',
    `'finishedAt' stands here already: expected each field`,
  ],
];

export const levels: readonly FaultCase[] = [
  [
    'code: city, level: city',
    'code: city, level: commune',
    'code: city',
    `the root 'city' is of the level 'commune': expected the first one, 'city'`,
  ],
  [
    'code: B, level: commune, parent: city',
    'code: B, level: city, parent: A',
    'code: B',
    `'B' is of the level 'city', its parent 'A' of 'commune': expected the parent's no lower`,
  ],
  ['code: B, level: commune, parent: city', 'code: B, level: commune, parent: A', '', ''],
];

/** Of the KPI `online-share`, for which higher is better, and of `median`, for which lower is. */
const SHARE = 'measure: ratio\nbetter: higher\ntarget';
const MEDIAN = 'measure: hours\n';

export const directions: readonly FaultCase[] = [
  [
    SHARE,
    `score: { steps: [[0.8, 5], [0.5, 10]] }\nzero: 0\n${SHARE}`,
    'score: {',
    `a lower bound of 'steps' has more points, and better is higher`,
  ],
  [SHARE, `score: { steps: [[0.8, 10], [0.5, 10], [0.2, 5]] }\nzero: 0\n${SHARE}`, '', ''],
  [MEDIAN, `score: { steps: [[8, 5], [0, 10]] }\nzero: 0\n${MEDIAN}`, '', ''],
  [
    MEDIAN,
    `score: { max: 5, best: 30, worst: 3 }\nzero: 0\n${MEDIAN}`,
    'score: {',
    `'best' is 30 and 'worst' is 3, and better is lower`,
  ],
  [MEDIAN, `score: { max: 5, best: 3, worst: 30 }\nzero: 0\n${MEDIAN}`, '', ''],
  [
    SHARE,
    `score: { max: 5, best: 0.2, worst: 0.9 }\nzero: 0\n${SHARE}`,
    'score: {',
    `'best' is 0.2 and 'worst' is 0.9, and better is higher`,
  ],
];
