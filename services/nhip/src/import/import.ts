// Import: a CSV file becomes events that go through the HTTP door like any other. Safe to break off and to run again: the same
// file states the same things. The file is read twice, first to find contradicting rows, then to send.
import { stat } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import type { Plan } from '@nhip/core';
import { DateTime } from 'luxon';
import type { CloudEvent } from '../cloud-event.ts';
import { CommandFailure } from '../failure.ts';
import { type CsvFile, openCsv } from './csv-file.ts';
import { type KeyConflicts, keyConflicts } from './key-conflicts.ts';
import { mappedColumns, planRows, type RowPlan, readColumnMap } from './map.ts';
import { openProgress } from './progress.ts';
import { openRejectedFile, type RejectedFile } from './rejected-file.ts';
import { type EventMaker, eventMaker } from './row-event.ts';
import { type RowFault, type RowReader, rowReader } from './row-reader.ts';
import type { DoorVerdict } from './sender.ts';

export interface ImportOptions {
  readonly file: string;
  /** Record type. */
  readonly as: string;
  readonly agency: string;
  /** Column map, null: the columns are named like the fields. */
  readonly map: string | null;
  /** ISO 8601, without an offset in the catalogue's zone; null: the file's modification time. */
  readonly statedAt: string | null;
  readonly plan: Plan;
  /** Judges a batch: the door itself, or for a dry run its decoder. Called with at most two batches at a time. */
  readonly judge: (events: readonly CloudEvent[]) => Promise<readonly DoorVerdict[]>;
  readonly batchSize?: number;
  readonly say: (line: string) => void;
  readonly now: number;
}

export interface ImportSummary {
  readonly rows: number;
  readonly accepted: number;
  /** Rows equal to another row of the file; they are one statement. */
  readonly repeated: number;
  readonly rejected: number;
  /** List of the rejected rows, null when there are none. */
  readonly rejectedFile: string | null;
}

const BATCH_SIZE = 500;
const BATCHES_AT_ONCE = 2;

/** @throws CommandFailure when the file, the map or the service does not allow it at all. */
export async function importFile(options: ImportOptions): Promise<ImportSummary> {
  const map = options.map === null ? null : await readColumnMap(options.map);
  const csv = await openCsv(options.file, map === null ? [] : mappedColumns(map));
  const rows = planRows({ plan: options.plan, map, record: options.as, header: csv.header });
  const statedAt = await statedAtOf(options);
  const read = rowReader(rows, csv);
  options.say(`${shortPath(options.file)}: stated at ${statedAt}, as ${rows.event.type} by ${options.agency}`);
  if (csv.headerRow > 1) options.say(`The names of the columns stand in row ${csv.headerRow}`);
  if (rows.empty.length > 0) options.say(`Not in the file, so stated as empty: ${rows.empty.join(', ')}`);
  const conflicts = keyConflicts();
  const total = await findConflicts(csv, read, conflicts);
  const make = eventMaker({ agency: options.agency, record: options.as, type: rows.event.type, statedAt });
  const rejected = await openRejectedFile(options.file);
  try {
    const run = new ImportRun({ options, rows, make, rejected });
    return await run.all({ csv, read, conflicts, total });
  } finally {
    await rejected.close();
  }
}

/** The door takes statements of up to five minutes ahead, because clocks differ. */
const AHEAD_MAX_MS = 300_000;

async function statedAtOf({ statedAt, file, now, plan }: ImportOptions): Promise<string> {
  const ms =
    statedAt === null
      ? Math.floor((await stat(file)).mtimeMs)
      : DateTime.fromISO(statedAt, { zone: plan.timeZone }).toMillis();
  if (Number.isNaN(ms)) {
    throw new CommandFailure(`--stated-at '${statedAt}' is not a time: write it like 2026-03-31T17:00:00+07:00`);
  }
  const moment = new Date(ms).toISOString();
  if (ms > now + AHEAD_MAX_MS) throw new CommandFailure(`stated at ${moment}: that lies in the future`);
  return moment;
}

async function findConflicts(csv: CsvFile, read: RowReader, conflicts: KeyConflicts): Promise<number> {
  let total = 0;
  for await (const row of csv.rows()) {
    conflicts.add(row.number, read(row));
    total += 1;
  }
  return total;
}

interface RunParts {
  readonly options: ImportOptions;
  readonly rows: RowPlan;
  readonly make: EventMaker;
  readonly rejected: RejectedFile;
}

