// The tally of one partition, pure: a statement goes in, a verdict comes out, and the records and cells are as if every statement
// had arrived once and in order. `drain` gives what one commit has to write; nothing here knows the log or the clock.

import { allDimensions } from '../cell/cell-backlog.ts';
import { scanCells } from '../cell/cell-changes.ts';
import { decodeCells, encodeCells, encodeTouched } from '../cell/cell-codec.ts';
import type { CellTable } from '../cell/cell-table.ts';
import type { CellTouches } from '../cell/cell-touches.ts';

import type { CellChange, DimensionsRead } from '../cell/change.ts';
import type { Plan } from '../plan/plan.ts';
import type { Judgement } from '../record/restate.ts';
import type { Statement } from '../record/statement.ts';
import { openReference } from '../reference/reference.ts';
import { createDictionary, type Dictionary } from '../table/dictionary.ts';
import { createLedger, LEDGER_FIELDS, type Ledger, type LedgerCounts } from './ledger.ts';
import { dictionarySection, type PackedState, packSections, type Section } from './packed-state.ts';
import { applyTo, openRoom, type Room, recompute, unitsOf } from './room.ts';
import { createVerdictTable, type VerdictTable } from './verdict-counts.ts';

export interface TallyState {
  /**
   * Takes in the statement that stands at `offset` of `events`.
   * @param ingestTime when the log took it in; without it the built-in record type is not told of it.
   */
  apply(statement: Statement, offset: number, ingestTime?: number): Judgement;
  /** Counts an entry that cannot be counted in any record. */
  deadLettered(entry: DeadLettered): void;
  readonly verdicts: VerdictTable;
  /** What changed since the last drain, packed for the block logs. Nothing is applied until it is `committed`. */
  drain(): Drained;
  /** What was drained is committed: the evaluator may see it. */
  committed(): void;
  /** Committed changes of cells that nobody took yet. */
  hasChanges(): boolean;
  /** Taken one after the other, all before anything else is done with the state. */
  takeChanges(): IterableIterator<CellChange>;
  /** All cells as changes from nothing, for an evaluator that begins anew: whatever was to be taken before is among them. */
  takeAll(): IterableIterator<CellChange>;
  /** All cells as changes from nothing. */
  scan(): IterableIterator<CellChange>;
  /** Drops the cells and computes them again from the records (after a change of measures). */
  recompute(): void;
  /** The states of the block logs `records` and `cells`; both are empty until their messages are applied. */
  readonly records: PackedState;
  readonly cells: PackedState;
  /** Who is responsible for the records that stand, those of agencies only, with their number. */
  unitsStanding(): ReadonlyMap<string, number>;
  size(): { readonly records: number; readonly cells: number; readonly bytes: number };
}

export interface DeadLettered {
  readonly agency: string;
  /** Index of the record type, null: the entry does not say. */
  readonly record: number | null;
  readonly ingestTime: number;
}

export interface Drained {
  readonly records: Uint8Array[];
  readonly cells: Uint8Array[];
}

const RECORDS_PER_BLOCK = 512;
const CELLS_PER_BLOCK = 2048;
const ROWS_PER_SECTION = 1024;
const DICTIONARY_PLACE = 0;
const VERDICTS_PLACE = 1;
const FIRST_TABLE_PLACE = 2;

/**
 * @param read the dimensions that whoever takes the changes reads: the others may be added up before they are told. Left out: all of
 *   them; null: nobody takes changes, and none are kept.
 */
