// Import: a CSV file as a stream of rows. Finds out by itself about gzip, byte order mark and delimiter, and keeps row numbers
// as a spreadsheet shows them. What the cells mean is left to the row reader.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { CommandFailure, codeOf, describe } from '../failure.ts';
import { columnName } from './sheet-text.ts';

export interface CsvRow {
  /** As a spreadsheet counts: from 1, and a cell with line breaks does not make more rows. */
  readonly number: number;
  readonly cells: readonly string[];
}

export interface CsvFile {
  readonly header: readonly string[];
  /** The row it stands in. */
  readonly headerRow: number;
  readonly delimiter: string;
  /** Reads the rows below the header, as often as asked; rows without any text are left out. */
  rows(): AsyncIterable<CsvRow>;
}

/** How zip archives and workbooks of today begin, and workbooks of before 2007. */
const WORKBOOKS: ReadonlySet<string> = new Set(['504b0304', 'd0cf11e0']);
const DELIMITERS = [',', ';', '\t'] as const;
/** What Excel wants to be told: it shows no such row, and does not count it. */
const SEPARATOR_LINE = /^\ufeff?"?sep=([^"\r\n])"?\1*(?:\r\n|\r|\n|$)/i;
/** Of the widest sheet of an office program. */
const COLUMNS_MAX = 16_384;
const ROW_BYTES_MAX = 1_048_576;

/** Above the names of columns reports have a title, a date, an empty row: up to so many rows are looked through. */
const HEADER_ROW_MAX = 50;

/**
 * @param wanted names of columns that are looked for: the header is the first row that has most of them. Left out: the first row.
 * @throws CommandFailure when it cannot be read as CSV at all.
 */
export async function openCsv(path: string, wanted: readonly string[] = []): Promise<CsvFile> {
  const gzip = await looksGzipped(path);
  const { row, separator } = await firstRow(path, gzip);
  const firstLine = separator === null ? 1 : 2;
  const recordsBy = (delimiter: string): AsyncIterable<CsvRow> => readRecords({ path, gzip, delimiter, firstLine });
  const [likely, ...others] = separator === null ? delimitersBy(row) : ([separator] as const);
  let found = await findHeader(recordsBy(likely), wanted, likely);
  for (const delimiter of others) {
    if (found.known === wanted.length) break;
    const other = await findHeader(recordsBy(delimiter), wanted, delimiter).catch(() => null);
    if (other !== null && other.known > found.known) found = other;
  }
  const { number, names, delimiter } = found;
  checkHeader(path, names);
  return { header: names, headerRow: number, delimiter, rows: () => bodyOf(recordsBy(delimiter), number) };
}

/** First the delimiter that splits the first row into most columns. A title may hold other ones than the rows below it. */
function delimitersBy(bare: string): readonly [string, ...string[]] {
  let best: string = DELIMITERS[0];
  for (const candidate of DELIMITERS) {
    if (bare.split(candidate).length > bare.split(best).length) best = candidate;
  }
  return [best, ...DELIMITERS.filter((delimiter) => delimiter !== best)];
}

