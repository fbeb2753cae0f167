// Import: a whole file against a door in memory.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { type Door, folder, MAP, removeSheets, run, write } from './testing/case-import.ts';

afterAll(removeSheets);

describe('an import', () => {
  it('types the cells as the catalogue says and stays blank where the cell is', async () => {
    const path = write('Số;Kênh;Ngày;Phí;Ghi chú\n007;Mạng;31/12/2025 08:00;250000;x\n8;;;;\n');
    const { door, summary } = run(path, MAP);
    expect(await summary).toEqual({ rows: 2, accepted: 2, repeated: 0, rejected: 0, rejectedFile: null });
    expect(door.events.map(({ data }) => data)).toEqual([
      { caseId: '007', channel: 'online', receivedAt: '2025-12-31T01:00:00Z', fee: 250_000, urgent: false },
      { caseId: '8', channel: null, receivedAt: null, fee: null, urgent: false },
    ]);
    expect(door.events[0]).toMatchObject({
      source: '/s%E1%BB%9F-y-t%E1%BA%BF/import',
      type: 'vn.test.case.stated',
      time: new Date(1_767_200_000_000).toISOString(),
    });
    expect(door.lines[0]).toContain('2025-12-31T16:53:20.000Z');
  });

  it('gives an event the same id in any row, order of columns and batch size, and another one at another stated-at', async () => {
    const head = 'caseId,channel\n';
    const first = run(write(`${head}a,online\nb,other\n`), null, { batchSize: 1 });
    await first.summary;
    const second = run(write('channel,caseId\nother,b\nonline,a\n'), null);
    await second.summary;
    const third = run(write(`${head}a,online\n`), null, { statedAt: '2025-12-31' });
    await third.summary;
    const ids = ({ events }: Door) => events.map(({ id }) => id).sort();
    expect(ids(second.door)).toEqual(ids(first.door));
    expect(third.door.events[0]?.time).toBe('2025-12-30T17:00:00.000Z');
    expect(ids(first.door)).not.toContain(third.door.events[0]?.id);
  });

  it('rejects differing rows of one key with all row numbers and sends equal rows once', async () => {
    const path = write('caseId,channel\na,online\nb,online\na,other\nb,online\n');
    const { door, summary } = run(path, null);
    expect(await summary).toMatchObject({ rows: 4, accepted: 1, repeated: 1, rejected: 2 });
    expect(door.events.map(({ data }) => data.caseId)).toEqual(['b']);
    expect(readFileSync(`${path}.rejected.csv`, 'utf8')).toBe(
      '\ufeffrow,column,code,reason\n' +
        '2,,NHIP_IMPORT_KEY_CONFLICT,"rows 2, 4 have the same key and differ"\n' +
        '4,,NHIP_IMPORT_KEY_CONFLICT,"rows 2, 4 have the same key and differ"\n',
    );
  });

  it('writes down row, column and reason of every rejected row, its own and the door’s', async () => {
    const path = write(
      'Số,Kênh,Ngày,Phí,Ghi chú\n1,x,2025-12-31,12a,\n2,x\nBAD,x,,1,\n3,x,,12345678901234567,\n4,x,,,ok\n',
    );
    const { summary } = run(path, MAP);
    expect(await summary).toMatchObject({ rows: 5, accepted: 1, rejected: 4, rejectedFile: `${path}.rejected.csv` });
    const lines = readFileSync(`${path}.rejected.csv`, 'utf8').trimEnd().split('\n').slice(1).sort();
    expect(lines).toEqual([
      "2,Ngày,NHIP_IMPORT_VALUE_UNREADABLE,'2025-12-31' is not written as dd/MM/yyyy HH:mm",
      '2,Phí,NHIP_IMPORT_VALUE_UNREADABLE,"\'12a\' is not a number (digits, with a point)"',
      '3,,NHIP_IMPORT_ROW_RAGGED,the row has 2 cells where the header has 5',
      '4,Phí,NHIP_X,"too, much"',
      "5,Phí,NHIP_IMPORT_VALUE_UNREADABLE,'12345678901234567' has more than 15 digits",
    ]);
  });

  it('finds the names of the columns below a title, says where, and counts rows as the sheet does', async () => {
    const title = 'UBND thành phố,,,,\nBáo cáo,,,,\n,,,,\n';
    const path = write(`${title}Số,Kênh,Ngày,Phí,Ghi chú\n1,Mạng,,5,\n2,Mạng,,x,\n`);
    const { door, summary } = run(path, MAP);
    expect(await summary).toMatchObject({ rows: 2, accepted: 1, rejected: 1 });
    expect(door.events.map(({ data }) => data.caseId)).toEqual(['1']);
    expect(door.lines).toContain('The names of the columns stand in row 4');
    expect(readFileSync(`${path}.rejected.csv`, 'utf8')).toContain('\n6,Phí,NHIP_IMPORT_VALUE_UNREADABLE,');
  });

  it('compares names and cells as they look, however accents are written', async () => {
    const path = write('Số,Kênh,Ngày,Phí,Ghi chú\nẤ,Mạng,,1,\n'.normalize('NFD') + 'Ấ,Mạng,,2,\n'.normalize('NFC'));
    const { door, summary } = run(path, MAP.normalize('NFC'));
    expect(await summary).toMatchObject({ accepted: 0, rejected: 2 });
    expect(door.events).toEqual([]);
    const other = run(write('Số,Kênh,Ngày,Phí,Ghi chú\nẤ,Mạng,,1,\n'.normalize('NFC')), MAP.normalize('NFD'));
    expect(await other.summary).toMatchObject({ accepted: 1, rejected: 0 });
    expect(other.door.events[0]?.data).toMatchObject({ caseId: 'Ấ'.normalize('NFC'), channel: 'online' });
  });

  it('takes the values of the map for what stands in the cells, not for numbers', async () => {
    const map = `
record: case
fields:
  caseId: { column: Số }
  channel: { column: Kênh, values: { 01: online, 1.0: other, true: other, null: online } }
`;
    const { door, summary } = run(write('Số,Kênh\na,01\nb,1\nc,1.0\nd,true\ne,null\nf,\n'), map);
    expect(await summary).toMatchObject({ accepted: 5, rejected: 1 });
    expect(door.events.map(({ data }) => [data.caseId, data.channel])).toEqual([
      ['a', 'online'],
      ['c', 'other'],
      ['d', 'other'],
      ['e', 'online'],
      ['f', null],
    ]);
  });

  it('does not read thousands with points as fractions', async () => {
    const path = write('caseId,fee\n1,250.000\n2,-1.000\n3,250.00\n4,1250.000\n5,1.250.000\n');
    const { door, summary } = run(path, null);
    expect(await summary).toMatchObject({ accepted: 2, rejected: 3 });
    expect(door.events.map(({ data }) => data.fee)).toEqual([250, 1250]);
    expect(readFileSync(`${path}.rejected.csv`, 'utf8')).toContain(
      "2,fee,NHIP_IMPORT_VALUE_UNREADABLE,\"'250.000' has",
    );
  });

  it('reads numbers with a decimal comma where the map says so, and says so where it does not', async () => {
    const sheet = 'caseId,fee\n1,"1.234,5"\n2,1234.5\n';
    const map = (decimal: string) =>
      `record: case\nfields: { caseId: { column: caseId }, fee: { column: fee, ${decimal} } }`;
    const { door, summary } = run(write(sheet), map("decimal: ','"));
    expect(await summary).toMatchObject({ accepted: 1, rejected: 1 });
    expect(door.events.map(({ data }) => data.fee)).toEqual([1234.5]);
    for (const [wrong, reason] of [
      ["fee: { column: fee, format: '0.0' }", "'fee' has a format, which is for dates and times"],
      ["receivedAt: { column: fee, decimal: ',' }", "'receivedAt' has a decimal sign, which is for numbers"],
      ["fee: { constant: 1, decimal: ',' }", 'a constant takes no format, no decimal'],
    ] as const) {
      const wrongMap = `record: case\nfields: { caseId: { column: caseId }, ${wrong} }\nignore: [fee]`;
      await expect(run(write(sheet), wrongMap).summary).rejects.toThrow(reason);
    }
  });

  it('does not tell two texts apart that look the same', async () => {
    const map = `
record: case
fields:
  caseId: { column: "Số\\nhồ sơ" }
  channel: { column: Kênh, values: { Trực tuyến: online } }
  receivedAt: { column: Ngày, format: dd/MM/yyyy HH:mm }
`;
    const row = (id: string) => `${id};Trực\u00a0tuyến;05/03/2024\u00a008:10`;
    const { door, summary } = run(write(`Số\u00a0hồ sơ;Kênh;Ngày\n${row('A 1')}\n${row('A\u00a0\u200b1')}\n`), map);
    expect(await summary).toMatchObject({ accepted: 1, repeated: 1, rejected: 0 });
    expect(door.events.map(({ data }) => data)).toEqual([
      { caseId: 'A 1', channel: 'online', receivedAt: '2024-03-05T01:10:00Z' },
    ]);
  });

  it('passes over empty cells behind the last column, there or not', async () => {
    const behind = write('caseId,channel\na,online,, \nb,online,,x\nc\n');
    expect(await run(behind, null).summary).toMatchObject({ accepted: 1, rejected: 2 });
    const missing = write('caseId,channel,,\na,online,,\nb,online\nc\n');
    expect(await run(missing, null).summary).toMatchObject({ accepted: 2, rejected: 1 });
  });

  it('tells of rows that a quote left open has drawn into one cell, and takes texts of several lines', async () => {
    const sheet = (name: string, other = 'y') =>
      `caseId;note;channel\n1;${name};online\n2;b;online\n3;${other};online\n4;z;online\n`;
    const map = 'record: case\nfields: { caseId: { column: caseId }, channel: { column: channel } }\nignore: [note]';
    for (const [name, other] of [
      ['"Hoa Mai', '"Lan" Chi'],
      ['"Hoa Mai', 'Lan"'],
    ]) {
      const path = write(sheet(name ?? '', other));
      expect(await run(path, map).summary).toMatchObject({ rows: 2, accepted: 1, rejected: 1 });
      expect(readFileSync(`${path}.rejected.csv`, 'utf8')).toContain('2,,NHIP_IMPORT_QUOTE_OPEN,');
    }
    for (const name of ['"Hoa\nMai"', '"a;b\nc"', '"a\n""b"";c"', '"a\n\nb"', '"Hoa" Mai', '5" Mai']) {
      expect(await run(write(sheet(name)), map).summary).toMatchObject({ rows: 4, accepted: 4, rejected: 0 });
    }
  });

  it('says of rows without a key that the key is empty, not that they contradict each other', async () => {
    const path = write('caseId,channel\na,online\n,online\n,other\n');
    expect(await run(path, null).summary).toMatchObject({ accepted: 1, rejected: 2 });
    const reason =
      "caseId,NHIP_IMPORT_VALUE_UNREADABLE,is empty: without 'caseId' nobody knows which record the row is about";
    const lines = readFileSync(`${path}.rejected.csv`, 'utf8').split('\n');
    expect(lines.slice(1, 3)).toEqual([`3,${reason}`, `4,${reason}`]);
  });

  it('says so when no row has any column of the map', async () => {
    const { summary } = run(write('Báo cáo tháng 3,,,,\nMã,Nguồn,Lúc,Tiền,\n'), MAP);
    await expect(summary).rejects.toThrow('no row near the top has a column of the map');
  });

  it('names every column that does not fit', async () => {
    const { summary } = run(write('Số,Ngày,Mới\n'), MAP);
    await expect(summary).rejects.toThrow(/'Kênh'[\s\S]*'Phí'[\s\S]*'Mới'/);
    await expect(run(write('channel\n'), null).summary).rejects.toThrow(
      /without --map they must be named like the fields[\s\S]*key field 'caseId'/,
    );
    await expect(
      run(write('caseId\n'), 'record: case\nfields: { caseId: { colum: x }, fee: x }').summary,
    ).rejects.toThrow(/"colum"[\s\S]*fields.fee: must be written like { column:/);
    await expect(run(write('caseId\n'), null, { as: 'kase' }).summary).rejects.toThrow('it has: case');
  });

  it('says so before anything is sent when a folder stands where rejected rows would', async () => {
    const path = write('caseId\na\n');
    mkdirSync(`${path}.rejected.csv`);
    const before = process.cwd();
    process.chdir(folder);
    const { door, summary } = run(path, null);
    await expect(summary).rejects.toThrow(/the place of rejected rows, .*\.rejected\.csv, cannot be written/);
    process.chdir(before);
    expect(door.events).toEqual([]);
  });

  it('stops when the door cannot be reached', async () => {
    const judge = () => Promise.reject(new Error('door away'));
    await expect(run(write('caseId\na\nb\nc\n'), null, { judge, batchSize: 1 }).summary).rejects.toThrow('door away');
  });

  it('does not count a byte that is not UTF-8 as a letter', async () => {
    const path = write('caseId,channel\n');
    writeFileSync(
      path,
      Buffer.concat([Buffer.from('caseId,channel\n1'), Buffer.from([0xe0]), Buffer.from(',online\n')]),
    );
    expect(await run(path, null).summary).toMatchObject({ accepted: 0, rejected: 1 });
  });
});
