// Test support: what a panel makes of its frames, by Grafana's own code: transformations first, then the configuration of fields.
import type { DataFrame, Field, FieldConfigOptionsRegistry, FieldConfigPropertyItem } from '@grafana/data';
import type { Panel } from './dashboard-files.ts';
import { grafanaData } from './grafana-data.ts';

/** @throws what Grafana throws, such as for a transformation that it does not know. */
export async function shown(panel: Panel, frames: readonly DataFrame[]): Promise<readonly DataFrame[]> {
  const { transformDataFrame, applyFieldOverrides, createTheme } = grafanaData();
  const transformed = await new Promise<DataFrame[]>((resolve, reject) => {
    transformDataFrame([...(panel.transformations ?? [])] as never, [...frames]).subscribe({
      next: resolve,
      error: reject,
    });
  });
  return applyFieldOverrides({
    data: transformed,
    fieldConfig: panel.fieldConfig as never,
    fieldConfigRegistry: properties(panel),
    replaceVariables: (text) => text,
    theme: createTheme(),
    timeZone: 'Asia/Ho_Chi_Minh',
  });
}

export function displayName(field: Field, frame: DataFrame, all: readonly DataFrame[]): string {
  return grafanaData().getFieldDisplayName(field, frame, [...all]);
}

/** The properties that every panel knows, and what checks them; those of its own (`custom.…`) are taken as they are. */
export function standardProperties() {
  const grafana = grafanaData();
  const { displayNameOverrideProcessor, numberOverrideProcessor, unitOverrideProcessor } = grafana;
  return {
    displayName: displayNameOverrideProcessor,
    unit: unitOverrideProcessor,
    decimals: numberOverrideProcessor,
    min: numberOverrideProcessor,
    max: numberOverrideProcessor,
    noValue: displayNameOverrideProcessor,
    mappings: grafana.valueMappingsOverrideProcessor,
    thresholds: grafana.thresholdsOverrideProcessor,
    links: grafana.dataLinksOverrideProcessor,
    color: grafana.identityOverrideProcessor,
  } as const;
}

function properties(panel: Panel): FieldConfigOptionsRegistry {
  const grafana = grafanaData();
  const item = (id: string, process: unknown): FieldConfigPropertyItem =>
    ({
      id,
      path: id.replace(/^custom\./, ''),
      isCustom: id.startsWith('custom.'),
      process,
      shouldApply: () => true,
    }) as never;
  const standard = Object.entries(standardProperties()).map(([id, process]) => item(id, process));
  const used = panel.fieldConfig?.overrides.flatMap(({ properties: own }) => own.map(({ id }) => id)) ?? [];
  const custom = [...new Set(used)].filter((id) => id.startsWith('custom.'));
  const items = [...standard, ...custom.map((id) => item(id, grafana.identityOverrideProcessor))];
  return new grafana.FieldConfigOptionsRegistry(() => items);
}