async function looksGzipped(path: string): Promise<boolean> {
  const head = Buffer.alloc(4);
  try {
    const file = await open(path, 'r');
    try {
      await file.read(head, 0, 4, 0);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new CommandFailure(`cannot read ${path}`, { cause });
  }
  if (WORKBOOKS.has(head.toString('hex'))) {
    throw new CommandFailure(`${path} is a zip archive or an Excel workbook: save the sheet as CSV (UTF-8) first`);
  }
  if (head.readUInt16BE() === 0xfffe || head.readUInt16BE() === 0xfeff) {
    throw new CommandFailure(`${path} is UTF-16 text: save it as CSV (UTF-8) first`);
  }
  return head.readUInt16BE() === 0x1f8b;
}

function bytesOf(path: string, gzip: boolean): Readable {
  const file = createReadStream(path);
  // Errors of either stream surface where the last one is read.
  return gzip ? pipeline(file, createGunzip(), () => undefined) : file;
}

interface FirstRow {
  /** Without what is quoted: a name may hold delimiters, and line breaks too. */
  readonly row: string;
  /** What the line before it says, null: there is none. */
  readonly separator: string | null;
}

async function firstRow(path: string, gzip: boolean): Promise<FirstRow> {
  let text = '';
  let row = '';
  let separator: string | null = null;
  try {
    for await (const chunk of bytesOf(path, gzip)) {
      text += String(chunk);
      separator = SEPARATOR_LINE.exec(text)?.[1] ?? null;
      const bare = text.replace(SEPARATOR_LINE, '').replaceAll(/"[^"]*"/g, '');
      [row = ''] = bare.split(/[\r\n]/, 1);
      const isWhole = row.length < bare.length && !row.includes('"');
      if (isWhole || text.length > ROW_BYTES_MAX) break;
    }
  } catch (cause) {
    throw new CommandFailure(`cannot read ${path}`, { cause });
  }
  return { row, separator };
}

interface CsvSource {
  readonly path: string;
  readonly gzip: boolean;
  readonly delimiter: string;
  readonly firstLine: number;
}

async function* readRecords({ path, gzip, delimiter, firstLine }: CsvSource): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    delimiter,
    from_line: firstLine,
    // One file may hold several kinds, as where sheets were put together.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: ROW_BYTES_MAX,
  });
  const records: AsyncIterable<readonly string[]> = pipeline(bytesOf(path, gzip), parser, () => undefined);
  let number = 0;
  try {
    for await (const cells of records) {
      number += 1;
      yield { number, cells };
    }
  } catch (cause) {
    throw new CommandFailure(`${path}, after row ${number}: ${reasonOf(cause)}`);
  }
}

function reasonOf(error: unknown): string {
  if (codeOf(error) === 'Z_BUF_ERROR') return 'unexpected end of file (its end was cut off: get the whole file)';
  if (!(error instanceof CsvError)) return describe(error);
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return 'a quoted cell is never closed';
  if (error.code === 'CSV_MAX_RECORD_SIZE') return 'a row is longer than 1 MiB (is a quote left open?)';
  return error.message;
}

interface FoundHeader {
  readonly number: number;
  readonly names: readonly string[];
  /** How many of those that are wanted it has. */
  readonly known: number;
  readonly delimiter: string;
}

async function findHeader(
  records: AsyncIterable<CsvRow>,
  wanted: readonly string[],
  delimiter: string,
): Promise<FoundHeader> {
  let best: FoundHeader | null = null;
  for await (const { number, cells } of records) {
    // More columns than any sheet has are told of, not looked through.
    const names = cells.length > COLUMNS_MAX ? cells : cells.map(columnName);
    const own: ReadonlySet<string> = new Set(names);
    const known = wanted.filter((name) => own.has(name)).length;
    if (best === null || known > best.known) best = { number, names, known, delimiter };
    if (known === wanted.length || number === HEADER_ROW_MAX) break;
  }
  return best ?? { number: 1, names: [], known: 0, delimiter };
}

/** @throws CommandFailure when nothing can be read by it. */
function checkHeader(path: string, header: readonly string[]): void {
  if (header.length > COLUMNS_MAX) {
    throw new CommandFailure(`${path} has ${header.length} columns, more than any spreadsheet (${COLUMNS_MAX})`);
  }
  if (header.some((name) => /[\ufffd\0]/.test(name))) {
    throw new CommandFailure(`${path} is not UTF-8 text: save it as CSV (UTF-8) first`);
  }
  const twice = header.find((name, index) => name !== '' && header.indexOf(name) !== index);
  if (twice !== undefined) throw new CommandFailure(`${path} has two columns named '${twice}'`);
  if (header.every((name) => name === '')) throw new CommandFailure(`${path} has no header in its first row`);
}

async function* bodyOf(records: AsyncIterable<CsvRow>, headerRow: number): AsyncGenerator<CsvRow> {
  for await (const row of records) {
    if (row.number > headerRow && row.cells.some((cell) => cell.trim() !== '')) yield row;
  }
}
