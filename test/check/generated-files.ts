// Generated files: each with the function that makes it. `pnpm generate` writes them, `pnpm check` fails when one is stale.
import { builtInCatalogue, loadDashboards, loadReference, loadRules, type ReferencePage } from '@nhip/catalogue';
import { catalogueSchemaFile } from './catalogue-schema.ts';
import { errorCodesPage } from './error-codes-page.ts';
import { flagsPage } from './flags-page.ts';
import { ownMetricsPage } from './own-metrics-page.ts';

export interface GeneratedFile {
  /** Relative to the project root. */
  readonly path: string;
  /** The whole text, ending with a line break; the same for the same source. */
  readonly make: () => Promise<string> | string;
}

export const generatedFiles: readonly GeneratedFile[] = [
  { path: 'docs/error-codes.md', make: errorCodesPage },
  { path: 'docs/flags.md', make: flagsPage },
  { path: 'docs/own-metrics.md', make: ownMetricsPage },
  { path: 'packages/catalogue/catalogue.schema.json', make: catalogueSchemaFile },
];

export interface GeneratedFolder {
  /** Relative to the project root; everything below it is generated. */
  readonly path: string;
  readonly make: () => Promise<readonly ReferencePage[]>;
}

/** Where deploy/compose.yaml opens the exporter, and Grafana. */
const COMPOSE_EXPORTER = 'http://127.0.0.1:8081';
const COMPOSE_GRAFANA = 'http://127.0.0.1:3000';

export const generatedFolders: readonly GeneratedFolder[] = [
  { path: 'docs/catalogue', make: () => loadReference(builtInCatalogue()) },
  {
    path: 'deploy/grafana/dashboards',
    make: () => loadDashboards(builtInCatalogue(), { address: COMPOSE_EXPORTER }),
  },
  {
    path: 'deploy/prometheus/rules',
    make: () => loadRules(builtInCatalogue(), { address: COMPOSE_EXPORTER, grafana: COMPOSE_GRAFANA }),
  },
];
