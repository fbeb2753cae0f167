// Test support: the options of a dashboard's variables, found as Grafana finds them.
import type { Prometheus } from '../support/prometheus.ts';
import type { Variable } from './dashboard-files.ts';
import type { Choice } from './interpolate.ts';

/** In the order of the query; the first one is not necessarily the one that is chosen. */
export async function optionsOf(variable: Variable, prometheus: Pick<Prometheus, 'query'>): Promise<readonly Choice[]> {
  const { query, regex } = variable;
  if (typeof query === 'string') return customOptions(query);
  const [, expression] = /^query_result\((.*)\)$/.exec(query.query) ?? [];
  if (expression === undefined) throw new Error(`not known here as the query of a variable: ${query.query}`);
  const found = await prometheus.query(expression);
  return found.flatMap(({ labels, value }) => {
    // The line that Grafana's data source makes of a series.
    const { __name__: name = '', ...rest } = labels;
    const pairs = Object.entries(rest).map(([label, text]) => `${label}="${text}"`);
    return captured(`${name}{${pairs.join(',')}} ${value} 0`, regex ?? '');
  });
}

function captured(line: string, regex: string): readonly Choice[] {
  const [, pattern = ''] = /^\/(.*)\/$/.exec(regex) ?? [];
  const groups = new RegExp(pattern).exec(line)?.groups;
  const [text, value] = [groups?.text, groups?.value];
  return text === undefined || value === undefined ? [] : [{ text, value }];
}

/** `text : value, text : value`; a comma in a text is escaped. */
export function customOptions(query: string): readonly Choice[] {
  return (query.match(/(?:\\,|[^,])+/g) ?? []).map((written) => {
    const option = written.replaceAll('\\,', ',');
    const [, text = option, value = option] = /^(.+)\s:\s(.+)$/.exec(option) ?? [];
    return { text: text.trim(), value: value.trim() };
  });
}
