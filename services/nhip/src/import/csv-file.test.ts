// Import: CSV files as agencies really send them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type CsvRow, openCsv } from './csv-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'nhip-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
function file(content: string | Buffer): string {
  made += 1;
  const path = join(folder, `file-${made}`);
  writeFileSync(path, content);
  return path;
}

async function rowsOf(content: string | Buffer): Promise<readonly CsvRow[]> {
  return Array.fromAsync((await openCsv(file(content))).rows());
}

describe('a CSV file', () => {
  it('is read with commas, semicolons and tabs, with a byte order mark, with CRLF, and gzipped', async () => {
    const expected = [{ number: 2, cells: ['1', 'x'] }];
    expect(await rowsOf('a,b\n1,x\n')).toEqual(expected);
    expect(await rowsOf('\ufeffa;b\r\n1;x\r\n')).toEqual(expected);
    expect(await rowsOf('a\tb\n1\tx')).toEqual(expected);
    expect(await rowsOf(gzipSync('\ufeff"a,1";b\n1;x\n'))).toEqual(expected);
    expect((await openCsv(file('\ufeffđơn vị;b\n'))).header).toEqual(['đơn vị', 'b']);
  });

  it('may say in a line of its own, as for Excel, what separates its cells', async () => {
    const expected = { header: ['a', 'b,c;d'], rows: [{ number: 2, cells: ['1,5', 'x'] }] };
    for (const [separator, first, end] of [
      [';', 'sep=;', '\r\n'],
      [';', '\ufeffsep=;', '\n'],
      [';', '"sep=;"', '\r'],
      [';', 'SEP=;;', '\n'],
      ['|', 'sep=|', '\r\n'],
      ['\t', 'sep=\t', '\n'],
    ] as const) {
      const rows = [['a', '"b,c;d"'], ['"1,5"', 'x'], []].map((cells) => cells.join(separator));
      const csv = await openCsv(file([first, ...rows].join(end)));
      expect({ header: csv.header, rows: await Array.fromAsync(csv.rows()) }).toEqual(expected);
      expect(csv.delimiter).toBe(separator);
    }
    expect((await openCsv(file(gzipSync('sep=;\na;b\n')))).header).toEqual(['a', 'b']);
    expect((await openCsv(file('sep=,\n1,2\n'))).header).toEqual(['1', '2']);
  });

  it('may have a column that only begins like such a line', async () => {
    expect((await openCsv(file('sep=a;b\n1;2\n'))).header).toEqual(['sep=a', 'b']);
    expect((await openCsv(file('sep;b\n1;2\n'))).header).toEqual(['sep', 'b']);
  });

  it('keeps line breaks in quotes in one row and counts rows as a spreadsheet does', async () => {
    expect(await rowsOf('a,b\n"one\ntwo",x\n\n,\n3,"say ""hi"""\n')).toEqual([
      { number: 2, cells: ['one\ntwo', 'x'] },
      { number: 5, cells: ['3', 'say "hi"'] },
    ]);
  });

  it('may have line breaks and delimiters in the names of its columns', async () => {
    const csv = await openCsv(file('"Số\r\nhồ sơ, phòng";"Ngày\nnhận";"kích thước 5"""\r\n1;2;3\r\n'));
    expect(csv.header).toEqual(['Số hồ sơ, phòng', 'Ngày nhận', 'kích thước 5"']);
    expect(await Array.fromAsync(csv.rows())).toEqual([{ number: 2, cells: ['1', '2', '3'] }]);
  });

  it('may have several kinds of line ends', async () => {
    const cells = [
      { number: 2, cells: ['1', 'x'] },
      { number: 3, cells: ['2', 'y'] },
      { number: 5, cells: ['3', 'z'] },
    ];
    for (const [first, second, third] of [
      ['\r\n', '\n', '\n'],
      ['\n', '\r\n', '\r'],
      ['\r', '\n', '\r\n'],
    ]) {
      expect(await rowsOf(`a,b${first}1,x${second}2,y${third}${third}3,z`)).toEqual(cells);
    }
  });

  it('has names that are compared as they look', async () => {
    for (const header of ['Số hồ sơ'.normalize('NFD'), 'Số\u00a0hồ  sơ', '\u200bSố hồ\u00ad sơ ']) {
      expect((await openCsv(file(`${header},b\n`))).header).toEqual(['Số hồ sơ', 'b']);
    }
  });

  it('may have a title above the names of its columns, which are looked for', async () => {
    const wanted = ['Số hồ sơ', 'Ngày nhận'];
    const header = ['STT', 'Số hồ sơ', 'Ngày nhận'];
    const rows = [{ number: 5, cells: ['1', 'A', '05/03/2024'] }];
    const below = 'STT;Số hồ sơ;"Ngày\nnhận"\n1;A;05/03/2024\n';
    for (const title of [
      'UBND THÀNH PHỐ;;\nBáo cáo tháng 3;;\n;;\n',
      // What no program fills up to the width of the table, with delimiters of its own.
      'Sở Xây dựng, Sở Y tế, Sở Tư pháp\n"Hà Nội, ngày 1"\n\n',
      'a,b,c,d,e\tf\n;;;;;;;;\nSố hồ sơ;;\n',
    ]) {
      const csv = await openCsv(file(title + below), wanted);
      expect([csv.header, csv.headerRow, csv.delimiter]).toEqual([header, 4, ';']);
      expect(await Array.fromAsync(csv.rows())).toEqual(rows);
    }
  });

  it('has the names of its columns in the first row that has most of those that are looked for', async () => {
    expect((await openCsv(file('a,b\na,b\n'), ['b', 'a'])).headerRow).toBe(1);
    expect((await openCsv(file('x,y\na,y\na,b\n'), ['a', 'b', 'c'])).headerRow).toBe(3);
    expect((await openCsv(file('x,y\n1,2\n'), ['a'])).headerRow).toBe(1);
    const far = await openCsv(file(`${'x,y\n'.repeat(50)}a,b\n`), ['a', 'b']);
    expect([far.headerRow, far.header]).toEqual([1, ['x', 'y']]);
  });

  it('hands over ragged rows as they are', async () => {
    expect((await rowsOf('a,b\n1\n1,2,3\n')).map(({ cells }) => cells.length)).toEqual([1, 3]);
  });

  it('can be read twice', async () => {
    const csv = await openCsv(file('a,b\n1,2\n'));
    expect(await Array.fromAsync(csv.rows())).toEqual(await Array.fromAsync(csv.rows()));
  });

  it('says what is wrong with a file that is no CSV', async () => {
    await expect(openCsv(join(folder, 'absent.csv'))).rejects.toThrow('cannot read');
    await expect(openCsv(file(''))).rejects.toThrow('no header');
    await expect(openCsv(file('a,a\n'))).rejects.toThrow("two columns named 'a'");
    const columns = Array.from({ length: 100_000 }, (_, place) => `c${place}`).join(';');
    await expect(openCsv(file(columns))).rejects.toThrow('100000 columns, more than any spreadsheet');
    const old = Buffer.from('d0cf11e0a1b11ae1', 'hex');
    await expect(openCsv(file(Buffer.concat([old, Buffer.alloc(512)])))).rejects.toThrow('Excel');
    await expect(openCsv(file('PK\u0003\u0004…'))).rejects.toThrow('Excel');
    await expect(openCsv(file(Buffer.from('\ufeffa,b', 'utf16le')))).rejects.toThrow('UTF-16');
    await expect(openCsv(file(Buffer.from('a,b', 'utf16le')))).rejects.toThrow('not UTF-8');
    await expect(openCsv(file(Buffer.from('Ngày nhận', 'latin1')))).rejects.toThrow('not UTF-8');
    await expect(rowsOf('a,b\n"1,2\n3,4\n')).rejects.toThrow('never closed');
    await expect(rowsOf(gzipSync(`a,b\n${'1,2\n'.repeat(9999)}`).subarray(0, 60))).rejects.toThrow(
      'unexpected end of file (its end was cut off: get the whole file)',
    );
  });
});