export function createTallyState(plan: Plan, read: DimensionsRead | null = allDimensions(plan)): TallyState {
  const dictionary = createDictionary();
  const verdicts = createVerdictTable();
  const reference = openReference(plan);
  const rooms = plan.records.map((record, index) =>
    openRoom(record, { dictionary, reference, read: read === null ? null : (read[index] ?? []) }),
  );
  const records = packSections([dictionarySection(dictionary), verdictSection(verdicts), ...rooms.map(recordSection)]);
  const cells = packSections([
    dictionarySection(dictionary),
    emptySection,
    ...rooms.flatMap((room) => room.plan.families.map((_, family) => cellSection(room, family))),
  ]);
  const cursor = { dictionary: 1 };
  const ledger = createLedger({ plan, zone: reference.zone, numberOf: dictionary.intern });
  const scan = function* (): IterableIterator<CellChange> {
    for (const [record, room] of rooms.entries()) {
      for (const [family, table] of room.cellTables.entries()) yield* scanCells(table, { record, family });
    }
  };
  return {
    apply: (statement, offset, ingestTime) => {
      const room = rooms[statement.record];
      if (room === undefined) throw new RangeError(`the plan has no record type ${statement.record}`);
      const applied = applyTo(room, statement, offset);
      const { judgement } = applied;
      verdicts.judged(statement.agency, judgement, ingestTime);
      // What the service states of itself is no delivery of an agency.
      if (ledger !== null && ingestTime !== undefined && room.plan.isBuiltIn !== true) {
        ledger.judged(statement, applied, ingestTime);
      }
      return judgement;
    },
    deadLettered: ({ agency, record, ingestTime }) => {
      verdicts.of(agency).deadLettered += 1;
      ledger?.deadLettered(agency, record, ingestTime);
    },
    verdicts,
    drain: () => {
      restateLedger(rooms, ledger);
      return drain({ rooms, dictionary, verdicts, records, cells, cursor });
    },
    committed: () => {
      for (const { cells: families, backlogs } of rooms) {
        for (const [family, touches] of families.entries()) {
          backlogs[family]?.add(touches);
          touches.clear();
        }
      }
    },
    hasChanges: () => rooms.some(({ backlogs }) => backlogs.some((backlog) => !backlog.isEmpty())),
    takeChanges: () => takeBacklogs(rooms),
    takeAll: function* () {
      for (const { cells: families, backlogs } of rooms) {
        for (const backlog of backlogs) backlog.drop();
        // What is not committed yet is told here with everything else; only what comes later is left to tell.
        for (const touches of families) touches.forget();
      }
      yield* scan();
    },
    scan,
    recompute: () => {
      for (const room of rooms) recompute(room, dictionary);
    },
    records,
    cells,
    unitsStanding: () => unitsOf(rooms, dictionary),
    size: () => sizeOf(rooms),
  };
}

function* takeBacklogs(rooms: readonly Room[]): IterableIterator<CellChange> {
  for (const [record, { backlogs }] of rooms.entries()) {
    for (const [family, backlog] of backlogs.entries()) yield* backlog.take({ record, family });
  }
}

/** What the log says of its senders stands in an ordinary record by the commit. */
function restateLedger(rooms: readonly Room[], ledger: Ledger | null): void {
  const room = rooms.find(({ plan }) => plan.isBuiltIn === true);
  if (room === undefined || ledger === null) return;
  // A row stands for many entries: none of them names its key.
  for (const statement of ledger.restate((identity) => standingCounts(room, identity))) applyTo(room, statement, 0);
}

function standingCounts({ plan, table }: Room, identity: Uint8Array): LedgerCounts | null {
  const row = table.find(identity);
  if (row < 0) return null;
  const count = (name: string): number => {
    const column = table.fields[plan.fields.findIndex((field) => field.name === name)];
    if (column === undefined || column === null) throw new RangeError(`the built-in record type keeps no '${name}'`);
    return column.read(row);
  };
  return Object.fromEntries(LEDGER_FIELDS.map((name) => [name, count(name)])) as Record<keyof LedgerCounts, number>;
}

interface Drain {
  readonly rooms: readonly Room[];
  readonly dictionary: Dictionary;
  readonly verdicts: VerdictTable;
  readonly records: ReturnType<typeof packSections>;
  readonly cells: ReturnType<typeof packSections>;
  /** First string that was not packed yet. */
  readonly cursor: { dictionary: number };
}

