// Reference: the page of one KPI, for those who read its value, those whose events feed it, and those who are asked where the
// definition comes from. What is computed stands there as the catalogue writes it.
import { type AlertPlan, formatDay, isAlways, type KpiDefinition, type KpiPlan, type Plan } from '@nhip/core';
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
  const written = source.written.kpis.get(kpi.id) ?? [];
  const parts = [
    `# ${kpi.title.vi}`,
    `**${kpi.title.en}** · \`${kpi.id}\``,
    ...(kpi.description === null ? [] : [kpi.description.vi, `*${kpi.description.en}*`]),
    factsOf(source.plan, kpi),
    `## Cách tính / How it is computed`,
    formulaOf(written.at(-1)),
    ...earlierParts(kpi, written),
    ...measuresPart(source, kpi),
    ...otherPart(source.plan, kpi),
    `## Sự kiện / Events that feed it`,
    eventsOf(source.plan, kpi),
  ];
  return pageOf(kpiPath(kpi), parts);
}

type Row = readonly [name: string, value: string];

function factsOf(plan: Plan, kpi: KpiPlan): string {
  const own = definitionRows(kpi);
  return table([
    ...(kpi.code === null ? [] : [['mã / code', kpi.code] as const]),
    ...(kpi.owners.length === 0 ? [] : [['chủ trì / owner', ownersOf(plan, kpi)] as const]),
    ...own.definition,
    ['đơn vị đo / unit of measure', kpi.measure],
    ['hướng / direction', betterWords[kpi.better]],
    ...own.rating,
    ['cảnh báo / alert', kpi.alerts.length === 0 ? '–' : kpi.alerts.map(alertWords).join('; ')],
    ['kỳ / grains', kpi.grains.join(', ')],
    ...own.publication,
    ['Prometheus', `\`${gaugeOf(kpi)}\``],
    ['API', `\`/v1/kpis/${kpi.id}/values\``],
  ]);
}

function table(rows: readonly Row[]): string {
  return [
    '| mục / item | nội dung / content |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${cell(value)} |`),
  ].join('\n');
}

/** What may be otherwise in another definition. */
function definitionRows({ valid, basis, targets, rating, levels, per }: KpiDefinition) {
  const target = targets.map(({ year, value }) => `${year}: ${value}`).join(', ');
  const kept = per.map((one) => `${one.dimension} (${one.levels.join(', ')})`).join(', ');
  const definition: readonly Row[] = [
    ['căn cứ / basis', basis],
    ...(isAlways(valid) ? [] : [['hiệu lực / valid', validWords(valid)] as const]),
  ];
  const scored: readonly Row[] = [
    ['chỉ tiêu / target', target === '' ? '–' : target],
    ['điểm tối đa / points', rating.pointsMax === null ? '–' : String(rating.pointsMax)],
  ];
  const publication: readonly Row[] = [
    ['cấp / levels', levels.length === 0 ? '–' : levels.join(', ')],
    ...(kept === '' ? [] : [['theo / by', kept] as const]),
  ];
  return { definition, rating: scored, publication };
}

/** The last day itself stands there, since nobody reads a day that is valid no more as one that is. */
function validWords({ from, until }: KpiDefinition['valid']): string {
  return [
    ...(from === null ? [] : [`từ / from ${formatDay(from)}`]),
    ...(until === null ? [] : [`đến hết / through ${formatDay(until - 1)}`]),
  ].join(' ');
}

/** The newest of them first. */
function earlierParts({ title, earlier }: KpiPlan, written: readonly unknown[]): readonly string[] {
  if (earlier.length === 0) return [];
  const parts = earlier.flatMap((definition, place) => {
    const { definition: basis, rating, publication } = definitionRows(definition);
    const isRenamed = definition.title.vi !== title.vi || definition.title.en !== title.en;
    const name: readonly Row[] = isRenamed ? [['tên / title', `${definition.title.vi} / ${definition.title.en}`]] : [];
    return [[table([...name, ...basis, ...rating, ...publication]), formulaOf(written[place])]];
  });
  const of = 'Kỳ kết thúc ngày nào thì theo định nghĩa ngày ấy. / Of a period, the definition valid on its last day.';
  return [`## Các định nghĩa trước / Earlier definitions`, of, ...parts.reverse().flat()];
}

function formulaOf(written: unknown): string {
  return fenced('yaml', stringify(computed(written), { lineWidth: 110 }));
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
  ...['owner', 'code', 'valid'],
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
