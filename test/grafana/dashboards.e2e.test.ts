// Every question of every panel of every dashboard, to a real Prometheus that scrapes the demonstration and to the PostgreSQL that it
// keeps its history in: none is refused, no panel is empty, and what people see is made by Grafana's own code from the real answers.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort, spawnNhip, until } from '../process/nhip-process.ts';
import { describeWith } from '../support/describe-with.ts';
import { makeHistoryReader } from '../support/history-reader.ts';
import { type Postgres, postgresMissing, rowsOf, startPostgres } from '../support/postgres.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { programMissing } from '../support/requires.ts';
import { optionsOf } from './choices.ts';
import { type Dashboard, type DashboardFile, type Panel, panelsOf, readDashboards } from './dashboard-files.ts';
import { type Choice, type Interpolation, interpolate } from './interpolate.ts';
import {
  answered,
  type PanelAnswer,
  type Sources,
  showsAnything,
  showsNumbers,
  visibleFields,
} from './panel-answer.ts';
import { isUntold } from './untold.ts';

const READY_MS_MAX = 240_000;
/** A busy machine may need some seconds for one. */
const SCRAPE_SECONDS = 5;
/** In a row, since rates need some. */
const SCRAPES_MIN = 4;
/** What pages begin with. */
const ROOT = 'hanoi';
const SPAN_MS = SCRAPE_SECONDS * SCRAPES_MIN * 1000;

const secrets = mkdtempSync(join(tmpdir(), 'nhip-grafana-'));
let demo: ChildProcess;
let url: string;
let prometheus: Prometheus;
let postgres: Postgres;
let sources: Sources;
/** Everything is asked of one moment, whatever later scrapes come to. */
let askedMs: number;

/** What else people may choose, where the first choice has nothing to show. */
const furtherChoices: readonly Readonly<Record<string, string>>[] = [
  { period: 'current' },
  { grain: 'quarter' },
  { grain: 'year' },
  { grain: 'year', period: 'current' },
];

describeWith([programMissing('prometheus'), postgresMissing()], 'the dashboards with the demonstration', () => {
  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    let printed = '';
    postgres = await startPostgres();
    const database = await postgres.createDatabase('city');
    const history = await makeHistoryReader(database, 'for-tests-too');
    demo = spawnNhip(['demo', '--units', '6'], { NHIP_PORT: String(port), ...databaseOf(database) });
    demo.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
    });
    const seconds = `${SCRAPE_SECONDS}s`;
    prometheus = await startPrometheus({
      config: {
        global: { scrape_interval: seconds, scrape_timeout: seconds },
        scrape_configs: [{ job_name: 'nhip', static_configs: [{ targets: [`127.0.0.1:${port}`] }] }],
      },
    });
    sources = { prometheus, history: (sql) => rowsOf(history, sql) as ReturnType<Sources['history']> };
    await until('the city is live', READY_MS_MAX, async () => {
      if (demo.exitCode !== null) throw new Error(`the demonstration ended with ${demo.exitCode}:\n${printed}`);
      return printed.includes('goes on live');
    });
    const liveMs = Date.now();
    await until('the history is written up to now', READY_MS_MAX, async () => {
      const question = new URLSearchParams({ grain: 'month', asof: new Date(liveMs).toISOString() });
      return (await fetch(`${url}/v1/kpis/online-dossier-rate/values?${question}`)).status === 200;
    });
    await until('Prometheus has some good scrapes of it in a row', READY_MS_MAX, async () => {
      askedMs = Date.now();
      if (askedMs - liveMs < SPAN_MS) return false;
      const window = `[${SPAN_MS / 1000}s]`;
      const [worst] = await prometheus.query(`min(min_over_time(up{job="nhip"}${window}))`, askedMs / 1000);
      const [scrapes] = await prometheus.query(`sum(count_over_time(up{job="nhip"}${window}))`, askedMs / 1000);
      return worst?.value === 1 && (scrapes?.value ?? 0) >= SCRAPES_MIN;
    });
  }, READY_MS_MAX);
  afterAll(async () => {
    await prometheus?.close();
    if (demo?.exitCode === null) {
      demo.kill('SIGTERM');
      await once(demo, 'exit');
    }
    await postgres?.close();
    rmSync(secrets, { recursive: true });
  });

  it.each(readDashboards().map((file) => [file.path, file] as const))(
    'answer every question of %s, and leave no panel empty',
    { timeout: READY_MS_MAX },
    async (_, { dashboard }: DashboardFile) => {
      const first = await interpolationOf(dashboard, {});
      const empty: string[] = [];
      for (const panel of panelsOf(dashboard)) {
        const answer = await answered(panel, sources, first);
        const says =
          (await saysSomething(dashboard, answer)) || (await isUntold(panel, { sources, unit: ROOT, atMs: askedMs }));
        if (!says) empty.push(`#${panel.id} ${panel.title}`);
        expect(unnamed(answer), panel.title).toEqual([]);
      }
      expect(empty).toEqual([]);
    },
  );

  it('tell of periods as they began, the one that goes on apart from those that ended', async () => {
    const page = languagePage('en', 'unit');
    if (page === undefined) throw new Error('no page of units');
    const panel = panelsOf(page).find(({ targets = [] }) => targets.some(({ rawSql }) => rawSql !== undefined));
    if (panel === undefined) throw new Error('no panel of periods');
    const [frame] = (await answered(panel, sources, await interpolationOf(page, { grain: 'month' }))).frames;
    const [time, ended, open] = frame?.fields ?? [];
    const months = time?.values.map((value: number) => hanoi(value)) ?? [];
    // Two invented years, and the month that goes on.
    expect(months.length).toBeGreaterThanOrEqual(24);
    expect(months).toEqual(months.map((_, place) => monthBefore(askedMs, months.length - 1 - place)));
    const isGiven = (value: unknown): boolean => typeof value === 'number';
    expect(ended?.values.slice(-13, -1).every(isGiven)).toBe(true);
    expect(ended?.values.at(-1)).toBeNull();
    // In the first hours of a month nothing may have happened in it.
    const [, kpi = ''] = /kpi = '([^']+)'/.exec(panel.targets?.[0]?.rawSql ?? '') ?? [];
    const isBegun = await hasValueNow(kpi);
    expect(open?.values.map(isGiven)).toEqual(months.map((_, place) => place === months.length - 1 && isBegun));
  });

  it('offer units by their names, and answer for each kind of them', { timeout: READY_MS_MAX }, async () => {
    for (const { dashboard } of readDashboards()) {
      const unit = dashboard.templating.list?.find(({ name }) => name === 'unit');
      if (unit === undefined) continue;
      const options = await optionsOf(unit, prometheus);
      expect(options.length).toBeGreaterThan(100);
      expect(options).toContainEqual({ text: unit.current.text, value: unit.current.value });
    }
    const [, department] = ['vi', 'en'].map((language) => languagePage(language, 'unit'));
    if (department === undefined) throw new Error('no page of units');
    const interpolation = await interpolationOf(department, { unit: 'so-du-lich' });
    for (const panel of panelsOf(department)) {
      const answer = await answered(panel, sources, interpolation);
      expect(showsAnything(answer), panel.title).toBe(true);
    }
  });
});

