// A breach from the door to whoever answers for it, all programs real: events become a value, Prometheus sees it by the generated rules,
// Alertmanager tells a webhook. The alert stands while the service is away, and is over when the value has recovered.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInCatalogue } from '@nhip/catalogue';
import type { CloudEvent } from '@nhip/nhip';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postAll } from '../process/door.ts';
import { freePort, runNhip, type Service, startService, until } from '../process/nhip-process.ts';
import { type Alertmanager, startAlertmanager } from '../support/alertmanager.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Alert, type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { programMissing } from '../support/requires.ts';
import { type NotifiedAlert, openWebhook, type Webhook } from '../support/webhook.ts';
import { listeningConfig } from './deployed-alertmanager.ts';

const AGENCY = 'so-xay-dung';
const OWNER = 'owner-van-phong-ubnd';
const WATCHDOG = 'NhipWatchdog';
const ALERT = 'KpiOnlineDossierRateBelow';
const BREACH = 'Tỷ lệ hồ sơ nộp trực tuyến – Sở Xây dựng: 0%, dưới ngưỡng 45% (cửa sổ 30 ngày)';
const TOLD_MS_MAX = 120_000;
const FILE = 'digital-government/dossier-kpis.yaml';
const DECLARED = 'alert: { below: 0.45, window: 30d, at_least: 30, severity: warning, for: 1h }';

let folder: string;
let port: number;
let service: Service;
let webhook: Webhook;
let alertmanager: Alertmanager;
let prometheus: Prometheus;

const start = (): Promise<Service> =>
  startService({ port, data: join(folder, 'data'), catalogue: join(folder, 'catalogue'), arguments: [] });

describeWith([programMissing('prometheus'), programMissing('prometheus-alertmanager')], 'a breach', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nhip-alerts-'));
    const catalogue = join(folder, 'catalogue');
    cpSync(builtInCatalogue(), catalogue, { recursive: true });
    // The built-in alert, but for the hour of waiting.
    const written = readFileSync(join(catalogue, FILE), 'utf8');
    expect(written).toContain(DECLARED);
    writeFileSync(join(catalogue, FILE), written.replace(DECLARED, DECLARED.replace('for: 1h', 'for: 2s')));
    const rules = join(folder, 'rules');
    const made = await runNhip(['catalogue', 'rules', catalogue, '--out', rules]);
    expect(made.code, made.output).toBe(0);
    port = await freePort();
    service = await start();
    webhook = await openWebhook();
    alertmanager = await startAlertmanager(listeningConfig(webhook.url));
    prometheus = await startPrometheus({
      config: {
        global: { scrape_interval: '2s', scrape_timeout: '2s', evaluation_interval: '1s' },
        rule_files: ['rules/*.yml'],
        alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager.url).host] }] }] },
        scrape_configs: [{ job_name: 'nhip', static_configs: [{ targets: [`127.0.0.1:${port}`] }] }],
      },
      files: rulesIn(rules),
    });
  });
  afterAll(async () => {
    await prometheus?.close();
    await alertmanager?.close();
    await webhook?.close();
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is none where nothing has been stated: that is no old news', { timeout: 2 * TOLD_MS_MAX }, async () => {
    const fresh = async (): Promise<boolean> => (await prometheus.query('nhip:values_fresh'))[0]?.value === 1;
    await until('the rules have news', TOLD_MS_MAX, fresh);
    const names = async (): Promise<readonly string[]> =>
      (await prometheus.alerts()).map(({ labels }) => labels.alertname ?? '');
    await until('only that fires that always does', TOLD_MS_MAX, async () => String(await names()) === WATCHDOG);
    await until('whoever waits for it hears it', TOLD_MS_MAX, async () => pathsOf(WATCHDOG).length > 0);
    expect(pathsOf(WATCHDOG)).toEqual(['/watchdog']);
  });

  it('is told to whoever answers for it, stands while nobody knows, and is over when the value recovers', {
    timeout: 5 * TOLD_MS_MAX,
  }, async () => {
    await postAll(service.url, dossiers({ from: 0, count: 29, channel: 'counter' }));
    await until('the value is seen', TOLD_MS_MAX, async () => (await shown())?.value === 0);
    await until('the rules have seen it as news', TOLD_MS_MAX, async () => {
      const [seen] = await prometheus.query('sum(count_over_time(nhip:exporter_fresh[10s]))');
      return (seen?.value ?? 0) >= 5;
    });
    // 29 are too few to alert, 30 are not.
    expect(await standing()).toBeUndefined();
    await postAll(service.url, dossiers({ from: 29, count: 1, channel: 'counter' }));
    await until('the webhook hears of it', TOLD_MS_MAX, async () => told('firing').length > 0);
    expect(told('resolved')).toEqual([]);
    expect(told('firing')[0]).toMatchObject({
      labels: { alertname: ALERT, severity: 'warning', kpi: 'online-dossier-rate', unit: AGENCY, window: '30d' },
      annotations: { reference: expect.stringContaining('/reference/digital-government/online-dossier-rate') },
    });
    // On a busy machine a scrape may be missing, and then it says that it is stale.
    await until(
      'it says how things are',
      TOLD_MS_MAX,
      async () => (await standing())?.annotations.summary_vi === BREACH,
    );

    await service.stop();
    await until(
      'the alert says that it is stale',
      TOLD_MS_MAX,
      async () => (await standing())?.annotations.summary_en?.includes('stale') ?? false,
    );
    const since = Date.now();
    await until('it has stood for longer than it is kept', TOLD_MS_MAX, async () => {
      expect((await standing())?.state).toBe('firing');
      return Date.now() - since > 5_000;
    });
    expect(told('resolved')).toEqual([]);

    service = await start();
    await postAll(service.url, dossiers({ from: 30, count: 30, channel: 'online' }));
    await until('the value has recovered', TOLD_MS_MAX, async () => (await shown())?.value === 0.5);
    await until('the webhook hears that it is over', TOLD_MS_MAX, async () => told('resolved').length > 0);
    expect(await standing()).toBeUndefined();
    // Nobody else was told.
    expect(pathsOf(ALERT)).toEqual([`/${OWNER}`]);
  });

  it('leaves no rule that could not be evaluated', async () => {
    const { groups } = (await prometheus.ask('/api/v1/rules')) as RuleHealth;
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(40);
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
  });

  it('says nothing that could not be filled in', async () => {
    const texts = webhook
      .received()
      .flatMap(({ alerts }) => alerts.flatMap(({ annotations }) => Object.values(annotations)));
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter((text) => /error expanding|\{\{|<no value>/.test(text))).toEqual([]);
  });
});

