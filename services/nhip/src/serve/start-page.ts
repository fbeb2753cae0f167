// The page at `/`: what this is and where to go, for whoever opens the address in a browser.
import { referencePath } from '@nhip/catalogue';
import type { KpiPlan, Plan } from '@nhip/core';
import { escaped, htmlPage } from './html-page.ts';

export interface StartPage {
  readonly plan: Plan;
  /** This process answers questions about values; a gateway or an aggregator alone does not. */
  readonly hasValues: boolean;
  /** This process takes events. */
  readonly takesEvents: boolean;
  readonly manualClock: boolean;
  /** The data is invented; the page says so. */
  readonly simulated: boolean;
}

type Place = readonly [path: string, vi: string, en: string];

const OF_VALUES: readonly Place[] = [
  ['/v1/kpis', 'các chỉ số của danh mục', 'the KPIs of the catalogue'],
  [
    '/reference/',
    'ý nghĩa và cách tính từng chỉ số, các sự kiện của chỉ số',
    'what each KPI means, which events feed it',
  ],
];
const OF_ALL: readonly Place[] = [
  ['/metrics', 'số liệu cho Prometheus', 'metrics for Prometheus'],
  ['/docs', 'giao diện lập trình, có thể dùng thử', 'the interface, readable and to be tried'],
  ['/openapi.json', 'mô tả giao diện cho chương trình', 'the interface for programs'],
  ['/readyz', 'dịch vụ đã sẵn sàng hay chưa', 'whether the service is ready'],
];

export function startPage({ plan, hasValues, takesEvents, manualClock, simulated }: StartPage): string {
  const { title } = plan;
  const places = [...(hasValues ? OF_VALUES : []), ...OF_ALL];
  const body = [
    `<h1>Nhịp</h1><p>${escaped(title.vi)} / ${english(title.en)}</p>`,
    ...(simulated ? [SIMULATED] : []),
    ...(manualClock ? [MANUAL] : []),
    list(places.map(([path, vi, en]) => `<a href="${path}">${path}</a>: ${vi} / ${english(en)}`)),
    ...(takesEvents ? [EVENTS] : []),
    ...(hasValues ? programmes(plan) : []),
  ];
  return htmlPage({ title: `Nhịp: ${title.vi} / ${title.en}`, body: body.join('\n') });
}

const SIMULATED =
  '<p><strong>Toàn bộ dữ liệu ở đây là dữ liệu mô phỏng</strong>, không nói lên điều gì về cơ quan có thật. / ' +
  '<span lang="en"><strong>All data here is simulated.</strong> It says nothing about any real office.</span></p>';
const MANUAL =
  '<p>Đồng hồ chỉ chạy bằng lệnh <code>nhip tick</code>. / ' +
  '<span lang="en">The clock is manual: it moves with <code>nhip tick</code> only.</span></p>';
const EVENTS =
  '<p>Gửi sự kiện CloudEvents 1.0 đến <code>POST /v1/events</code>. / ' +
  '<span lang="en">Events are sent there as CloudEvents 1.0.</span></p>';

function programmes(plan: Plan): readonly string[] {
  const { kpis, titles } = plan;
  return [...Map.groupBy(kpis, ({ programme }) => programme)].flatMap(([programme, members]) => {
    const title = programme === null ? OTHERS : (titles.programmes[programme] ?? { vi: programme, en: programme });
    return [
      `<h2>${escaped(title.vi)} / ${english(title.en)}</h2>`,
      list(
        members.map((kpi) => `${linked(kpi)} (<a href="${valuesOf(kpi, plan)}">giá trị / ${english('values')}</a>)`),
      ),
    ];
  });
}

const OTHERS = { vi: 'Chỉ số khác', en: 'Other KPIs' };

function linked(kpi: KpiPlan): string {
  const { vi, en } = kpi.title;
  return `<a href="/reference/${escaped(referencePath(kpi))}">${escaped(vi)}</a> / ${english(en)}`;
}

/** Of the city, where it has a value, and by a length of period for which there are values at all. */
function valuesOf({ id, grains, levels }: KpiPlan, plan: Plan): string {
  const [top = ''] = plan.levels;
  const grain = grains.find((name) => name === 'month') ?? grains[0] ?? '';
  const asked = new URLSearchParams(levels.includes(top) ? { unit: plan.root, grain } : { grain });
  return escaped(`/v1/kpis/${encodeURIComponent(id)}/values?${asked}`);
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${item}</li>`).join('\n')}</ul>`;
}

function english(text: string): string {
  return `<span lang="en">${escaped(text)}</span>`;
}
