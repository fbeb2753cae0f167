// Test support: the generated dashboards, as Grafana reads them: pages with panels, panels with questions.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Target {
  readonly refId: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  /** PromQL. */
  readonly expr?: string;
  readonly rawQuery?: boolean;
  readonly instant?: boolean;
  readonly format?: string;
  readonly legendFormat?: string;
  readonly rawSql?: string;
}

export interface Override {
  readonly matcher: { readonly id: string; readonly options: string };
  readonly properties: readonly { readonly id: string; readonly value: unknown }[];
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
  /** How far back it looks, whatever the page does, such as `5y`. */
  readonly timeFrom?: string;
  readonly transformations?: readonly { readonly id: string; readonly options: object }[];
  readonly fieldConfig?: {
    readonly defaults: Readonly<Record<string, unknown>>;
    readonly overrides: readonly Override[];
  };
  readonly options?: Readonly<Record<string, unknown>>;
  readonly links?: readonly { readonly title: string; readonly url?: string }[];
  /** Of a row. */
  readonly collapsed?: boolean;
  readonly panels?: readonly Panel[];
}

export interface Variable {
  readonly type: 'query' | 'custom';
  readonly name: string;
  readonly label: string;
  readonly query: string | { readonly query: string };
  readonly regex?: string;
  readonly current: { readonly text: string; readonly value: string };
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly timezone: string;
  readonly schemaVersion: number;
  readonly time: { readonly from: string; readonly to: string };
  readonly panels: readonly Panel[];
  readonly templating: { readonly list?: readonly Variable[] };
  readonly links: readonly {
    readonly title: string;
    readonly type: string;
    readonly url?: string;
    readonly tags: readonly string[];
  }[];
}

export interface DashboardFile {
  /** Such as `vi/overview.json`. */
  readonly path: string;
  readonly text: string;
  readonly dashboard: Dashboard;
}

const FOLDER = fileURLToPath(new URL('../../deploy/grafana/dashboards/', import.meta.url));

export function readDashboards(): readonly DashboardFile[] {
  const paths = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json'));
  return paths.sort().map((path) => {
    const text = readFileSync(FOLDER + path, 'utf8');
    return { path, text, dashboard: JSON.parse(text) as Dashboard };
  });
}

/** Panels that show something, those in closed rows among them. */
export function panelsOf({ panels }: Pick<Dashboard, 'panels'>): readonly Panel[] {
  return panels.flatMap((panel) => (panel.type === 'row' ? (panel.panels ?? []) : [panel]));
}