function drain({ rooms, dictionary, verdicts, records, cells, cursor }: Drain): Drained {
  const strings = dictionary.size();
  for (let first = cursor.dictionary; first < strings; first += ROWS_PER_SECTION) {
    const end = Math.min(strings, first + ROWS_PER_SECTION);
    for (const log of [records, cells]) {
      log.stream.section(DICTIONARY_PLACE, end - first, (writer) => dictionary.encode(writer, first, end));
    }
  }
  cursor.dictionary = strings;
  records.stream.section(VERDICTS_PLACE, 0, (writer) => verdicts.encode(writer, 'touched'));
  let cellPlace = FIRST_TABLE_PLACE;
  rooms.forEach((room, record) => {
    drainRecords(room, records, FIRST_TABLE_PLACE + record);
    for (const [family, touches] of room.cells.entries()) {
      drainCells({ room, family, touches }, cells, cellPlace + family);
    }
    cellPlace += room.cells.length;
  });
  return { records: records.stream.take(), cells: cells.stream.take() };
}

function drainRecords(room: Room, records: Drain['records'], place: number): void {
  const rows = [...room.dirty];
  room.dirty.clear();
  // A record with parts may be large by itself.
  const rowsPerSection = room.plan.parts.length > 0 ? 1 : ROWS_PER_SECTION;
  for (let first = 0; first < rows.length; first += rowsPerSection) {
    const part = rows.slice(first, first + rowsPerSection);
    records.stream.section(place, part.length, (writer) => {
      writer.unsigned(part.length);
      for (const row of part) {
        writer.unsigned(row);
        room.table.encodeRow(writer, row);
      }
    });
  }
}

interface FamilyDrain {
  readonly room: Room;
  readonly family: number;
  readonly touches: CellTouches;
}

function drainCells({ room, family, touches }: FamilyDrain, cells: Drain['cells'], place: number): void {
  const table = room.cellTables[family];
  if (table === undefined) return;
  const touched = touches.size();
  for (let first = 0; first < touched; first += ROWS_PER_SECTION) {
    const end = Math.min(touched, first + ROWS_PER_SECTION);
    cells.stream.section(place, end - first, (writer) => encodeTouched(writer, { table, touches }, { first, end }));
  }
}

function recordSection(room: Room): Section {
  return {
    size: room.table.size,
    rowsPerBlock: RECORDS_PER_BLOCK,
    encode: (writer, first, end) => {
      writer.unsigned(end - first);
      for (let row = first; row < end; row++) {
        writer.unsigned(row);
        room.table.encodeRow(writer, row);
      }
    },
    apply: (reader) => {
      for (let left = reader.unsigned(); left > 0; left--) room.table.decodeRow(reader, reader.unsigned());
    },
  };
}

/** Reads the room's table at each call, since recomputing replaces it. */
function cellSection(room: Room, family: number): Section {
  const table = (): CellTable => room.cellTables[family] as CellTable;
  return {
    size: () => table().size(),
    rowsPerBlock: CELLS_PER_BLOCK,
    encode: (writer, first, end) => encodeCells(writer, table(), { first, end }),
    apply: (reader) => decodeCells(reader, table()),
  };
}

function verdictSection(verdicts: VerdictTable): Section {
  return {
    size: () => (verdicts.isEmpty() ? 0 : 1),
    rowsPerBlock: 1,
    encode: (writer) => verdicts.encode(writer, 'all'),
    apply: verdicts.apply,
  };
}

/** Keeps the numbering of `cells` in step with `records`, which has its verdicts here. */
const emptySection: Section = { size: () => 0, rowsPerBlock: 1, encode: () => {}, apply: () => {} };

function sizeOf(rooms: readonly Room[]): { records: number; cells: number; bytes: number } {
  const total = { records: 0, cells: 0, bytes: 0 };
  for (const { plan, table, cellTables } of rooms) {
    // What the service states of its own log is nothing that agencies told of.
    if (plan.isBuiltIn !== true) total.records += table.size();
    total.bytes += table.size() * table.bytesPerRow;
    for (const cells of cellTables) {
      total.cells += cells.size();
      total.bytes += cells.size() * cells.bytesPerRow;
    }
  }
  return total;
}
