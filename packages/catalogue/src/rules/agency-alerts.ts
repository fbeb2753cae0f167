// Rules: agencies that have fallen silent: they state nothing for longer than the shortest cadence that the catalogue asks of them. One
// that never stated anything is not among them: nothing is known of it, and the KPI of units that report counts it.
import type { CadencePlan, Plan } from '@nhip/core';
import { freshOnly, held, NEWS, newsInputs, PROCESS, type Standing } from './freshness.ts';
import { type OperatorAlert, type OperatorStage, scenario, series, silent, told } from './operator-alert.ts';
import { indented, oneOf } from './promql.ts';
import type { InputSeries, Labels, Scenario, Stretch } from './rule.ts';

const DAY_SECONDS = 86_400;
const AGE = 'nhip_last_statement_age_seconds';

interface Silence {
  readonly everyDays: number;
  /** Matchers of the units that this cadence is the shortest for. */
  readonly matchers: readonly string[];
  /** One of them. */
  readonly sample: { readonly unit: string; readonly level: string };
}

export function agencyAlerts(plan: Pick<Plan, 'records' | 'units' | 'levels'>): readonly OperatorAlert[] {
  return silencesOf(plan).map(silenceAlert);
}

/** By the length of the cadence, shortest first. */
function silencesOf({ records, units, levels }: Pick<Plan, 'records' | 'units' | 'levels'>): readonly Silence[] {
  const cadences = records.flatMap((record) => (record.cadences === undefined ? [] : [record.cadences]));
  const named = [...new Set(cadences.flat().flatMap((cadence) => cadence.units))];
  const byLevel = Map.groupBy(levels, (level) => shortest(cadences, null, level));
  const byUnit = Map.groupBy(named, (unit) => shortest(cadences, unit, levelOf(units, unit)));
  const lengths = [...new Set([...byLevel.keys(), ...byUnit.keys()])].filter((days) => days !== null);
  return lengths
    .sort((left, right) => left - right)
    .map((everyDays) => {
      const own = byUnit.get(everyDays) ?? [];
      const others = named.filter((unit) => !own.includes(unit));
      const wide = byLevel.get(everyDays) ?? [];
      const except = others.length === 0 ? [] : [oneOf('unit', others).replace(/^unit=~?/, 'unit!~')];
      const [level = '', [unit = 'u'] = []] = [wide[0], own];
      return {
        everyDays,
        matchers: [
          ...(wide.length === 0 ? [] : [[oneOf('level', wide), ...except].join(',')]),
          ...(own.length === 0 ? [] : [oneOf('unit', own)]),
        ],
        sample: wide.length > 0 ? sampleOf(units, level, named) : { unit, level: levelOf(units, unit) },
      };
    });
}

/** Of each record type the first cadence that fits counts. Null: nothing is asked of such a unit. */
function shortest(records: readonly (readonly CadencePlan[])[], unit: string | null, level: string): number | null {
  const fits = (cadence: CadencePlan): boolean =>
    cadence.levels.includes(level) || (unit !== null && cadence.units.includes(unit));
  const days = records.flatMap((cadences) => cadences.find(fits)?.everyDays ?? []);
  return days.length === 0 ? null : Math.min(...days);
}

function levelOf(units: Plan['units'], unit: string): string {
  return units.findLast(({ code }) => code === unit)?.level ?? '';
}

function sampleOf(units: Plan['units'], level: string, named: readonly string[]): Silence['sample'] {
  const found = units.find((unit) => unit.level === level && !named.includes(unit.code));
  return { unit: found?.code ?? 'u', level };
}

