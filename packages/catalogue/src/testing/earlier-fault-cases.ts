// Faults in formulas over other periods and windows: what is replaced in the good catalogue, by what, its line, and what is said.
import type { FaultCase } from './fault-cases.ts';

/** In place of the formula of the KPI `median`, which is published for months, quarters and years. */
const MEDIAN = 'quantile: { of: dossier.hours, q: 0.5 }';

export const earlier: readonly FaultCase[] = [
  [
    'minus: [dossier.open,',
    'minus: [{ shift: { of: { kpi: online-share }, to: previous } },',
    'minus: [{',
    'a rate under minus: expected sums of measures',
  ],
  [
    'minus: [dossier.open,',
    'minus: [{ growth: { of: dossier.open, to: previous } },',
    'minus: [{',
    'a rate under minus: expected sums of measures',
  ],
  [
    'minus: [dossier.open,',
    'minus: [{ of: { kpi: online-share }, window: year_to_date },',
    'minus: [{',
    'a rate under minus: expected sums of measures',
  ],
  [
    '{ kpi: online-share }',
    '{ growth: { of: { kpi: weighted }, to: last_year } }',
    'kpi: weighted }',
    `the KPI 'weighted' leads back to itself: weighted > weighted`,
  ],
  [
    MEDIAN,
    'growth: { of: dossier.received, to: last_month }',
    'growth: {',
    `'to' is "last_month", which is not known: expected one of previous, last_year`,
  ],
  [
    MEDIAN,
    'shift: { of: dossier.received, to: previous, whole: year }',
    'shift: {',
    `'whole: year' is all of the year before: expected it with to: last_year`,
  ],
  [
    MEDIAN,
    'value: { of: dossier.received, window: decade }',
    'value: {',
    `'window' is "decade": is not known as a window: expected year_to_date`,
  ],
  [
    MEDIAN,
    'value: { of: { shift: { of: dossier.received, to: previous } }, window: year_to_date }',
    'value: {',
    'a window around a shift, a growth or another window: expected the window inside of them',
  ],
  [
    MEDIAN,
    'value: { of: dossier.received, window: now }',
    'value: {',
    `'dossier.received' counts what happens in a period, which 'now' has not: expected a stock or hold`,
  ],
  [
    MEDIAN,
    'shift: { of: { of: dossier.open, window: now }, to: previous }',
    'shift: {',
    `a window of 'now' has no earlier period: expected the stock without a window`,
  ],
  [
    MEDIAN,
    'value: { of: dossier.received, window: month_to_date }',
    'value: {',
    `month_to_date of 'dossier.received' is shorter than the grain quarter: expected a longer window, or shorter grains`,
  ],
  [
    MEDIAN,
    'value: { of: dossier.by_procedure, window: 90d }',
    'value: {',
    `the grain P90D is finer than 'dossier.by_procedure' keeps: expected month or longer`,
  ],
  [
    MEDIAN,
    'value: { times: [dossier.received, { by_grain: { month: a twelfth } }] }',
    'value: {',
    `'month' is "a twelfth"`,
  ],
  [
    MEDIAN,
    'value: { first: [dossier.received, { of: dossier.online, flag: not such a flag }] }',
    'value: {',
    `'flag' is "not such a flag": expected the name of a flag`,
  ],
];
