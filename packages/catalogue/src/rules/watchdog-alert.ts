// Rules: the alert that always fires. Whoever waits for it outside of the city's machines notices when Prometheus, Alertmanager or the
// way from one to the other has failed: nothing else can tell it.
import { PROCESS } from './freshness.ts';
import { type OperatorAlert, type OperatorStage, scenario, series, told } from './operator-alert.ts';
import type { Labels, Scenario } from './rule.ts';

export const watchdogAlert: OperatorAlert = {
  name: 'NhipWatchdog',
  expression: 'vector(1)',
  forSeconds: 0,
  severity: 'info',
  area: 'watchdog',
  summary: {
    vi: 'Nhịp báo hiệu: Prometheus và Alertmanager đang hoạt động',
    en: 'Heartbeat: Prometheus and Alertmanager work',
  },
  action: {
    vi: 'Không cần làm gì khi còn nhận được. Khi không còn nhận được: kiểm tra Prometheus, Alertmanager và mạng.',
    en: 'Nothing to do while it arrives. When it stays away: look at Prometheus, Alertmanager and the network.',
  },
  scenarios: watchdogScenarios,
};

function watchdogScenarios({ reads }: OperatorStage): readonly Scenario[] {
  const none: Labels = {};
  const up = (instance: string) => ({ ...PROCESS, instance });
  return [
    scenario('fires', {
      says: 'at once, and while all is well',
      inputs: [series('up', PROCESS, [1, 10])],
      expects: [{ step: 0, firing: [{ labels: none, annotations: reads(none) }] }, told(9, none)],
    }),
    scenario('missing data', {
      says: 'fires where nothing of the service is scraped at all',
      inputs: [],
      expects: [told(0, none), told(600, none)],
    }),
    scenario('roll-over', {
      says: 'goes on when one process replaces another',
      inputs: [series('up', up('a:8080'), [1, 5], [0, 5]), series('up', up('b:8080'), [null, 7], [1, 5])],
      expects: [told(4, none), told(5, none), told(11, none)],
    }),
  ];
}
