// Dashboards: the two sources of data, by the addresses that deploy/grafana/provisioning gives them, and questions to each.
import type { Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { DataqueryBuilder, PromQueryFormat, QueryEditorMode } from '@grafana/grafana-foundation-sdk/prometheus';

export const PROMETHEUS = { type: 'prometheus', uid: 'prometheus' } as const;
export const HISTORY = { type: 'grafana-postgresql-datasource', uid: 'history' } as const;

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

/** A question in SQL about time: each column but `time` is a line, called by its name. */
interface SqlQuery extends Dataquery {
  readonly datasource: typeof HISTORY;
  readonly refId: string;
  readonly editorMode: 'code';
  readonly format: 'time_series';
  readonly rawQuery: true;
  readonly rawSql: string;
}

/** Values by the periods that they are about. The SDK has no builder for Grafana's PostgreSQL. */
export function periods(refId: string, sql: string): Query {
  const query: SqlQuery = {
    datasource: HISTORY,
    refId,
    editorMode: 'code',
    format: 'time_series',
    rawQuery: true,
    rawSql: sql,
    // Marks a query for the SDK's types; it never gets into JSON.
    _implementsDataqueryVariant: () => undefined,
  };
  return { build: () => query };
}

/** Names of queries in a panel: A, B, …, Z, AA, AB, … */
export function refIdAt(place: number): string {
  const letter = String.fromCharCode('A'.charCodeAt(0) + (place % 26));
  return place < 26 ? letter : refIdAt(Math.floor(place / 26) - 1) + letter;
}
