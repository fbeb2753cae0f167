// Dashboards: the ways between them, to the definition of a KPI and to its values.
import { type DashboardLink, DashboardLinkType, defaultDashboardLink } from '@grafana/grafana-foundation-sdk/dashboard';
import type { KpiPlan } from '@nhip/core';
import { kpiPath } from '../reference/page.ts';
import { type PageName, pageUrl } from './address.ts';
import type { Scene } from './scene.ts';
import type { Language } from './words.ts';

/** Programmes of one language. */
export function programmeTag(language: Language): string {
  return `nhip-programme-${language}`;
}

export interface LinkMaker {
  build(): DashboardLink;
}

/** Bar of links at the top, the same everywhere: the fixed pages, programmes in a list, and this page in the other language. */
export function linkBar({ language, words }: Scene, page: PageName): readonly LinkMaker[] {
  const other = language === 'vi' ? 'en' : 'vi';
  const fixed = (['overview', 'unit', 'quality', 'service'] as const).filter((name) => name !== page);
  const within = { type: DashboardLinkType.Link, icon: 'dashboard', includeVars: true };
  return [
    ...fixed.map((name) => link({ ...within, title: words[name], url: pageUrl(language, name) })),
    link({
      type: DashboardLinkType.Dashboards,
      icon: 'external link',
      title: words.programmes,
      tags: [programmeTag(language)],
      asDropdown: true,
      includeVars: true,
    }),
    link({ ...within, title: words.otherLanguage, url: pageUrl(other, page), keepTime: true }),
  ];
}

function link(given: Partial<DashboardLink> & Pick<DashboardLink, 'title' | 'type'>): LinkMaker {
  // By default the SDK hides links in a menu.
  const { placement: _, ...visible } = { ...defaultDashboardLink(), ...given };
  return { build: () => visible };
}

/** What is chosen here, taken along. */
const CHOSEN = ['grain', 'period', 'level'].map((name) => `\${${name}:queryparam}`).join('&');

/** Of a cell whose row has the code of a unit in the field `unit`. */
export function unitLink(scene: Scene): DataLink {
  const url = `${pageUrl(scene.language, 'unit')}?${CHOSEN}&var-unit=\${__data.fields.unit}`;
  return { title: scene.words.picture, url, targetBlank: false };
}

/** Of a cell that is the address of the page of a programme. */
export function programmeLink(scene: Scene): DataLink {
  const url = `/d/\${__value.raw}?${CHOSEN}&\${unit:queryparam}`;
  return { title: scene.words.programme, url, targetBlank: false };
}

export interface DataLink {
  readonly title: string;
  readonly url: string;
  readonly targetBlank: boolean;
}

/** Links of the panel of one KPI: what it means, and all its values. */
export function kpiLinks({ address, words }: Scene, kpi: KpiPlan): readonly LinkMaker[] {
  const page = kpiPath(kpi).replace(/\.md$/, '');
  const outside = (title: string, url: string): LinkMaker =>
    link({ title, url, type: DashboardLinkType.Link, targetBlank: true });
  return [
    outside(words.reference, `${address}/reference/${page}`),
    outside(words.allValues, `${address}/v1/kpis/${kpi.id}/values?unit=\${unit}`),
  ];
}
