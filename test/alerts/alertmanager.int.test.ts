// What the deployed Alertmanager does with alerts: who hears of which, which one speaks for others, and what people read.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { until } from '../process/nhip-process.ts';
import { type Alertmanager, startAlertmanager, type ToldAlert } from '../support/alertmanager.ts';
import { describeWith } from '../support/describe-with.ts';
import { programMissing } from '../support/requires.ts';
import { openWebhook, type Webhook } from '../support/webhook.ts';
import { ALERTMANAGER, deployedConfig, listeningConfig } from './deployed-alertmanager.ts';

const run = promisify(execFile);
const CONFIG = `${ALERTMANAGER}alertmanager.yml`;
const RULES = fileURLToPath(new URL('../../deploy/prometheus/rules/', import.meta.url));
const TOLD_MS_MAX = 20_000;

type Labels = Readonly<Record<string, string>>;

function alertLabels(): readonly Labels[] {
  return readdirSync(RULES)
    .filter((path) => path.endsWith('.yml'))
    .flatMap((path) => (parse(readFileSync(RULES + path, 'utf8')) as RuleFile).groups)
    .flatMap(({ rules }) =>
      rules.flatMap(({ alert, labels }) => (alert === undefined ? [] : [{ alertname: alert, ...labels }])),
    );
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert?: string; readonly labels?: Labels }[] }[];
}

/** As docs/alerts.md says it. */
function receiversOf({ area, severity, owner }: Labels): readonly string[] {
  if (area === 'service') return [severity === 'critical' ? 'operators-now' : 'operators'];
  if (area === 'agency') return ['data'];
  if (area === 'watchdog') return ['watchdog'];
  if (severity === 'info') return ['list'];
  return [...(severity === 'critical' ? ['leaders'] : []), owner === undefined ? 'owners' : `owner-${owner}`];
}

async function routed(labels: Labels): Promise<readonly string[]> {
  const told = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const { stdout } = await run('amtool', ['config', 'routes', 'test', `--config.file=${CONFIG}`, ...told]);
  return stdout.trim().split(',');
}

describe('the routes of the deployed Alertmanager', () => {
  it('know everybody who answers for a KPI that is watched', async () => {
    const { kpis } = await loadCatalogue(builtInCatalogue());
    const owners = kpis.flatMap(({ alerts, owners: all }) => (alerts.length === 0 ? [] : (all.at(-1)?.unit ?? [])));
    const names = deployedConfig().receivers.map(({ name }) => name);
    expect(owners.length).toBeGreaterThan(0);
    expect(names).toEqual(expect.arrayContaining([...new Set(owners)].map((owner) => `owner-${owner}`)));
  });

  it('use every receiver', () => {
    const { route, receivers } = deployedConfig();
    const used = new Set<string>();
    const walk = ({ receiver, routes = [] }: typeof route): void => {
      if (receiver !== undefined) used.add(receiver);
      for (const inner of routes) walk(inner);
    };
    walk(route);
    expect([...used].sort()).toEqual(receivers.map(({ name }) => name).sort());
  });
});

describeWith([programMissing('amtool')], 'the routes', () => {
  it('bring every alert of the rules to whom it is for', async () => {
    const all = alertLabels();
    expect(all.length).toBeGreaterThan(30);
    for (const labels of all) expect(await routed(labels), labels.alertname).toEqual(receiversOf(labels));
  });

  it.each([
    [{ area: 'kpi', severity: 'critical', owner: 'so-noi-vu' }, ['leaders', 'owner-so-noi-vu']],
    [{ area: 'kpi', severity: 'critical' }, ['leaders', 'owners']],
    [{ area: 'kpi', severity: 'warning', owner: 'nobody-known' }, ['owners']],
    [{ area: 'kpi', severity: 'info', owner: 'so-noi-vu' }, ['list']],
    [{ alertname: 'NhipWatchdog', area: 'watchdog', severity: 'info' }, ['watchdog']],
    [{ alertname: 'SomebodyElse', severity: 'critical' }, ['list']],
  ] as const)('bring %o to %j', async (labels: Labels, receivers) => {
    expect(await routed(labels)).toEqual(receivers);
  });
});

const breach = (severity: string, more: Labels = {}): ToldAlert => ({
  labels: { alertname: 'KpiX', area: 'kpi', kpi: 'x', bound: 'below', unit: 'u', severity, ...more },
});
const watchdog: ToldAlert = { labels: { alertname: 'NhipWatchdog', area: 'watchdog', severity: 'info' } };
const service = (alertname: string, severity = 'critical', more: Labels = {}): ToldAlert => ({
  labels: { alertname, area: 'service', severity, ...more },
});

