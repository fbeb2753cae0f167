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
  /** As a spreadsheet counts: the header is row 1, and a cell with line breaks does not make more rows. */
  readonly number: number;
  readonly cells: readonly string[];
}

export interface CsvFile {
  readonly header: readonly string[];
  readonly delimiter: string;
  /** Reads the file from its beginning, as often as asked; rows without any text are left out. */
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

/** @throws CommandFailure when it cannot be read as CSV at all. */
export async function openCsv(path: string): Promise<CsvFile> {
  const gzip = await looksGzipped(path);
  const { row, separator } = await firstRow(path, gzip);
  const delimiter = separator ?? delimiterOf(row);
  const firstLine = separator === null ? 1 : 2;
  const records = (): AsyncIterable<CsvRow> => readRecords({ path, gzip, delimiter, firstLine });
  const header = await headerOf(path, records());
  return { header, delimiter, rows: () => bodyOf(records()) };
}

/** The delimiter that splits the first row into most columns. */
function delimiterOf(bare: string): string {
  let best: string = DELIMITERS[0];
  for (const candidate of DELIMITERS) {
    if (bare.split(candidate).length > bare.split(best).length) best = candidate;
  }
  return best;
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

async function headerOf(path: string, records: AsyncIterable<CsvRow>): Promise<readonly string[]> {
  for await (const { cells } of records) {
    if (cells.length > COLUMNS_MAX) {
      throw new CommandFailure(`${path} has ${cells.length} columns, more than any spreadsheet (${COLUMNS_MAX})`);
    }
    const header = cells.map(columnName);
    if (header.some((name) => /[\ufffd\0]/.test(name))) {
      throw new CommandFailure(`${path} is not UTF-8 text: save it as CSV (UTF-8) first`);
    }
    const twice = header.find((name, index) => name !== '' && header.indexOf(name) !== index);
    if (twice !== undefined) throw new CommandFailure(`${path} has two columns named '${twice}'`);
    if (header.every((name) => name === '')) break;
    return header;
  }
  throw new CommandFailure(`${path} has no header in its first row`);
}

async function* bodyOf(records: AsyncIterable<CsvRow>): AsyncGenerator<CsvRow> {
  for await (const row of records) {
    if (row.number > 1 && row.cells.some((cell) => cell.trim() !== '')) yield row;
  }
}
