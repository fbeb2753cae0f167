// Import: finds cells in which rows have gone lost. Where a quote is left open, everything up to the next quote is one cell, as the
// format has it: the rest of the row, the rows below, and the beginning of the one with that quote.
import type { CsvFile, CsvRow } from './csv-file.ts';

/** Whether some cell of the row holds rows of this sheet. A text of several lines is none that divides as rows do. */
export function holdsRows({ cells }: Pick<CsvRow, 'cells'>, { delimiter }: Pick<CsvFile, 'delimiter'>): boolean {
  return cells.some((cell, column) => {
    if (!/[\r\n]/.test(cell)) return false;
    // The next quote stood within a text, so it has closed nothing, and both are left in the cell.
    if (cell.startsWith('"')) return true;
    const [first = 0, ...others] = cell.split(/\r\n|\r|\n/).map((line) => line.split(delimiter).length - 1);
    const last = others.pop();
    const ofRow = cells.length - 1;
    return ofRow > 0 && first === ofRow - column && last === column && others.every((count) => count === ofRow);
  });
}