describeWith([programMissing('prometheus-alertmanager')], 'the deployed Alertmanager', () => {
  let webhook: Webhook;
  let alertmanager: Alertmanager;
  beforeAll(async () => {
    webhook = await openWebhook();
    alertmanager = await startAlertmanager(listeningConfig(webhook.url));
  });
  afterAll(async () => {
    await alertmanager?.close();
    await webhook?.close();
  });

  it.each<readonly [string, ToldAlert, readonly ToldAlert[], readonly ToldAlert[]]>([
    [
      'news that are missing',
      service('NhipValuesStale'),
      [
        breach('critical'),
        breach('info', { unit: 'v' }),
        { labels: { alertname: 'NhipAgencyStale', area: 'agency', severity: 'warning' } },
      ],
      [service('NhipTallyBehind', 'warning'), watchdog],
    ],
    [
      'a critical value',
      breach('critical', { unit: 'w' }),
      [breach('warning', { unit: 'w' }), breach('info', { unit: 'w' })],
      [
        breach('warning', { unit: 'w', bound: 'above' }),
        breach('warning', { unit: 'x' }),
        breach('warning', { unit: 'w', dimension: 'channel', member: 'online' }),
        breach('warning', { unit: 'w', kpi: 'y' }),
      ],
    ],
    [
      'a budget that burns fast',
      service('NhipFreshnessBudgetBurnFast', 'critical', { slo: 'freshness' }),
      [service('NhipFreshnessBudgetBurnSlow', 'warning', { slo: 'freshness' })],
      [service('NhipAccountingBudgetBurnSlow', 'warning', { slo: 'accounting' })],
    ],
    [
      'a log that is down',
      service('NhipLogDown'),
      [service('NhipExporterBehind', 'warning')],
      [service('NhipThreadDown', 'warning')],
    ],
    [
      'a log that refuses',
      service('NhipLogRefuses'),
      [service('NhipPartitionUnowned')],
      [service('NhipExporterBehind', 'warning')],
    ],
    [
      'a service that is down',
      service('NhipDown'),
      [service('NhipDeadLetters', 'warning')],
      [breach('critical', { kpi: 'z' }), watchdog],
    ],
  ])('lets %s speak for what follows', async (_, cause, silent, loud) => {
    // Each case has an Alertmanager of its own, so that causes of others are not among its alerts.
    const own = await startAlertmanager(listeningConfig(webhook.url));
    try {
      await own.tell([cause, ...silent, ...loud]);
      const count = 1 + silent.length + loud.length;
      await until('all alerts stand', TOLD_MS_MAX, async () => (await own.alerts()).length === count);
      const standing = await own.alerts();
      const inhibited = (told: ToldAlert): boolean | undefined =>
        standing.find(({ labels }) => JSON.stringify(sorted(labels)) === JSON.stringify(sorted(told.labels)))
          ?.inhibited;
      expect(inhibited(cause)).toBe(false);
      expect(silent.map(inhibited)).toEqual(silent.map(() => true));
      expect(loud.map(inhibited)).toEqual(loud.map(() => false));
    } finally {
      await own.close();
    }
  });

  it('tells its receivers, and only those', async () => {
    await alertmanager.tell([breach('critical', { owner: 'so-noi-vu', unit: 'told' })]);
    const paths = (): readonly string[] =>
      webhook
        .received()
        .flatMap(({ path, alerts }) => (alerts.some(({ labels }) => labels.unit === 'told') ? [path] : []));
    await until('both have heard', TOLD_MS_MAX, async () => new Set(paths()).size >= 2);
    expect([...new Set(paths())].sort()).toEqual(['/leaders', '/owner-so-noi-vu']);
  });
});

function sorted(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1)));
}

describeWith([programMissing('amtool')], 'the texts', () => {
  it('say in both languages what is wrong, what to do and where to look, and what is over', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nhip-texts-'));
    try {
      writeFileSync(join(folder, 'data.json'), JSON.stringify(notification()));
      const { stdout } = await run('amtool', [
        ...['template', 'render', `--template.glob=${ALERTMANAGER}templates/*.tmpl`],
        `--template.data=${join(folder, 'data.json')}`,
        '--template.text={{ template "nhip.subject" . }}\n{{ template "nhip.text" . }}',
      ]);
      expect(stdout).toBe(EXPECTED);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function notification(): object {
  const labels = { alertname: 'NhipTallyBehind', severity: 'warning' };
  const firing = {
    summary_vi: 'Chậm',
    summary_en: 'Slow',
    action_vi: 'Thêm máy',
    action_en: 'Add machines',
    dashboard_vi: 'https://g/vi',
    dashboard_en: 'https://g/en',
  };
  return {
    receiver: 'operators',
    status: 'firing',
    alerts: [
      { status: 'firing', labels, annotations: firing },
      {
        status: 'resolved',
        labels,
        annotations: { summary_vi: 'Khác', summary_en: 'Other', reference: 'https://k/x' },
      },
    ],
    groupLabels: { alertname: 'NhipTallyBehind' },
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: 'https://a',
  };
}

const EXPECTED = `Cảnh báo / Alert (2) [warning]: NhipTallyBehind
- Chậm
  Việc cần làm: Thêm máy
  Bảng theo dõi: https://g/vi
Đã hết:
- Khác

---

- Slow
  What to do: Add machines
  Dashboard: https://g/en
Over:
- Other
`;
