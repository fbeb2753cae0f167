// Dashboards: the service itself, for those who run it: is it up, is it behind, what does it refuse, what does it need.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import type { PanelBuilder as GraphPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { badFrom } from './look.ts';
import { type PanelMaker, pageOf, type Section, type Size } from './page.ts';
import { LAG } from './promql.ts';
import type { Scene } from './scene.ts';
import { type ServiceWords, serviceWordsOf } from './service-words.ts';
import { figure, line, PROMETHEUS, refIdAt } from './sources.ts';
import { figures } from './tiles.ts';
import { overTime } from './trend.ts';

/** Whatever Prometheus scrapes of Nhịp. */
const JOBS = 'job=~"nhip.*"';

export function serviceDashboard(scene: Scene): Dashboard {
  const said = serviceWordsOf(scene.language);
  return pageOf(scene, {
    page: 'service',
    title: scene.words.service,
    description: `${scene.words.service}.`,
    tags: ['nhip-operation'],
    variables: [],
    from: 'now-6h',
    refresh: '30s',
    sections: sectionsOf(scene, said),
  });
}

function sectionsOf(scene: Scene, said: ServiceWords): readonly Section[] {
  return [
    { title: said.now, panels: head(scene, said) },
    { title: said.intake, panels: intake(scene, said) },
    { title: said.delay, panels: delay(scene, said) },
    { title: said.backlog, panels: backlog(scene, said) },
    { title: said.queries, panels: queries(scene, said) },
    { title: said.resources, panels: resources(scene, said) },
  ];
}

const SECONDS_LATE = 15 * 60;
const EVENTS_MANY = 100_000;

function head({ words }: Scene, said: ServiceWords): readonly PanelMaker[] {
  const sixth = { width: 4, height: 4, nothing: words.noValue };
  const single = (title: string, expression: string, unit: string): StatPanel =>
    figures({ ...sixth, title, queries: [figure('A', expression, title)] })
      .unit(unit)
      .decimals(0);
  return [
    figures({
      ...sixth,
      title: said.up,
      queries: [figure('A', `sum(up{${JOBS}})`, said.up), figure('B', `count(up{${JOBS}} == 0)`, said.down)],
    }).overrideByQuery('B', [{ id: 'thresholds', value: badFrom(1).build() }]),
    single(said.alerts, 'count(ALERTS{alertstate="firing",area!="watchdog"}) or vector(0)', 'none').thresholds(
      badFrom(1),
    ),
    single(said.longestWait, LAG, 'dtdurations').thresholds(badFrom(SECONDS_LATE)),
    single(said.pending, 'sum(nhip_tally_pending_events)', 'locale').thresholds(badFrom(EVENTS_MANY)),
    single(said.deadLetters, 'sum(nhip_tally_events_total{verdict="dead_lettered"})', 'locale').thresholds(badFrom(1)),
    single(said.refused, 'sum(nhip_door_rejected_total)', 'locale'),
  ];
}

interface Line {
  readonly expression: string;
  /** `{{label}}` in it is the label's value. */
  readonly legend: string;
}

interface GraphOptions extends Size {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
}

function graph({ words }: Scene, { title, unit, lines, width, height }: GraphOptions): GraphPanel {
  return overTime({ width, height })
    .title(title)
    .datasource(PROMETHEUS)
    .targets(lines.map(({ expression, legend }, place) => line(refIdAt(place), expression, legend)))
    .noValue(words.noValue)
    .unit(unit)
    .min(0);
}

const HALF = { width: 12, height: 8 };
const THIRD = { width: 8, height: 8 };

function rate(counter: string, by = ''): string {
  return `sum by (${by}) (rate(${counter}[$__rate_interval]))`;
}

function percentile(share: number, histogram: string, by = ''): string {
  return `histogram_quantile(${share}, sum by (le${by}) (rate(${histogram}_bucket[$__rate_interval])))`;
}

function intake(scene: Scene, said: ServiceWords): readonly PanelMaker[] {
  return [
    graph(scene, {
      ...THIRD,
      title: said.accepted,
      unit: 'none',
      lines: [{ expression: rate('nhip_door_accepted_total'), legend: said.acceptedLine }],
    }),
    graph(scene, {
      ...THIRD,
      title: said.verdicts,
      unit: 'none',
      lines: [{ expression: rate('nhip_tally_events_total', 'verdict'), legend: '{{verdict}}' }],
    }),
    graph(scene, {
      ...THIRD,
      title: said.refusedByCode,
      unit: 'none',
      lines: [{ expression: rate('nhip_door_rejected_total', 'code'), legend: '{{code}}' }],
    }),
  ];
}