interface RuleHealth {
  readonly groups: readonly { readonly rules: readonly { readonly name: string; readonly health: string }[] }[];
}

function rulesIn(rules: string): Readonly<Record<string, string>> {
  const paths = readdirSync(rules).filter((path) => path.endsWith('.yml'));
  return Object.fromEntries(paths.map((path) => [`rules/${path}`, readFileSync(join(rules, path), 'utf8')]));
}

interface Dossiers {
  readonly from: number;
  readonly count: number;
  readonly channel: 'counter' | 'online';
}

/** Received an hour ago. */
function dossiers({ from, count, channel }: Dossiers): readonly CloudEvent[] {
  const receivedAt = new Date(Date.now() - 3_600_000).toISOString();
  return Array.from({ length: count }, (_, place) => ({
    specversion: '1.0',
    id: `alerts-${from + place}`,
    source: `/${AGENCY}/one-stop-shop`,
    type: 'vn.nhip.dossier.received',
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: { dossierId: `D-${from + place}`, procedure: '1.004227', channel, receivedAt },
  }));
}

async function shown() {
  const selector = `kpi_online_dossier_rate_ratio{unit="${AGENCY}",grain="P30D",period="current"}`;
  return (await prometheus.query(selector))[0];
}

async function standing(): Promise<Alert | undefined> {
  const alerts = await prometheus.alerts();
  return alerts.find(({ labels }) => labels.alertname === ALERT && labels.unit === AGENCY);
}

function told(status: 'firing' | 'resolved'): readonly NotifiedAlert[] {
  return webhook
    .received()
    .flatMap(({ alerts }) => alerts)
    .filter((alert) => alert.status === status && alert.labels.alertname === ALERT && alert.labels.unit === AGENCY);
}

function pathsOf(name: string): readonly string[] {
  const told = webhook.received().filter(({ alerts }) => alerts.some(({ labels }) => labels.alertname === name));
  return [...new Set(told.map(({ path }) => path))];
}
