// Dashboards: all pages of a catalogue for Grafana, in Vietnamese and in English, each language in a folder of its own. The same for
// the same catalogue. Nothing is computed in them: they show what the service has computed.

import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Plan } from '@nhip/core';
import { overviewDashboard } from './overview.ts';
import { programmeDashboard } from './programme.ts';
import { qualityDashboard } from './quality.ts';
import { programmesOf, type Scene } from './scene.ts';
import { serviceDashboard } from './service.ts';
import { unitDashboard } from './unit.ts';
import { languages, wordsOf } from './words.ts';

export interface DashboardOptions {
  /** Where people's browsers reach the exporter, for links to definitions and values. */
  readonly address: string;
}

/** A dashboard as a text in JSON. */
export interface DashboardFile {
  /** Relative to the folder of dashboards, with forward slashes; the first folder is the language. */
  readonly path: string;
  readonly text: string;
}

/** Sorted by path. */
export function dashboardFiles(plan: Plan, { address }: DashboardOptions): readonly DashboardFile[] {
  const files = languages.flatMap((language) => {
    const scene: Scene = { plan, language, words: wordsOf(language), address: address.replace(/\/+$/, '') };
    return pagesOf(scene).map(([name, dashboard]) => ({
      path: `${language}/${name}.json`,
      text: `${JSON.stringify(dashboard, null, 1)}\n`,
    }));
  });
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}

function pagesOf(scene: Scene): readonly (readonly [name: string, dashboard: Dashboard])[] {
  return [
    ['overview', overviewDashboard(scene)],
    ['unit', unitDashboard(scene)],
    ['data-quality', qualityDashboard(scene)],
    ['service', serviceDashboard(scene)],
    ...programmesOf(scene.plan).map(
      (programme) => [`programmes/${programme ?? 'general'}`, programmeDashboard(scene, programme)] as const,
    ),
  ];
}
