// Dashboards: the two sources of data, by the addresses that deploy/grafana/provisioning gives them, and questions to each.
import type { Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { DataqueryBuilder, PromQueryFormat, QueryEditorMode } from '@grafana/grafana-foundation-sdk/prometheus';

export const PROMETHEUS = { type: 'prometheus', uid: 'prometheus' } as const;

export interface Query {
  build(): Dataquery;
}

/** The value now, as a row with its labels. */
export function rows(refId: string, expression: string): DataqueryBuilder {
  return question(refId, expression).instant().format(PromQueryFormat.Table);
}

/** The value now, as one number called by `legend`; `{{label}}` in it is the label's value. */
export function figure(refId: string, expression: string, legend: string): DataqueryBuilder {
  return question(refId, expression).instant().legendFormat(legend);
}

/** Values over the time that is looked at. */
export function line(refId: string, expression: string, legend: string): DataqueryBuilder {
  return question(refId, expression).range().legendFormat(legend);
}

function question(refId: string, expression: string): DataqueryBuilder {
  return new DataqueryBuilder().datasource(PROMETHEUS).editorMode(QueryEditorMode.Code).refId(refId).expr(expression);
}

/** Names of queries in a panel: A, B, …, Z, AA, AB, … */
export function refIdAt(place: number): string {
  const letter = String.fromCharCode('A'.charCodeAt(0) + (place % 26));
  return place < 26 ? letter : refIdAt(Math.floor(place / 26) - 1) + letter;
}
