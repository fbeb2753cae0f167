// Several definitions of one KPI: what the plan says of them, and every fault there can be in how they follow each other.
import { type KpiPlan, parseDay } from '@nhip/core';
import { describe, expect, it } from 'vitest';
import { compileTexts } from '../testing/compile-text.ts';
import { goodCatalogue } from '../testing/good.ts';

const head = `title: { vi: Mới, en: Anew }
basis: test
measure: ratio
better: higher
grains: [month]`;

interface Written {
  readonly valid?: string;
  readonly more?: string;
  readonly as?: string;
  readonly id?: string;
}

function written({ valid, more = '', as = head, id = 'anew' }: Written = {}): string {
  const lines = [`kpi: ${id}`, ...(valid === undefined ? [] : [`valid: ${valid}`]), as, more];
  const formula = /^(value|ratio|composite|score_of|minus):/m.test(more) ? [] : ['value: dossier.received'];
  return [...lines.filter((line) => line !== ''), ...formula].join('\n');
}

/** @param texts each a file of its own, `1.yaml` and so on */
function compiled(...texts: readonly string[]) {
  const files = texts.map((text, place) => [`${place + 1}.yaml`, text] as const);
  return compileTexts({ 'catalogue.yaml': goodCatalogue, ...Object.fromEntries(files) });
}

function kpi(id: string, ...texts: readonly string[]): KpiPlan {
  const { plan, faults } = compiled(...texts);
  expect(faults).toEqual([]);
  const found = plan.kpis.find((one) => one.id === id);
  if (found === undefined) throw new Error(`the plan has no ${id}`);
  return found;
}

const faultsOf = (...texts: readonly string[]): readonly string[] =>
  compiled(...texts).faults.map(({ file, line, message }) => `${file}:${line}: ${message}`);

const UNTIL = '{ until: 2023-01-01 }';
const FROM = '{ from: 2023-01-01 }';
const scored = (max: number): string => `score: { max: ${max} }\nzero: none`;
const composite = (...parts: readonly string[]): string => `composite: { parts: [${parts}], missing: none }`;

describe('definitions of one KPI', () => {
  it('stand in the plan in the order of their days, wherever they are written', () => {
    const old = written({ valid: UNTIL, more: 'target: { 2022: 0.4 }\nlevels: [city]\nvalue: dossier.online' });
    const anew = written({ valid: '{ from: 2023-01-01, until: 2024-01-01 }', more: 'value: dossier.open' });
    const { valid, formula, hasStock, levels, earlier } = kpi('anew', anew, old);
    expect(valid).toEqual({ from: parseDay('2023-01-01'), until: parseDay('2024-01-01') });
    expect({ levels, hasStock, kind: formula.kind }).toEqual({
      levels: ['city', 'commune'],
      hasStock: true,
      kind: 'measure',
    });
    expect(earlier).toMatchObject([
      {
        valid: { from: null, until: parseDay('2023-01-01') },
        levels: ['city'],
        hasStock: false,
        targets: [{ year: 2022, value: 0.4 }],
      },
    ]);
  });

  it('are one KPI: one of its id is in the plan, and those that read it have all its measures', () => {
    const texts = [written({ valid: UNTIL }), written({ valid: FROM, more: 'value: dossier.open' })];
    const reading = written({ id: 'reads', more: 'value: { kpi: anew }' });
    const { plan } = compiled(...texts, reading);
    expect(plan.kpis.filter(({ id }) => id === 'anew')).toHaveLength(1);
    expect(kpi('reads', ...texts, reading).hasStock).toBe(true);
  });

  it('are each compiled again for a slice around them', () => {
    const texts = [
      written({ valid: UNTIL, more: 'value: dossier.points' }),
      written({ valid: FROM, more: 'value: { measure: dossier.points, slice: { channel: online } }' }),
    ].map((text) => text.replace('\nvalue', '\nper: [{ dimension: stage, levels: [city] }]\nvalue'));
    const sliced = written({
      id: 'sliced',
      more: 'value: { kpi: anew }\nslice: { stage: self, channel: counter }',
    });
    const { formula } = kpi('sliced', ...texts, sliced);
    expect(formula).toMatchObject({
      kind: 'sliced_kpi',
      definitions: [
        { valid: { from: null }, of: { of: { slice: { stage: 'self', channel: 'counter' } } } },
        { valid: { until: null }, of: { of: { slice: { stage: 'self', channel: 'online' } } } },
      ],
    });
  });

  it('let a composite add up other parts from a day on', () => {
    const parts = [written({ id: 'a', more: scored(4) }), written({ id: 'b', valid: FROM, more: scored(2) })];
    const total = [
      written({ id: 'total', valid: UNTIL, more: composite('a') }),
      written({ id: 'total', valid: FROM, more: composite('a', 'b') }),
    ];
    const { rating, earlier } = kpi('total', ...parts, ...total);
    expect([earlier[0]?.rating.pointsMax, rating.pointsMax]).toEqual([4, 6]);
  });

  it('let a leaf go from one part of a composite to another', () => {
    const texts = [
      written({ id: 'leaf', more: scored(4) }),
      written({ id: 'other', more: scored(4) }),
      written({ id: 'left', valid: UNTIL, more: composite('leaf') }),
      written({ id: 'left', valid: FROM, more: composite('other') }),
      written({ id: 'right', valid: UNTIL, more: composite('other') }),
      written({ id: 'right', valid: FROM, more: composite('leaf') }),
      written({ id: 'total', more: composite('left', 'right') }),
    ];
    expect(kpi('total', ...texts).rating.pointsMax).toBe(8);
  });
});

