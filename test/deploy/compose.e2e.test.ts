// Deployment: what Docker Compose, Prometheus and Alertmanager themselves say of the files that set them up.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeWith } from '../support/describe-with.ts';
import { programMissing } from '../support/requires.ts';
import { ROOT } from './docker.ts';

const DEPLOY = join(ROOT, 'deploy');
const run = promisify(execFile);

/** The plugin where Docker has it, else the program of its own. */
function composeWords(): readonly string[] {
  try {
    execFileSync('docker', ['compose', 'version'], { stdio: 'ignore' });
    return ['docker', 'compose'];
  } catch {
    return ['docker-compose'];
  }
}

const [program = '', ...words] = composeWords();

interface Service {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly secrets?: readonly (string | { readonly source: string })[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly ports?: readonly (string | { readonly host_ip?: string })[];
  readonly volumes?: readonly (string | { readonly type: string; readonly source: string })[];
}

describeWith([program === 'docker' ? null : programMissing('docker-compose')], 'compose.yaml', () => {
  let services: Readonly<Record<string, Service>> = {};
  beforeAll(async () => {
    const { stdout } = await run(program, [...words, '--file', join(DEPLOY, 'compose.yaml'), 'config'], {
      cwd: DEPLOY,
    });
    ({ services } = parse(stdout) as { services: Readonly<Record<string, Service>> });
  });

  it('has Kafka, the three services, their history, and what shows and watches them', () => {
    const all = ['aggregator', 'alertmanager', 'exporter', 'gateway', 'grafana', 'kafka', 'postgres', 'prometheus'];
    expect(Object.keys(services).sort()).toEqual(all);
  });

  it.each(['gateway', 'aggregator', 'exporter'])('runs the %s alone, on Kafka, and strictly', (name) => {
    expect(services[name]).toMatchObject({
      command: ['serve', name],
      environment: { NHIP_KAFKA_BROKERS: 'kafka:9092' },
      read_only: true,
      cap_drop: ['ALL'],
    });
  });

  it('keeps the history in a PostgreSQL that outlives its container, and tells when it answers', () => {
    const { image, environment, healthcheck, volumes = [] } = services.postgres ?? {};
    expect(image).toMatch(/^postgres:\d+\.\d+/);
    expect(healthcheck?.test.join(' ')).toContain('pg_isready');
    const names = volumes.map((volume) => (typeof volume === 'string' ? volume.split(':')[0] : volume.source));
    expect(names).toContain('postgres');
    const url = new URL(services.exporter?.environment?.NHIP_DATABASE_URL ?? '');
    expect([url.username, url.pathname]).toEqual([environment?.POSTGRES_USER, `/${environment?.POSTGRES_DB}`]);
    expect(url.hostname in services).toBe(true);
    expect(services.grafana?.environment).toMatchObject({
      NHIP_HISTORY_HOST: url.host,
      NHIP_HISTORY_DATABASE: environment?.POSTGRES_DB,
      NHIP_HISTORY_USER: 'grafana',
    });
  });

  it('takes passwords out of secrets, each that of the service which needs it', () => {
    const files = [
      ['exporter', 'NHIP_DATABASE_PASSWORD_FILE', 'history-password'],
      ['postgres', 'POSTGRES_PASSWORD_FILE', 'history-password'],
      ['postgres', 'GRAFANA_PASSWORD_FILE', 'history-reader-password'],
    ] as const;
    for (const [name, variable, secret] of files) {
      expect(services[name]?.environment?.[variable]).toBe(`/run/secrets/${secret}`);
      expect(secretsOf(services[name])).toContain(secret);
    }
    expect(secretsOf(services.grafana)).toEqual(['grafana-password', 'history-reader-password']);
    const written = Object.values(services).flatMap(({ environment }) => Object.keys(environment ?? {}));
    expect(written.filter((variable) => /PASSWORD$/.test(variable))).toEqual([]);
  });

  it('gives Grafana what its source of the history names', () => {
    const text = readFileSync(join(DEPLOY, 'grafana/provisioning/datasources/history.yaml'), 'utf8');
    const variables = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
    expect(variables.length).toBeGreaterThan(0);
    for (const variable of variables) expect(services.grafana?.environment?.[variable], variable).toMatch(/./);
    const secrets = [...text.matchAll(/\$__file\{\/run\/secrets\/([\w-]+)\}/g)].map(([, name = '']) => name);
    expect(secrets).toHaveLength(1);
    expect(secretsOf(services.grafana)).toEqual(expect.arrayContaining(secrets));
  });

  it('opens ports to this machine only', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(typeof port === 'string' ? port : port.host_ip).toMatch(/^127\.0\.0\.1/);
  });

  it('mounts only folders that are there', () => {
    const sources = Object.values(services)
      .flatMap(({ volumes = [] }) => volumes)
      .map((volume) => (typeof volume === 'string' ? (volume.split(':')[0] ?? '') : volume.source))
      .filter((source) => source.startsWith('/'));
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((source) => !existsSync(source))).toEqual([]);
  });
});

function secretsOf(service: Service | undefined): readonly string[] {
  return (service?.secrets ?? []).map((secret) => (typeof secret === 'string' ? secret : secret.source)).sort();
}

describe('what is mounted into them', () => {
  describeWith([programMissing('promtool')], 'Prometheus', () => {
    it('takes its configuration', async () => {
      const { stdout } = await run('promtool', ['check', 'config', join(DEPLOY, 'prometheus/prometheus.yml')]);
      expect(stdout).toContain('SUCCESS');
      const rules = readdirSync(join(DEPLOY, 'prometheus/rules')).filter((name) => name.endsWith('.yml'));
      expect(rules.length).toBeGreaterThan(0);
      for (const name of rules) expect(stdout).toContain(`rules/${name}`);
    });
  });

  describeWith([programMissing('amtool')], 'Alertmanager', () => {
    it('takes its configuration and its texts', async () => {
      const { stdout } = await run('amtool', ['check-config', join(DEPLOY, 'alertmanager/alertmanager.yml')]);
      expect(stdout).toContain('SUCCESS');
      expect(stdout).toContain('1 templates');
      expect(readdirSync(join(DEPLOY, 'alertmanager/templates'))).toEqual(['nhip.tmpl']);
    });
  });
});