function silenceAlert(silence: Silence): OperatorAlert {
  const { everyDays } = silence;
  const labels = { alertname: 'NhipAgencyStale', every: `${everyDays}d` };
  const standing: Standing = { labels, by: 'agency', dimension: null };
  return {
    name: 'NhipAgencyStale',
    expression: expressionOf(silence, standing),
    forSeconds: 0,
    severity: 'warning',
    area: 'agency',
    labels: { every: `${everyDays}d`, unit: '{{ $labels.agency }}' },
    summary: {
      vi: `{agency} không gửi gì quá ${everyDays} ngày`,
      en: `{agency} has stated nothing for more than ${everyDays} days`,
    },
    action: {
      vi: 'Hỏi đơn vị xem hệ thống gửi còn chạy không; chỉ số của đơn vị này thiếu dữ liệu.',
      en: 'Ask the agency whether what sends still runs; its KPIs lack data.',
    },
    page: 'quality',
    scenarios: (stage) => silenceScenarios(silence, stage),
  };
}

function expressionOf({ everyDays, matchers }: Silence, standing: Standing): string {
  const bound = units(matchers)
    .map((selector) => `label_replace(${selector}, "agency", "$1", "unit", "(.+)")`)
    .join('\nor\n');
  const silentNow = `min by (agency) (${AGE}) > ${everyDays * DAY_SECONDS}
and on (agency)
max by (agency) (
${indented(bound)}
)
and on () (${NEWS})`;
  return `(\n${indented(silentNow)}\n)\nor\n${held(standing)}`;
}

function units(matchers: readonly string[]): readonly string[] {
  return matchers.map((matcher) => freshOnly(`nhip_unit_info{${matcher}}`));
}

function silenceScenarios({ everyDays, sample }: Silence, { reads }: OperatorStage): readonly Scenario[] {
  const bound = everyDays * DAY_SECONDS;
  const own: Labels = { agency: sample.unit, every: `${everyDays}d`, unit: sample.unit };
  const stage = (steps: number, ...ages: readonly Stretch[]): readonly InputSeries[] => [
    ...newsInputs([[1, steps]]),
    inForce(sample, [[1, steps]]),
    series(AGE, { ...PROCESS, agency: sample.unit }, ...ages),
  ];
  return [
    scenario('fires', {
      says: 'when its cadence has passed',
      inputs: stage(6, [bound, 3], [bound + 60, 3]),
      expects: [silent(2), { step: 3, firing: [{ labels: own, annotations: reads(own) }] }],
    }),
    scenario('just below', {
      says: 'is silent as long as it has not',
      inputs: stage(6, [bound, 6]),
      expects: [silent(0), silent(5)],
    }),
    scenario('resolves', {
      says: 'when it states something',
      inputs: stage(6, [bound + 60, 3], [30, 3]),
      expects: [told(2, own), silent(3)],
    }),
    scenario('missing data', {
      says: 'is silent of an agency that is no unit in force',
      inputs: [...newsInputs([[1, 6]]), series(AGE, { ...PROCESS, agency: sample.unit }, [bound + 60, 6])],
      expects: [silent(0), silent(5)],
    }),
    scenario('roll-over', {
      says: 'is silent when another process heard of it since',
      inputs: [
        ...stage(6, [bound + 60, 6]),
        series(AGE, { ...PROCESS, instance: 'b:8080', agency: sample.unit }, [20, 6]),
      ],
      expects: [silent(0), silent(5)],
    }),
    scenario('stale', staleScenario({ bound, sample, own })),
  ];
}

interface Stale {
  readonly bound: number;
  readonly sample: Silence['sample'];
  readonly own: Labels;
}

function staleScenario({ bound, sample, own }: Stale): Pick<Scenario, 'says' | 'inputs' | 'expects'> {
  const shown: readonly Stretch[] = [
    [1, 3],
    [null, 40],
    [1, 3],
  ];
  return {
    says: 'stands while there is no news',
    inputs: [
      ...newsInputs(shown),
      inForce(sample, shown),
      series(AGE, { ...PROCESS, agency: sample.unit }, [bound + 60, 3], [null, 40], [30, 3]),
    ],
    expects: [told(2, own), told(42, own), silent(43)],
  };
}

function inForce({ unit, level }: Silence['sample'], stretches: readonly Stretch[]): InputSeries {
  return series('nhip_unit_info', { ...PROCESS, unit, level, title_vi: unit, title_en: unit }, ...stretches);
}
