// Reference: all pages of a catalogue, in Vietnamese and English: an index by programme, a page for each KPI, one for each record.
import type { Plan } from '@nhip/core';
import { kpiPage } from './kpi-page.ts';
import { cell, kpiPath, pageOf, programmeOf, type ReferencePage, type ReferenceSource, recordPath } from './page.ts';
import { recordPage } from './record-page.ts';

/** The same for the same catalogue; sorted by path. */
export function referencePages(source: ReferenceSource): readonly ReferencePage[] {
  const { plan } = source;
  const pages = [
    indexPage(source),
    ...plan.kpis.map((kpi) => kpiPage(source, kpi)),
    ...plan.records.map((record) => recordPage(source, record)),
  ];
  return pages.sort((left, right) => (left.path < right.path ? -1 : 1));
}

function indexPage({ plan }: ReferenceSource): ReferencePage {
  const programmes = Map.groupBy(plan.kpis, programmeOf);
  const sections = [...programmes].flatMap(([programme, kpis]) => {
    const rows = kpis.map(
      (kpi) => `| [${cell(kpi.title.vi)}](${kpiPath(kpi)}) | ${cell(kpi.title.en)} | \`${kpi.id}\` | ${kpi.measure} |`,
    );
    const head = ['| chỉ số | KPI | id | đơn vị đo / measure |', '| --- | --- | --- | --- |'];
    return [`## ${titleOf(plan, programme)}`, [...head, ...rows].join('\n')];
  });
  const records = plan.records.map(({ name, title }) => `- [${title.vi} / ${title.en}](${recordPath(name)})`);
  const parts = [
    `# ${plan.title.vi}`,
    `**${plan.title.en}** · ${plan.kpis.length} chỉ số / KPIs`,
    ...sections,
    `## Hồ sơ và sự kiện / Records and events`,
    records.join('\n'),
  ];
  return pageOf('README.md', parts);
}

function titleOf({ titles }: Plan, programme: string): string {
  const title = titles.programmes[programme];
  return title === undefined ? programme : `${title.vi} / ${title.en}`;
}