describe('definitions that do not follow each other', () => {
  it.each([
    [
      'two without days',
      [written(), written()],
      `2.yaml:1: the KPI 'anew' stands twice: expected one document, or in each of its definitions valid: { from, until }`,
    ],
    [
      'one without days',
      [written({ valid: UNTIL }), written()],
      `2.yaml:1: the KPI 'anew' stands twice: expected one document, or in each of its definitions valid: { from, until }`,
    ],
    [
      'a gap',
      [written({ valid: UNTIL }), written({ valid: '{ from: 2023-01-03 }' })],
      `2.yaml:2: 'anew' has no definition from 2023-01-01 to the day before 2023-01-03: expected from: 2023-01-01`,
    ],
    [
      'an overlap',
      [written({ valid: UNTIL }), written({ valid: '{ from: 2022-12-31 }' })],
      `2.yaml:2: a definition of 'anew' overlaps the one at 1.yaml:2: expected from: 2023-01-01`,
    ],
    [
      'an overlap with one that has no end',
      [written({ valid: '{ from: 2021-01-01 }' }), written({ valid: FROM })],
      `2.yaml:2: a definition of 'anew' overlaps the one at 1.yaml:2, which has no end: expected until: 2023-01-01 in that one`,
    ],
    [
      'two since ever',
      [written({ valid: UNTIL }), written({ valid: '{ until: 2024-01-01 }' })],
      `2.yaml:2: a definition of 'anew' overlaps the one at 1.yaml:2: expected from, the day it begins`,
    ],
    [
      'an overlap with one that lasts longer than the one before',
      [
        written({ valid: '{ until: 2024-01-01 }' }),
        written({ valid: '{ from: 2022-01-01, until: 2023-01-01 }' }),
        written({ valid: FROM }),
      ],
      `3.yaml:2: a definition of 'anew' overlaps the one at 1.yaml:2: expected from: 2024-01-01`,
    ],
    [
      'an end before the beginning',
      [written({ valid: '{ from: 2023-01-01, until: 2023-01-01 }' })],
      `1.yaml:2: 'valid' ends before it begins: expected until later than from: 2023-01-01`,
    ],
    [
      'a day that does not exist',
      [written({ valid: '{ from: 2023-02-29 }' })],
      `1.yaml:2: 'from' is "2023-02-29": expected a day that exists, such as 2025-07-01`,
    ],
    [
      'a word that is not known',
      [written({ valid: '{ since: 2023-01-01 }' })],
      `1.yaml:2: 'since' is not known here; known: from, until`,
    ],
    [
      'another unit of measure',
      [written({ valid: UNTIL, as: head.replace('ratio', 'count') }), written({ valid: FROM })],
      `1.yaml:5: 'measure' of 'anew' is one in all its definitions: expected "ratio", as in the newest one`,
    ],
    [
      'other grains',
      [written({ valid: UNTIL, as: head.replace('[month]', '[week]') }), written({ valid: FROM })],
      `1.yaml:7: 'grains' of 'anew' is one in all its definitions: expected ["month"], as in the newest one`,
    ],
    [
      'grains left out',
      [written({ valid: UNTIL }), written({ valid: FROM, as: head.replace('\ngrains: [month]', '') })],
      `1.yaml:7: 'grains' of 'anew' is one in all its definitions: expected none, as in the newest one`,
    ],
    [
      'an owner of the old one',
      [written({ valid: UNTIL, more: 'owner: A' }), written({ valid: FROM })],
      `1.yaml:8: 'owner' is of the KPI as it is now: expected it in its newest definition`,
    ],
    [
      'an alert on the old one',
      [written({ valid: UNTIL, more: 'alert: { below: 1, severity: info }' }), written({ valid: FROM })],
      `1.yaml:8: 'alert' is of the KPI as it is now: expected it in its newest definition`,
    ],
    [
      'a fault in the formula of the old one',
      [written({ valid: UNTIL, more: 'value: dossier.recieved' }), written({ valid: FROM })],
      `1.yaml:8: 'recieved' is not a measure of 'dossier'`,
    ],
    [
      'an alert whose window the old one cannot answer',
      [
        written({ valid: UNTIL, more: 'value: dossier.by_procedure' }),
        written({ valid: FROM, more: 'alert: { below: 1, severity: info }' }),
      ],
      `1.yaml:7: the grain P30D is finer than 'dossier.by_procedure' keeps: expected month or longer`,
    ],
    [
      'a part that does not last as long as the composite',
      [written({ id: 'a', valid: FROM, more: scored(4) }), written({ id: 'total', more: composite('a') })],
      `2.yaml:7: the KPI 'a' has no definition before 2023-01-01: expected valid here to lie within its definitions`,
    ],
    [
      'a part that ends before the composite',
      [written({ id: 'a', valid: UNTIL, more: scored(4) }), written({ id: 'total', more: composite('a') })],
      `2.yaml:7: the KPI 'a' has no definition from 2023-01-01 on: expected valid here to lie within its definitions`,
    ],
    [
      'a part whose points change while the composite stays',
      [
        written({ id: 'a', valid: UNTIL, more: scored(4) }),
        written({ id: 'a', valid: FROM, more: scored(6) }),
        written({ id: 'total', more: composite('a') }),
      ],
      `3.yaml:7: the points of 'a' change from 4 to 6 on 2023-01-01: expected a new definition here on that day too`,
    ],
    [
      'a part that has points in one of its definitions only',
      [
        written({ id: 'a', valid: UNTIL }),
        written({ id: 'a', valid: FROM, more: 'value: dossier.online' }),
        written({ id: 'total', more: composite('a') }),
      ],
      `3.yaml:7: the KPI 'a' has no points: expected score or composite in it`,
    ],
    [
      'a part at fewer levels from a day on',
      [
        written({ id: 'a', valid: UNTIL, more: scored(4) }),
        written({ id: 'a', valid: FROM, more: `${scored(4)}\nlevels: [city]` }),
        written({ id: 'total', more: composite('a') }),
      ],
      `3.yaml:1: 'total' is published for the level 'commune', but 'a', whose points it reads, is not since 2023-01-01`,
    ],
  ] as const)('%s', (_, texts, message) => {
    expect(faultsOf(...texts)).toContainEqual(expect.stringContaining(message));
  });

  it('are told all at once', () => {
    const faults = faultsOf(
      written({ valid: UNTIL, more: 'owner: A' }),
      written({ valid: '{ from: 2023-02-01, until: 2024-01-01 }', as: head.replace('higher', 'lower') }),
      written({ valid: '{ from: 2023-12-01 }' }),
    );
    expect(faults.map((fault) => fault.split(':', 2).join(':'))).toEqual([
      '1.yaml:8',
      '2.yaml:2',
      '2.yaml:6',
      '3.yaml:2',
    ]);
  });

  it('stand in one programme', () => {
    const { faults } = compileTexts({
      'catalogue.yaml': goodCatalogue,
      'roads/1.yaml': written({ valid: UNTIL }),
      'water/2.yaml': written({ valid: FROM }),
    });
    expect(faults).toMatchObject([
      {
        file: 'roads/1.yaml',
        line: 1,
        message: `the definitions of 'anew' stand in several programmes: expected one folder`,
      },
    ]);
  });
});
