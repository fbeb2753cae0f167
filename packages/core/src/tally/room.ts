// One record type in the tally: its records, its cells, and what a statement changes in both.
import { type CellBacklog, createCellBacklog } from '../cell/cell-backlog.ts';
import { type CellTable, createCellTable } from '../cell/cell-table.ts';
import { type CellTouches, createCellTouches } from '../cell/cell-touches.ts';
import type { RecordPlan } from '../plan/plan.ts';
import { type ChangedMeasures, changedMeasures } from '../record/changed-measures.ts';
import {
  type Contribution,
  type Contributor,
  createContributor,
  createReplace,
  type Replace,
} from '../record/contribution.ts';
import { createExpressionCompiler, type RowTest } from '../record/expression.ts';
import { firstMeasures } from '../record/first-measures.ts';
import { createRecordTable, type RecordTable } from '../record/record-table.ts';
import { causeOf, type Judgement, judge, write } from '../record/restate.ts';
import type { Statement } from '../record/statement.ts';
import type { Reference } from '../reference/reference.ts';
import type { Dictionary } from '../table/dictionary.ts';

/** One record type: its table, its cells, and two contributions that are reused for every statement. */
export interface Room {
  readonly plan: RecordPlan;
  readonly table: RecordTable;
  cellTables: CellTable[];
  cells: CellTouches[];
  backlogs: CellBacklog[];
  /** For each family the positions of dimensions that the reader of changes reads; null: nobody reads them. */
  readonly read: readonly (readonly number[])[] | null;
  readonly contributor: Contributor;
  readonly before: Contribution;
  readonly after: Contribution;
  readonly replace: Replace;
  /** By event type, of records that add something. */
  readonly changed: readonly ChangedMeasures[];
  /** By event type, of records that are new. */
  readonly first: readonly ChangedMeasures[];
  readonly dirty: Set<number>;
  /** The record stands as its type declares impossible; null: it declares nothing so. */
  readonly isImpossible: RowTest | null;
}

interface RoomOptions {
  readonly dictionary: Dictionary;
  readonly reference: Reference;
  readonly read: Room['read'];
}

export function openRoom(plan: RecordPlan, { dictionary, reference, read }: RoomOptions): Room {
  const table = createRecordTable(plan, dictionary);
  const cellTables = plan.families.map((family) => createCellTable(family, dictionary));
  const contributor = createContributor(table, reference);
  return {
    plan,
    table,
    cellTables,
    cells: cellTables.map(createCellTouches),
    backlogs: openBacklogs(cellTables, read),
    read,
    contributor,
    before: contributor.newContribution(),
    after: contributor.newContribution(),
    replace: createReplace(plan),
    changed: changedMeasures(plan),
    first: firstMeasures(plan),
    dirty: new Set(),
    isImpossible:
      plan.impossible === undefined ? null : createExpressionCompiler(table, reference).test(plan.impossible),
  };
}

function openBacklogs(tables: readonly CellTable[], read: Room['read']): CellBacklog[] {
  if (read === null) return [];
  return tables.map((table, family) => createCellBacklog(table, read[family] ?? []));
}

export interface Applied {
  readonly judgement: Judgement;
  /** The record stands now as its type declares impossible. */
  readonly isImpossible: boolean;
}

export function applyTo(room: Room, statement: Statement, offset: number): Applied {
  const { table, contributor, before, after } = room;
  const known = table.find(statement.identity);
  const judgement = judge(table, known, statement);
  if (judgement.verdict !== 'counted') return { judgement, isImpossible: false };
  const cause = causeOf(table, known, statement);
  for (const touches of room.cells) touches.because(cause);
  const changed = room.changed[statement.event] ?? null;
  if (known < 0) before.unit = -1;
  else contributor.read(known, before, changed);
  const row = known < 0 ? table.add(statement.identity) : known;
  write(table, row, statement);
  table.offsets.set(row, offset);
  contributor.read(row, after, known < 0 ? (room.first[statement.event] ?? null) : afterwards(before, changed));
  room.replace(room.cells, before, after);
  room.dirty.add(row);
  return { judgement, isImpossible: room.isImpossible?.(row) ?? false };
}

/** A record that was known, and added nothing, adds by every measure now. */
function afterwards({ unit }: Contribution, changed: ChangedMeasures): ChangedMeasures {
  return unit < 0 ? null : changed;
}

export function recompute(room: Room, dictionary: Dictionary): void {
  room.cellTables = room.plan.families.map((family) => createCellTable(family, dictionary));
  room.cells = room.cellTables.map(createCellTouches);
  room.backlogs = openBacklogs(room.cellTables, room.read);
  const nothing = room.contributor.newContribution();
  for (let row = 0; row < room.table.size(); row++) {
    room.contributor.read(row, room.after, null);
    room.replace(room.cells, nothing, room.after);
  }
}

/** The units of records that stand, without those of the built-in type: a sender there need not be a unit. */
export function unitsOf(rooms: readonly Room[], dictionary: Dictionary): ReadonlyMap<string, number> {
  const counts = new Map<number, number>();
  for (const { plan, table } of rooms) {
    if (plan.isBuiltIn === true) continue;
    for (let row = 0; row < table.size(); row++) {
      const unit = table.stands(row) ? table.unitOf(row) : -1;
      if (unit >= 0) counts.set(unit, (counts.get(unit) ?? 0) + 1);
    }
  }
  return new Map([...counts].map(([unit, count]) => [dictionary.textOf(unit), count]));
}
