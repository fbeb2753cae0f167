// Command line: a value as people read it in a table.

/** @param measure unit of measure of its KPI. */
export function writtenValue(value: number, measure: string): string {
  if (measure === 'ratio') return `${(value * 100).toFixed(1)} %`;
  if (Number.isInteger(value)) return String(value);
  // An index runs from 0 to 1: one digit would tell nothing of it.
  return value.toFixed(measure === 'index' ? 4 : 2);
}