/** The password in a file, as compose.yaml gives it. */
function databaseOf(database: string): Readonly<Record<string, string>> {
  const url = new URL(database);
  const file = join(secrets, 'password');
  writeFileSync(file, `${url.password}\n`);
  url.password = '';
  return { NHIP_DATABASE_URL: url.href, NHIP_DATABASE_PASSWORD_FILE: file };
}

const HANOI_HOURS = 7;

/** `2024-03-01 00:00` by the clocks of Hanoi, which have no summer time. */
function hanoi(momentMs: number): string {
  return new Date(momentMs + HANOI_HOURS * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}

function monthBefore(momentMs: number, months: number): string {
  const here = new Date(momentMs + HANOI_HOURS * 3_600_000);
  const begin = Date.UTC(here.getUTCFullYear(), here.getUTCMonth() - months);
  return hanoi(begin - HANOI_HOURS * 3_600_000);
}

/** The city has a value of the month that goes on. */
async function hasValueNow(kpi: string): Promise<boolean> {
  const response = await fetch(`${url}/v1/kpis/${kpi}/values?${new URLSearchParams({ grain: 'month', unit: ROOT })}`);
  const { values } = (await response.json()) as { readonly values: readonly { state: string; value: number | null }[] };
  return values.some(({ state, value }) => state === 'open' && value !== null);
}

function languagePage(language: string, name: string): Dashboard | undefined {
  return readDashboards().find(({ path }) => path === `${language}/${name}.json`)?.dashboard;
}

async function interpolationOf(dashboard: Dashboard, chosen: Readonly<Record<string, string>>): Promise<Interpolation> {
  const choices = new Map<string, Choice>();
  for (const variable of dashboard.templating.list ?? []) {
    const options = await optionsOf(variable, prometheus);
    const value = chosen[variable.name] ?? variable.current.value;
    const choice = options.find((option) => option.value === value);
    if (choice === undefined) throw new Error(`${variable.name} has no option ${value}`);
    choices.set(variable.name, choice);
  }
  return { choices, span: { fromMs: askedMs - SPAN_MS, toMs: askedMs }, rateInterval: `${SCRAPE_SECONDS * 4}s` };
}

/** A table says how it is by its states too; everything else shows a number, under the first choice or another one. */
async function saysSomething(dashboard: Dashboard, answer: PanelAnswer): Promise<boolean> {
  if (answer.panel.type === 'table') return showsAnything(answer);
  for (const chosen of [{}, ...furtherChoices]) {
    const interpolation = await interpolationOf(dashboard, chosen);
    const again = await answered(answer.panel, sources, interpolation);
    if (showsNumbers(again, besides(answer.panel, interpolation))) return true;
  }
  return false;
}

/** Names of numbers that say nothing of the unit: its target, and the 1 behind a status. */
function besides({ targets = [], fieldConfig }: Panel, interpolation: Interpolation): ReadonlySet<string> {
  const goals = targets.filter(({ expr = '' }) => /^max by \(\) \(kpi_\w+_target\{/.test(expr));
  const states = fieldConfig?.overrides.flatMap(({ properties }) =>
    properties.some(({ id }) => id === 'mappings') ? properties.filter(({ id }) => id === 'displayName') : [],
  );
  const columns = targets.flatMap(({ rawSql = '' }) => /\btarget AS "([^"]+)"/.exec(rawSql)?.[1] ?? []);
  return new Set([
    ...columns,
    ...goals.map(({ legendFormat = '' }) => interpolate(legendFormat, interpolation)),
    ...(states ?? []).map(({ value }) => String(value)),
  ]);
}

/** Technical names in a table mean that a column was forgotten. */
function unnamed(answer: PanelAnswer): readonly string[] {
  if (answer.panel.type !== 'table') return [];
  const named = new Set(answer.panel.fieldConfig?.overrides.map(({ matcher }) => matcher.options));
  return visibleFields(answer)
    .map(([name]) => name)
    .filter((name) => !named.has(name));
}
