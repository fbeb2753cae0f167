// A packed row tells what was stated of the record, and nothing of what never was; rows of former times tell of everything.
import { describe, expect, it } from 'vitest';
import { createByteReader } from '../bytes/reader.ts';
import { type ByteWriter, createByteWriter } from '../bytes/writer.ts';
import { createDictionary } from '../table/dictionary.ts';
import { DOSSIER, dossier, EVENT } from '../testing/dossier-plan.ts';
import { identityOf, statement } from '../testing/statements.ts';
import { createRecordTable, type RecordTable } from './record-table.ts';
import { write } from './restate.ts';

const RECEIVED_AT = 1_676_250_000_000;
const received = statement('d1', { event: EVENT.received, version: 5, values: ['p1', 1, RECEIVED_AT, Number.NaN] });
const finished = statement('d1', { event: EVENT.finished, version: 9, values: [RECEIVED_AT + 1000] });

function newTable(): RecordTable {
  return createRecordTable(dossier, createDictionary());
}

function packed(table: RecordTable): Uint8Array {
  const writer = createByteWriter();
  table.encodeRow(writer, 0);
  return writer.take();
}

function stated(...statements: readonly (typeof received)[]): RecordTable {
  const table = newTable();
  const row = table.add(received.identity);
  for (const one of statements) write(table, row, one);
  table.offsets.set(row, 77);
  return table;
}

/** What stands in the first row, as far as it is read. */
function contentOf(table: RecordTable) {
  return {
    fields: table.fields.map((field) => field?.read(0) ?? null),
    known: table.versions.map((group) => group.isKnown(0)),
    stands: table.versions.map((group) => group.stands(0)),
    order: [received, finished].map(({ version }, group) => table.versions[group]?.compare(0, version)),
    sender: table.unitOf(0),
    offset: table.offsets.get(0),
  };
}

describe('a packed row', () => {
  it('gives back what was stated, and takes less room where less was', () => {
    const [first, both] = [stated(received), stated(received, finished)];
    for (const table of [first, both]) {
      const other = newTable();
      other.decodeRow(createByteReader(packed(table)), 0);
      expect(contentOf(other)).toEqual(contentOf(table));
    }
    expect(packed(both).length - packed(first).length).toBeGreaterThan(12);
  });

  it('is the whole record, whatever stood in the row before', () => {
    const [first, both] = [stated(received), stated(received, finished)];
    const scratch = newTable();
    for (const table of [both, first]) scratch.decodeRow(createByteReader(packed(table)), 0);
    expect(contentOf(scratch)).toEqual(contentOf(first));
    expect(scratch.fields[DOSSIER.finishedAt]?.read(0)).toBeNaN();
  });

  it('is read as former times have packed it, with everything that was not stated', () => {
    const table = newTable();
    table.decodeRow(createByteReader(formerly()), 0);
    // The text of the procedure is the first of the dictionary there, the agency the second.
    table.dictionary.intern('p1');
    expect(contentOf(table)).toEqual({ ...contentOf(stated(received)), sender: table.dictionary.intern('A') });
    expect(table.identityOf(0)).toEqual(identityOf('0/d1'));
  });
});

/** The record with `received` alone. */
function formerly(): Uint8Array {
  const writer = createByteWriter();
  for (let word = 0; word < 4; word++) writer.u32(new DataView(received.identity.buffer).getUint32(word * 4));
  const [noExtras, missing, short] = [0, 0, 1];
  writer.byte(noExtras);
  writer.unsigned(77);
  writer.unsigned(3);
  formerGroup(writer);
  writer.byte(0);
  writer.byte(0);
  writer.unsigned(2);
  writer.byte(2);
  writer.byte(short);
  writer.signed(RECEIVED_AT * 4);
  writer.byte(missing);
  writer.byte(missing);
  return writer.take();
}

/** Stands, is known, and by which version. */
function formerGroup(writer: ByteWriter): void {
  const { at, tieHigh, tieLow, eventHash } = received.version;
  writer.byte(1);
  writer.byte(1);
  writer.signed(at);
  for (const number of [tieHigh, tieLow, eventHash]) writer.u32(number);
}
