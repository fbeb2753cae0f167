// Rows as CSV (RFC 4180): a header, lines ending with CRLF, quotes where a cell needs them. No value is an empty cell.
// A cell never begins with text from outside: a dimension's value stands behind its name, so no cell of text that an agency
// sent can begin with = + - or @ and be run as a formula by a spreadsheet. Cells that could be cut at another
// separator are quoted too.
import { columns, type ValueRow } from './rows.ts';

export const csvHeader = `${columns.join(',')}\r\n`;

/** @param isShare value and target are ratios; they are written with at least 6 decimals. */
export function csvLine(row: ValueRow, isShare: boolean): string {
  const written = isShare ? share : number;
  return (
    `${cell(row.kpi)},${cell(row.unit)},${cell(dims(row))},${row.grain},${row.period},${written(row.value)},` +
    `${number(row.numerator)},${number(row.denominator)},${number(row.score)},${written(row.target)},` +
    `${row.status},${row.state},${cell(row.flags.join(';'))},${row.asOf}\r\n`
  );
}

/** `neighborhood:Roxbury`, as it is asked for. */
function dims({ dims }: ValueRow): string {
  return Object.entries(dims)
    .map(([name, value]) => `${name}:${value}`)
    .join(';');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const NEEDS_QUOTES = /[",;\u0000-\u001f]|^\s|\s$/;

function cell(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const SHARE_DECIMALS = 6;
const DECIMALS_MAX = 20;

function number(value: number | null): string {
  return value === null ? '' : plain(value);
}

function share(value: number | null): string {
  if (value === null) return '';
  const text = plain(value);
  const decimals = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
  return decimals < SHARE_DECIMALS ? value.toFixed(SHARE_DECIMALS) : text;
}

/** All digits of the number, without an exponent where that is possible: not every spreadsheet reads one. */
function plain(value: number): string {
  const text = String(value);
  return text.includes('e-') ? value.toFixed(DECIMALS_MAX).replace(/\.?0+$/, '') : text;
}
