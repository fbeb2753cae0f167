// The questions to Prometheus as exact text, for KPIs as small as can be.
import type { KpiPlan } from '@nhip/core';
import { describe, expect, it } from 'vitest';
import { HERE, labelled, named, one, RANKED, several, shortfall } from './promql.ts';

const kpi = (id: string, given: Partial<KpiPlan> = {}): KpiPlan =>
  ({
    id,
    measure: 'ratio',
    better: 'higher',
    grains: ['month', 'quarter', 'year'],
    per: [],
    targets: [],
    ...given,
  }) as KpiPlan;
const here = { unit: HERE, period: '$period' } as const;
const target = [{ year: 2023, value: 0.9 }];

describe('one KPI', () => {
  it('is its total at the unit, of all exporters that show it', () => {
    expect(one(kpi('on-time'), '', here)).toBe(
      'max by () (kpi_on_time_ratio{unit="$unit",grain="$grain",period="$period"})',
    );
  });

  it('is not one of the values of a dimension', () => {
    const perType = kpi('valid', { per: [{ dimension: 'type', levels: ['city'] }] });
    expect(one(perType, '_status', { ...here, unit: RANKED, by: 'unit, status' })).toBe(
      'max by (unit, status) (kpi_valid_ratio_status{level="$level",grain="$grain",period="$period",type=""})',
    );
  });

  it('is of the only period that it has, whichever is chosen', () => {
    expect(one(kpi('yearly', { grains: ['year'] }), '', here)).toBe(
      'max by () (kpi_yearly_ratio{unit="$unit",grain="year",period="$period"})',
    );
  });

  it('is of the chosen period where it has that, else of the finest one', () => {
    const of = (grain: string): string => `max by () (kpi_slow_ratio{unit="$unit",grain="${grain}",period="$period"})`;
    const as = (grain: string): string => `label_replace(vector(1), "grain", "${grain}", "", "")`;
    expect(one(kpi('slow', { grains: ['quarter', 'year', 'P30D'] }), '', here)).toBe(
      `(${of('$grain')} or (${of('quarter')} and on () (${as('$grain')} and on (grain) ${as('month')})))`,
    );
  });
});

describe('several KPIs', () => {
  it('are one vector by the names of their gauges, each with the periods it has', () => {
    expect(several([kpi('a'), kpi('yearly', { grains: ['year'] }), kpi('b')], '_target', here)).toBe(
      'max by (kpi, grain) (label_replace({__name__=~"kpi_a_ratio_target|kpi_b_ratio_target",unit="$unit",grain="$grain",period="$period"}, "kpi", "$1", "__name__", "(.+)_target"))' +
        ' or max by (kpi, grain) (label_replace({__name__=~"kpi_yearly_ratio_target",unit="$unit",grain="year",period="$period"}, "kpi", "$1", "__name__", "(.+)_target"))',
    );
  });

  it('are labelled by what they are', () => {
    const kpis = [kpi('a', { programme: 'x' }), kpi('b', { programme: 'y' }), kpi('c', { programme: 'x' })];
    const nameOf = ({ programme }: KpiPlan): string => programme ?? '';
    expect(labelled('v', 'programme', { kpis, nameOf })).toBe(
      'label_replace(label_replace(v, "programme", "x", "kpi", "kpi_a_ratio|kpi_c_ratio"), "programme", "y", "kpi", "kpi_b_ratio")',
    );
  });
});

describe('what lacks to a target', () => {
  it('is the target less the value, and the other way round where lower is better', () => {
    const higher = kpi('a', { targets: target });
    const lower = kpi('late', { targets: target, better: 'lower' });
    const [value, goal] = (['', '_target'] as const).map((family) => several([higher], family, here));
    expect(shortfall([higher], here)).toBe(`(${goal}) - on (kpi, grain) (${value})`);
    const [late, most] = (['', '_target'] as const).map((family) => several([lower], family, here));
    expect(shortfall([higher, lower], here)).toBe(
      `((${goal}) - on (kpi, grain) (${value})) or ((${late}) - on (kpi, grain) (${most}))`,
    );
  });

  it('is nothing of KPIs without a target, or without a direction', () => {
    const [targeted, free] = [kpi('a', { targets: target }), kpi('b')];
    const undirected = kpi('c', { targets: target, better: 'neither' });
    expect(shortfall([targeted, free, undirected], here)).toBe(shortfall([targeted], here));
  });
});

it('names units in one language', () => {
  expect(named('v', 'title_vi')).toBe('(v) * on (unit) group_left (title_vi) max by (unit, title_vi) (nhip_unit_info)');
});