interface RunInput {
  readonly csv: CsvFile;
  readonly read: RowReader;
  readonly conflicts: KeyConflicts;
  readonly total: number;
}

interface RowEvent {
  readonly row: number;
  readonly event: CloudEvent;
}

/** Opened for one file and closed at its end; holds the counts and the batches under way. */
class ImportRun {
  readonly #parts: RunParts;
  readonly #columnOf: ReadonlyMap<string, string>;
  readonly #underWay = new Set<Promise<void>>();
  #accepted = 0;
  #repeated = 0;
  #rejectedRows = 0;
  #failure: unknown = null;

  constructor(parts: RunParts) {
    this.#parts = parts;
    const columns = parts.rows.fields.flatMap(({ name, source }) =>
      source.kind === 'column' ? [[name, source.column] as const] : [],
    );
    this.#columnOf = new Map(columns);
  }

  async all({ csv, read, conflicts, total }: RunInput): Promise<ImportSummary> {
    const progress = openProgress({ total, label: shortPath(this.#parts.options.file) });
    const batchSize = this.#parts.options.batchSize ?? BATCH_SIZE;
    let batch: RowEvent[] = [];
    let done = 0;
    for await (const row of csv.rows()) {
      const event = this.#judgeRow(row.number, read(row), conflicts);
      if (event !== null) batch.push(event);
      done += 1;
      if (batch.length < batchSize) continue;
      await this.#send(batch);
      batch = [];
      progress.set(done);
    }
    if (batch.length > 0) await this.#send(batch);
    await Promise.all(this.#underWay);
    if (this.#failure !== null) throw this.#failure;
    progress.set(total);
    progress.end();
    const rejectedFile = this.#parts.rejected.path();
    return {
      rows: total,
      accepted: this.#accepted,
      repeated: this.#repeated,
      rejected: this.#rejectedRows,
      rejectedFile,
    };
  }

  #judgeRow(row: number, reading: ReturnType<RowReader>, conflicts: KeyConflicts): RowEvent | null {
    const verdict = conflicts.verdict(row, reading);
    if (verdict.kind === 'conflict') {
      this.#reject(row, [conflictFault(verdict.rows)]);
      return null;
    }
    if (reading.kind === 'faults') {
      this.#reject(row, reading.faults);
      return null;
    }
    if (verdict.kind === 'repeat') {
      this.#repeated += 1;
      return null;
    }
    return { row, event: this.#parts.make(reading.data) };
  }

  /** Waits only while too many batches are under way. */
  async #send(batch: readonly RowEvent[]): Promise<void> {
    const sending = this.#judge(batch)
      .catch((error) => {
        this.#failure ??= error;
      })
      .finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
    if (this.#underWay.size >= BATCHES_AT_ONCE) await Promise.race(this.#underWay);
    if (this.#failure !== null) throw this.#failure;
  }

  async #judge(batch: readonly RowEvent[]): Promise<void> {
    const verdicts = await this.#parts.options.judge(batch.map(({ event }) => event));
    for (const [index, { row }] of batch.entries()) {
      const verdict = verdicts[index];
      if (verdict?.kind === 'accepted') this.#accepted += 1;
      else if (verdict !== undefined) this.#reject(row, [this.#doorFault(verdict)]);
    }
  }

  #doorFault({ code, pointer, message }: Extract<DoorVerdict, { kind: 'rejected' }>): RowFault {
    const field = /^\/data\/([^/]+)/.exec(pointer ?? '')?.[1];
    const column = field === undefined ? null : (this.#columnOf.get(field) ?? field);
    return { column, code, reason: message };
  }

  #reject(row: number, faults: readonly RowFault[]): void {
    this.#rejectedRows += 1;
    for (const fault of faults) this.#parts.rejected.add(row, fault);
  }
}

const ROWS_LISTED_MAX = 20;

function conflictFault(rows: readonly number[]): RowFault {
  const listed = rows.slice(0, ROWS_LISTED_MAX).join(', ') + (rows.length > ROWS_LISTED_MAX ? ', …' : '');
  return { column: null, code: 'NHIP_IMPORT_KEY_CONFLICT', reason: `rows ${listed} have the same key and differ` };
}

function shortPath(path: string): string {
  const near = relative('', path);
  return near.startsWith('..') || isAbsolute(near) ? path : near;
}
