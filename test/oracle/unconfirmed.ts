// Oracle: whether a measure counts in working time, found in the YAML, and whether a period has a year that nobody has announced.
import { yearOf } from './calendar.ts';
import type { Catalogue } from './catalogue.ts';
import type { MeasureUse } from './formula.ts';
import type { Window } from './world.ts';
import { isMap, type MapNode, mapOf, type Node, textOf } from './yaml-node.ts';

/** @param windows all that the parts of the formula read. */
export function isUnconfirmed(
  uses: readonly MeasureUse[],
  windows: readonly Pick<Window, 'first' | 'periodEnd'>[],
  catalogue: Catalogue,
): boolean {
  const { working } = catalogue;
  if (working === null || !uses.some((use) => usesWorkingTime(use, catalogue))) return false;
  return windows.some(({ first, periodEnd }) => {
    for (let year = yearOf(first); year <= yearOf(periodEnd - 1); year += 1) {
      if (!working.announced.has(year)) return true;
    }
    return false;
  });
}

function usesWorkingTime({ measure }: MeasureUse, catalogue: Catalogue): boolean {
  const record = catalogue.records.find(({ name }) => name === measure.record);
  if (record === undefined) throw new RangeError(`the oracle finds no record ${measure.record}`);
  const asks = (node: Node): boolean => {
    if (typeof node === 'string') return node in record.derive && asks(record.derive[node]);
    if (Array.isArray(node)) return node.some(asks);
    if (!isMap(node)) return false;
    return Object.entries(node).some(([key, value]) => {
      if (key === 'title' || key === 'by') return false;
      if ((key === 'unit' || key === 'clock') && isWorking(value, { fields: record.fields, catalogue })) return true;
      return (key in record.derive && asks(record.derive[key])) || asks(value);
    });
  };
  return asks(measure.node);
}

interface Naming {
  readonly fields: ReadonlyMap<string, MapNode>;
  readonly catalogue: Catalogue;
}

/** A unit or a clock in working time; one from a table is, when its column knows such. */
function isWorking(node: Node, { fields, catalogue }: Naming): boolean {
  const path = isMap(node) ? textOf(node.lookup) : textOf(node);
  if (path.startsWith('working')) return true;
  const [field = '', column = ''] = path.split('.');
  const domain = fields.get(field)?.domain;
  const table = typeof domain === 'string' ? catalogue.tables.get(domain) : undefined;
  const { values } = table === undefined ? {} : mapOf(table.columns[column]);
  const words = Array.isArray(values) ? values : (table?.rows ?? []).map((row) => row[column]);
  return words.some((word) => String(word).startsWith('working'));
}
