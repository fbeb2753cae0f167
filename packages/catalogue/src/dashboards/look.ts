// Dashboards: how numbers look: units of measure, colours, words for a status. Colours mean the same everywhere: green on target,
// orange behind it, red where the catalogue would alert, grey where nothing is known.

import {
  type DynamicConfigValue,
  MappingType,
  SpecialValueMatch,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { KpiPlan, Status } from '@nhip/core';
import { type Scene, say } from './scene.ts';
import { grainTitles, measureTitles, type Words } from './words.ts';

export const colours = {
  good: 'green',
  behind: 'orange',
  bad: 'red',
  unknown: '#8e8e8e',
  plain: 'text',
  calm: 'blue',
} as const;

export interface NumberLook {
  readonly unit: string;
  readonly decimals?: number;
}

/** Grafana's own hours and days turn into weeks as they grow, so these are numbers with a word behind. */
export function lookOf(scene: Pick<Scene, 'language'>, measure: string): NumberLook {
  switch (measure) {
    case 'ratio':
      return { unit: 'percentunit', decimals: 1 };
    case 'count':
      return { unit: 'locale', decimals: 0 };
    case 'points':
      return { unit: 'none', decimals: 2 };
    case 'index':
      return { unit: 'none', decimals: 4 };
    case 'hours':
    case 'days':
      return { unit: `suffix:${measureWord(scene, measure)}`, decimals: 1 };
    default:
      return { unit: 'none' };
  }
}

export function measureWord({ language }: Pick<Scene, 'language'>, measure: string): string {
  return measureTitles[measure]?.[language] ?? measure;
}

export function numberProperties({ unit, decimals }: NumberLook): readonly DynamicConfigValue[] {
  return [{ id: 'unit', value: unit }, ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }])];
}

export function fixedColour(colour: string): DynamicConfigValue {
  return { id: 'color', value: { mode: 'fixed', fixedColor: colour } };
}

/** Absolute steps; the first one holds below all others. */
export function thresholds(steps: readonly Threshold[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...steps]);
}

/** Fine up to a bound. */
export function badFrom(bound: number): ThresholdsConfigBuilder {
  return thresholds([
    { value: null, color: colours.good },
    { value: bound, color: colours.bad },
  ]);
}

export const onlyPlain = thresholds([{ value: null, color: colours.plain }]);

/** Of what lacks to a target: nothing is told by a word, and a row without a target by nothing. */
export function shortfallProperties({ words }: Scene): readonly DynamicConfigValue[] {
  const reached = { type: MappingType.RangeToText, options: { from: null, to: 0, result: shownGood(words.met) } };
  const none = { match: SpecialValueMatch.Null, result: { text: words.none, color: 'transparent' } };
  return [
    { id: 'mappings', value: [reached, { type: MappingType.SpecialValue, options: none }] },
    { id: 'thresholds', value: thresholds([{ value: null, color: colours.behind }]).build() },
    { id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } },
  ];
}

function shownGood(text: string): Shown {
  return { text, color: colours.good };
}

const BAND_COLOURS = ['red', 'orange', 'yellow', 'green', 'dark-green'] as const;

/** The bands of a KPI, from the worst to the best; without bands nothing is judged. */
export function bandThresholds({ rating: { bands } }: KpiPlan): ThresholdsConfigBuilder {
  const rising = [...bands].sort((left, right) => left.from - right.from);
  if (rising.length === 0) return thresholds([{ value: null, color: colours.calm }]);
  return thresholds(
    rising.map(({ from }, place) => ({ value: place === 0 ? null : from, color: bandColour(place, rising.length) })),
  );
}

function bandColour(place: number, count: number): string {
  const last = BAND_COLOURS.length - 1;
  return BAND_COLOURS[count === 1 ? last : Math.round((place * last) / (count - 1))] ?? colours.plain;
}

/** What each status is called, with its colour. */
export function statusColours(words: Words) {
  return {
    ok: { text: words.ok, color: colours.good },
    'no-value': { text: words['no-value'], color: colours.unknown },
    'not-reporting': { text: words['not-reporting'], color: colours.behind },
    'not-applicable': { text: words['not-applicable'], color: colours.calm },
    'not-rated': { text: words['not-rated'], color: 'purple' },
  } as const satisfies Readonly<Record<Status, Shown>>;
}

export function statusMapping({ words }: Scene): ValueMapping {
  return mapping(statusColours(words));
}

export function grainMapping(scene: Scene): ValueMapping {
  const titles = Object.entries(grainTitles).map(([grain, title]) => [grain, { text: say(scene, title) }] as const);
  return mapping(Object.fromEntries(titles));
}

export interface Shown {
  readonly text: string;
  readonly color?: string;
}

/** Words for raw values, in the order given. */
export function mapping(shown: Readonly<Record<string, Shown>>): ValueMapping {
  const options = Object.entries(shown).map(([value, result], index) => [value, { ...result, index }] as const);
  return { type: MappingType.ValueToText, options: Object.fromEntries(options) };
}