function delay(scene: Scene, said: ServiceWords): readonly PanelMaker[] {
  const shares = [
    [0.5, 'p50'],
    [0.95, 'p95'],
    [0.99, 'p99'],
  ] as const;
  return [
    graph(scene, {
      ...THIRD,
      title: said.eventToKpi,
      unit: 's',
      lines: shares.map(([share, legend]) => ({ expression: percentile(share, 'nhip_event_to_kpi_seconds'), legend })),
    }),
    graph(scene, {
      ...THIRD,
      title: said.stations,
      unit: 's',
      lines: [
        { expression: percentile(0.99, 'nhip_door_append_seconds'), legend: said.append },
        { expression: percentile(0.99, 'nhip_tally_commit_seconds'), legend: said.commit },
        { expression: percentile(0.99, 'nhip_evaluate_seconds'), legend: said.evaluate },
      ],
    }),
    graph(scene, {
      ...THIRD,
      title: said.waits,
      unit: 's',
      lines: [
        { expression: 'max by (partition) (nhip_tally_lag_seconds)', legend: said.tallyOf },
        { expression: 'max(nhip_evaluate_lag_seconds)', legend: said.evaluate },
        { expression: 'max(nhip_view_lag_seconds)', legend: said.view },
        { expression: 'max(nhip_view_tick_overdue_seconds)', legend: said.tickOverdue },
      ],
    }),
  ];
}

function backlog(scene: Scene, said: ServiceWords): readonly PanelMaker[] {
  return [
    graph(scene, {
      ...HALF,
      title: said.backlog,
      unit: 'locale',
      lines: [
        { expression: 'max by (partition) (nhip_tally_pending_events)', legend: said.pendingOf },
        { expression: 'max(nhip_view_behind_entries)', legend: said.behind },
      ],
    }),
    graph(scene, {
      ...HALF,
      title: said.trouble,
      unit: 'locale',
      lines: [
        { expression: 'sum(nhip_tally_events_total{verdict="dead_lettered"})', legend: said.deadLettersLine },
        { expression: 'sum(nhip_tally_conflicts_total)', legend: said.conflictsLine },
        { expression: 'max by (partition) (nhip_tally_restore_seconds)', legend: said.restore },
      ],
    }),
  ];
}

const QUERIES = 'nhip_query_seconds';

function queries(scene: Scene, said: ServiceWords): readonly PanelMaker[] {
  return [
    graph(scene, {
      ...HALF,
      title: said.queryDelay,
      unit: 's',
      lines: [{ expression: percentile(0.99, QUERIES, ', route'), legend: '{{route}}' }],
    }),
    graph(scene, {
      ...HALF,
      title: said.queryRate,
      unit: 'none',
      lines: [{ expression: rate(`${QUERIES}_count`, 'route, status'), legend: '{{route}} {{status}}' }],
    }),
  ];
}

function resources(scene: Scene, said: ServiceWords): readonly PanelMaker[] {
  const quarter = { width: 6, height: 8 };
  return [
    graph(scene, {
      ...quarter,
      title: said.memory,
      unit: 'bytes',
      lines: [{ expression: `nhip_process_resident_memory_bytes{${JOBS}}`, legend: '{{instance}}' }],
    }),
    graph(scene, {
      ...quarter,
      title: said.cpu,
      unit: 'none',
      lines: [
        { expression: `rate(nhip_process_cpu_seconds_total{${JOBS}}[$__rate_interval])`, legend: '{{instance}}' },
      ],
    }),
    graph(scene, {
      ...quarter,
      title: said.threads,
      unit: 'percentunit',
      lines: [
        {
          expression: `rate(nhip_thread_busy_seconds_total{${JOBS}}[$__rate_interval])`,
          legend: '{{instance}} {{thread}}',
        },
      ],
    }),
    graph(scene, {
      ...quarter,
      title: said.size,
      unit: 'short',
      lines: [
        { expression: 'sum(nhip_tally_records)', legend: said.records },
        { expression: 'sum(nhip_tally_cells)', legend: said.cells },
        { expression: 'max(nhip_view_series)', legend: said.series },
        { expression: 'max(nhip_scrape_series)', legend: said.scraped },
      ],
    }),
  ];
}
