// Rules: all rules of a catalogue for Prometheus, each alert with its tests for promtool, and the list of them. The same for the same
// catalogue.
import type { KpiPlan, Plan } from '@nhip/core';
import { programmesOf } from '../dashboards/scene.ts';
import { agencyAlerts } from './agency-alerts.ts';
import { budgetAlerts, budgetRecords } from './budget-alerts.ts';
import { FRESHNESS_FILE, freshnessFile } from './freshness.ts';
import { breachAlert } from './kpi-alert.ts';
import { noDataAlert } from './kpi-no-data.ts';
import { listText } from './list.ts';
import { operatorAlert } from './operator-alert.ts';
import { processAlerts } from './process-alerts.ts';
import type { AlertRule, RuleFile } from './rule.ts';
import { stationAlerts } from './station-alerts.ts';
import { watchdogAlert } from './watchdog-alert.ts';
import type { RulesOptions, Watched } from './watched.ts';
import { rulesText, testTexts } from './written.ts';

export type { RulesOptions } from './watched.ts';

/** Rules, tests of them, or their list. */
export interface RulesFile {
  /** Relative to the folder of rules, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const TESTS = 'tests';

/** Sorted by path. */
export function rulesFiles(plan: Plan, { address, grafana }: RulesOptions): readonly RulesFile[] {
  const bare = (url: string): string => url.replace(/\/+$/, '');
  const files = ruleFiles(plan, { address: bare(address), grafana: bare(grafana) });
  const written = files.flatMap((file) => [
    { path: `${file.name}.yml`, text: rulesText(file) },
    ...testTexts(file, '..').map(({ stepMinutes, text }) => ({
      path: `${TESTS}/${file.name}-${stepMinutes * 60}s.yml`,
      text,
    })),
  ]);
  return [...written, { path: 'README.md', text: listText(files) }].sort((left, right) =>
    left.path < right.path ? -1 : 1,
  );
}

function ruleFiles(plan: Plan, options: RulesOptions): readonly RuleFile[] {
  const forOperators = (name: string, alerts: readonly AlertRule[]): RuleFile => ({
    name,
    reads: [FRESHNESS_FILE],
    rules: alerts,
  });
  const operator = (alert: Parameters<typeof operatorAlert>[0]): AlertRule => operatorAlert(alert, options.grafana);
  const agencies = agencyAlerts(plan).map(operator);
  return [
    freshnessFile(),
    forOperators('nhip-service', [watchdogAlert, ...processAlerts, ...stationAlerts].map(operator)),
    // Its tests begin with what is recorded.
    { name: 'nhip-budgets', reads: [], rules: [...budgetRecords(), ...budgetAlerts().map(operator)] },
    ...(agencies.length === 0 ? [] : [forOperators('nhip-agencies', agencies)]),
    ...programmesOf(plan).flatMap((programme) => programmeFile(plan, programme, options)),
  ];
}

function programmeFile(plan: Plan, programme: string | null, options: RulesOptions): readonly RuleFile[] {
  const kpis = plan.kpis.filter((kpi) => kpi.programme === programme && kpi.alerts.length > 0);
  if (kpis.length === 0) return [];
  const rules = kpis.flatMap((kpi) => [
    ...kpi.alerts.map((watching) => breachAlert({ plan, kpi, watching }, options)),
    ...watchedOf(plan, kpi).map((watched) => noDataAlert(watched, options)),
  ]);
  return [{ name: `kpi-${programme ?? 'general'}`, reads: [FRESHNESS_FILE], rules }];
}

/** Alerts that watch the same values share one alert for values that are gone. */
function watchedOf(plan: Plan, kpi: KpiPlan): readonly Watched[] {
  const alike = Map.groupBy(kpi.alerts, ({ perDimension, windowDays }) => `${perDimension}/${windowDays}`);
  return [...alike.values()].flatMap((alerts) => {
    const [first] = alerts;
    if (first === undefined) return [];
    const { perDimension, windowDays } = first;
    const levels = [...new Set(alerts.flatMap((alert) => alert.levels))];
    return [{ plan, kpi, watching: { perDimension, windowDays, levels } }];
  });
}
