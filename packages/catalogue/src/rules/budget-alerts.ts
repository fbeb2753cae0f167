// Rules: what is promised of the service as error budgets over 30 days, and alerts on how fast they burn: over a long and a short
// window each, as chapter 5 of Google's Site Reliability Workbook has it, so that they come early and are over soon.
import type { Bilingual } from '@nhip/core';
import { budgetScenarios } from './budget-scenarios.ts';
import { EVENTS_ACCOUNTED, VALUES_FRESH } from './freshness.ts';
import type { OperatorAlert } from './operator-alert.ts';
import { quoted } from './promql.ts';
import type { RecordingRule } from './rule.ts';

export interface Objective {
  readonly slo: 'freshness' | 'accounting';
  readonly alert: string;
  /** 1 while it is kept, else 0. */
  readonly kept: string;
  /** Share of the time in which it is to be kept. */
  readonly share: number;
  readonly summary: Bilingual;
}

const objectives: readonly Objective[] = [
  {
    slo: 'freshness',
    alert: 'NhipFreshnessBudgetBurn',
    kept: VALUES_FRESH,
    share: 0.99,
    summary: { vi: 'Số liệu bị cũ quá thường xuyên', en: 'Values are stale too much of the time' },
  },
  {
    slo: 'accounting',
    alert: 'NhipAccountingBudgetBurn',
    kept: EVENTS_ACCOUNTED,
    share: 0.999,
    summary: {
      vi: 'Sự kiện đã nhận quá 5 phút mà chưa được tính',
      en: 'Events accepted more than 5 minutes ago are not counted too much of the time',
    },
  },
];

export interface Burn {
  /** Ends the name of the alert. */
  readonly pace: 'Fast' | 'Slow';
  readonly severity: 'critical' | 'warning';
  readonly forSeconds: number;
  /** In each of both windows the budget burns so many times as fast as it may. */
  readonly pairs: readonly { readonly long: string; readonly short: string; readonly factor: number }[];
}

/** A critical one has used 2 % of the budget of 30 days in an hour or 5 % in six; a warning 10 % in a day or in three. */
export const burns: readonly Burn[] = [
  {
    pace: 'Fast',
    severity: 'critical',
    forSeconds: 120,
    pairs: [
      { long: '1h', short: '5m', factor: 14.4 },
      { long: '6h', short: '30m', factor: 6 },
    ],
  },
  {
    pace: 'Slow',
    severity: 'warning',
    forSeconds: 900,
    pairs: [
      { long: '1d', short: '2h', factor: 3 },
      { long: '3d', short: '6h', factor: 1 },
    ],
  },
];

/** So long ago it has to be known whether the promise was kept. */
const KNOWN = '1h';
export const KNOWN_MINUTES = 60;

function errorRatio(window: string): string {
  return `nhip:error_ratio:${window}`;
}

export function budgetRecords(): readonly RecordingRule[] {
  const windows = new Set(burns.flatMap(({ pairs }) => pairs.flatMap(({ long, short }) => [short, long])));
  return objectives.flatMap(({ slo, kept }) =>
    [...windows].map(
      (window): RecordingRule => ({
        kind: 'record',
        name: errorRatio(window),
        expression: `1 - avg_over_time(${kept}[${window}])`,
        labels: { slo },
      }),
    ),
  );
}

export function budgetAlerts(): readonly OperatorAlert[] {
  return objectives.flatMap((objective) => burns.map((burn) => burnAlert(objective, burn)));
}

export function allowed({ share }: Objective, factor: number): number {
  return Number((factor * (1 - share)).toPrecision(6));
}

function burnAlert(objective: Objective, burn: Burn): OperatorAlert {
  const { slo, summary } = objective;
  const ratio = (window: string): string => `${errorRatio(window)}{slo=${quoted(slo)}}`;
  const pairs = burn.pairs.map(({ long, short, factor }) => {
    const bound = allowed(objective, factor);
    return `(${ratio(short)} > ${bound} and ${ratio(long)} > ${bound})`;
  });
  // A share of few minutes says nothing of a day.
  const known = `present_over_time(${objective.kept}[1d] offset ${KNOWN})`;
  const share = `${Number((objective.share * 100).toPrecision(6))} %`;
  return {
    name: `${objective.alert}${burn.pace}`,
    expression: `max by (slo) (\n  ${pairs.join('\n  or\n  ')}\n)\nand on () ${known}`,
    forSeconds: burn.forSeconds,
    severity: burn.severity,
    summary: {
      vi: `${summary.vi}; mục tiêu ${share} thời gian trong 30 ngày`,
      en: `${summary.en}; the objective is ${share} of 30 days`,
    },
    action: {
      vi: 'Tìm chặng chậm trong trang Tình trạng hệ thống; cảnh báo của từng chặng cho biết nguyên nhân.',
      en: 'Find the slow station on the page Service health; the alerts of stations tell the cause.',
    },
    scenarios: (stage) => budgetScenarios({ objective, burn }, stage),
  };
}
