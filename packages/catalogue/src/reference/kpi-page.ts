// Reference: the page of one KPI, for those who read its value, those whose events feed it, and those who are asked where the
// definition comes from. What is computed stands there as the catalogue writes it.
import { type AlertPlan, formatDay, type KpiPlan, type Plan } from '@nhip/core';
import { stringify } from 'yaml';
import {
  cell,
  fenced,
  gaugeOf,
  kpiPath,
  pageOf,
  type ReferencePage,
  type ReferenceSource,
  recordPath,
  upTo,
} from './page.ts';
import { measuresOf, otherKpisOf, recordsOf } from './uses.ts';

const betterWords = {
  higher: 'cao hơn là tốt hơn / higher is better',
  lower: 'thấp hơn là tốt hơn / lower is better',
  neither: 'không có hướng / neither',
} as const;

export function kpiPage(source: ReferenceSource, kpi: KpiPlan): ReferencePage {
  const parts = [
    `# ${kpi.title.vi}`,
    `**${kpi.title.en}** · \`${kpi.id}\``,
    ...(kpi.description === null ? [] : [kpi.description.vi, `*${kpi.description.en}*`]),
    factsOf(source.plan, kpi),
    `## Cách tính / How it is computed`,
    fenced('yaml', stringify(computed(source.written.kpis.get(kpi.id)), { lineWidth: 110 })),
    ...measuresPart(source, kpi),
    ...otherPart(source.plan, kpi),
    `## Sự kiện / Events that feed it`,
    eventsOf(source.plan, kpi),
  ];
  return pageOf(kpiPath(kpi), parts);
}

function factsOf(plan: Plan, kpi: KpiPlan): string {
  const targets = kpi.targets.map(({ year, value }) => `${year}: ${value}`).join(', ');
  const kept = kpi.per.map(({ dimension, levels }) => `${dimension} (${levels.join(', ')})`).join(', ');
  const rows = [
    ...(kpi.code === null ? [] : [['mã / code', kpi.code]]),
    ...(kpi.owners.length === 0 ? [] : [['chủ trì / owner', ownersOf(plan, kpi)]]),
    ['căn cứ / basis', kpi.basis],
    ['đơn vị đo / unit of measure', kpi.measure],
    ['hướng / direction', betterWords[kpi.better]],
    ['chỉ tiêu / target', targets === '' ? '–' : targets],
    ['điểm tối đa / points', kpi.rating.pointsMax === null ? '–' : String(kpi.rating.pointsMax)],
    ['cảnh báo / alert', kpi.alerts.length === 0 ? '–' : kpi.alerts.map(alertWords).join('; ')],
    ['kỳ / grains', kpi.grains.join(', ')],
    ['cấp / levels', kpi.levels.length === 0 ? '–' : kpi.levels.join(', ')],
    ...(kept === '' ? [] : [['theo / by', kept]]),
    ['Prometheus', `\`${gaugeOf(kpi)}\``],
    ['API', `\`/v1/kpis/${kpi.id}/values\``],
  ];
  return ['| | |', '| --- | --- |', ...rows.map(([name = '', value = '']) => `| ${name} | ${cell(value)} |`)].join(
    '\n',
  );
}

/** Each by its name, with the day from which it answers. */
function ownersOf({ units }: Plan, { owners }: KpiPlan): string {
  return owners
    .map(({ unit, from }) => {
      const title = units.find(({ code }) => code === unit)?.title;
      const name = title === undefined ? unit : `${title.vi} / ${title.en}`;
      return from === null ? name : `${name} (từ / from ${formatDay(from)})`;
    })
    .join(', ');
}

function alertWords({ below, above, clear, windowDays, atLeast, severity, perDimension }: AlertPlan): string {
  const parts = [
    below === null ? `trên / above ${above}` : `dưới / below ${below}`,
    ...(clear === null ? [] : [`hết khi / over at ${clear}`]),
    ...(perDimension === null ? [] : [`theo / by ${perDimension}`]),
    `${windowDays} ngày / days`,
    ...(atLeast === 0 ? [] : [`mẫu số / denominator ≥ ${atLeast}`]),
  ];
  return `${severity}: ${parts.join(', ')}`;
}

/** What the facts above already say is left out. */
const told: ReadonlySet<string> = new Set([
  ...['kpi', 'composite', 'title', 'description', 'basis', 'measure', 'better', 'grains', 'levels', 'target', 'alert'],
  ...['owner', 'code'],
]);

function computed(written: unknown): unknown {
  if (typeof written !== 'object' || written === null) return written;
  return Object.fromEntries(
    Object.entries(written).filter(
      ([key, value]) => !told.has(key) || (key === 'composite' && typeof value === 'object'),
    ),
  );
}

function measuresPart({ plan, written }: ReferenceSource, kpi: KpiPlan): readonly string[] {
  const used = measuresOf(plan, kpi);
  if (used.length === 0) return [];
  const definitions = used.map(({ record, measure }) => {
    const declared = written.records.get(record.name) as { readonly measures?: Readonly<Record<string, unknown>> };
    return [`${record.name}.${measure.name}`, declared?.measures?.[measure.name] ?? null] as const;
  });
  return [
    `## Số đo / Measures`,
    fenced('yaml', stringify(Object.fromEntries(definitions), { lineWidth: 110, collectionStyle: 'any' })),
  ];
}

function otherPart(plan: Plan, kpi: KpiPlan): readonly string[] {
  const others = otherKpisOf(plan, kpi);
  if (others.length === 0) return [];
  const lines = others.map((other) => `- [${other.title.vi} / ${other.title.en}](${upTo(kpiPath(other))})`);
  return [`## Chỉ số thành phần / KPIs it is made of`, lines.join('\n')];
}

function eventsOf(plan: Plan, kpi: KpiPlan): string {
  const lines = recordsOf(plan, kpi).map((record) => {
    if (record.isBuiltIn === true)
      return `- [${record.title.vi} / ${record.title.en}](${upTo(recordPath(record.name))})`;
    const types = record.events.map(({ type }) => `\`${type}\``).join(', ');
    return `- [${record.title.vi} / ${record.title.en}](${upTo(recordPath(record.name))}): ${types}`;
  });
  return lines.length === 0 ? '–' : lines.join('\n');
}
