// Examples of KPIs: `unit period`, or `unit dimension=value period`, as the place of a value that the KPI is published at.
import { formatPeriod, type Grain, type KpiPlan, keptDimensions, type Plan, parsePeriod } from '@nhip/core';
import { known } from '../source/fault.ts';
import type { Answer } from './example.ts';

export type Place = Pick<Answer, 'unit' | 'dimensions' | 'grain' | 'period'>;

export type Found =
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'unknown'; readonly expected: string };

export function placeOf(text: string, kpi: KpiPlan, { units }: Plan): Found {
  const words = text.split(' ').filter((word) => word !== '');
  const [unit = '', ...rest] = words;
  const period = rest.at(-1) ?? '';
  const kept = rest.slice(0, -1).map((word) => word.split('='));
  if (!units.some(({ code }) => code === unit)) return unknown(`'${unit}' is not a unit: expected 'unit period'`);
  const dimensions = keptDimensions(kpi);
  const unkept = kept.find(([dimension = '']) => !dimensions.includes(dimension));
  if (unkept !== undefined || kept.some((pair) => pair.length !== 2)) {
    return unknown(`expected 'unit dimension=value period'; dimensions ${known(dimensions)}`);
  }
  const grain = kpi.grains.find((one) => isPeriod(one, period));
  const number = grain === undefined ? null : parsePeriod(grain, period);
  if (grain === undefined || number === null) {
    return unknown(`'${period}' is not a period it is published for; its grains are ${kpi.grains.join(', ')}`);
  }
  return { kind: 'place', place: { unit, dimensions: Object.fromEntries(kept), grain, period: number } };
}

function isPeriod(grain: Grain, text: string): boolean {
  const period = parsePeriod(grain, text);
  return period !== null && formatPeriod(grain, period) === text;
}

function unknown(expected: string): Found {
  return { kind: 'unknown', expected };
}
