// A small record type, its column map, and imports of sheets through a door in memory.
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FieldPlan, FieldType, Plan } from '@nhip/core';
import type { CloudEvent } from '../../cloud-event.ts';
import { type ImportOptions, importFile } from '../import.ts';

export const folder = mkdtempSync(join(tmpdir(), 'nhip-import-'));
/** Removes every file that was written. */
export function removeSheets(): void {
  rmSync(folder, { recursive: true });
}

function field(name: string, type: FieldType): FieldPlan {
  return { name, type, required: false, kept: true };
}

const plan: Plan = {
  id: 'test',
  title: { vi: 'Thử', en: 'Test' },
  timeZone: 'Asia/Ho_Chi_Minh',
  root: 'city',
  levels: ['city'],
  titles: { programmes: {}, levels: {} },
  finalAfterDays: {},
  units: [],
  domains: [],
  calendar: null,
  kpis: [],
  also: [],
  layoutHash: '',
  cellsHash: '',
  records: [
    {
      name: 'case',
      title: { vi: 'Vụ', en: 'Case' },
      versions: 'time',
      key: [0],
      agencyInKey: false,
      unit: { kind: 'sender', group: 0 },
      fields: [
        field('caseId', { kind: 'text', max: 64 }),
        field('channel', { kind: 'enum', values: ['online', 'other'], missing: null }),
        field('receivedAt', { kind: 'instant' }),
        field('fee', { kind: 'decimal', scale: 0, min: 0, max: 1e12 }),
        field('urgent', { kind: 'flag' }),
      ],
      groups: [],
      parts: [],
      lists: [],
      events: [{ kind: 'fields', type: 'vn.test.case.stated', states: [0, 1, 2, 3, 4], groups: [] }],
      derived: [],
      families: [],
      measures: [],
    },
  ],
};

/** Of columns in Vietnamese, all but one. */
export const MAP = `
record: case
event: vn.test.case.stated
fields:
  caseId: { column: Số }
  channel: { column: Kênh, values: { Mạng: online }, otherwise: other }
  receivedAt: { column: Ngày, format: dd/MM/yyyy HH:mm }
  fee: { column: Phí }
  urgent: { constant: false }
ignore: [Ghi chú]
`;

export interface Door {
  readonly events: CloudEvent[];
  readonly lines: string[];
}

let made = 0;
/** A sheet as a file of its own, of a given age. */
export function write(content: string): string {
  made += 1;
  const path = join(folder, `sheet-${made}.csv`);
  writeFileSync(path, content);
  utimesSync(path, 1_767_200_000, 1_767_200_000);
  return path;
}

/** Imports it through a door in memory, which refuses the case BAD. */
export function run(file: string, map: string | null, change: Partial<ImportOptions> = {}) {
  const door: Door = { events: [], lines: [] };
  const mapFile = map === null ? null : join(folder, `map-${made}.yaml`);
  if (mapFile !== null && map !== null) writeFileSync(mapFile, map);
  const summary = importFile({
    file,
    as: 'case',
    agency: 'sở-y-tế',
    map: mapFile,
    statedAt: null,
    plan,
    judge: async (events) => {
      door.events.push(...events);
      return events.map(({ data }) =>
        data.caseId === 'BAD'
          ? { kind: 'rejected', code: 'NHIP_X', pointer: '/data/fee', message: 'too, much' }
          : { kind: 'accepted' },
      );
    },
    say: (line) => door.lines.push(line),
    now: 1_800_000_000_000,
    ...change,
  });
  return { door, summary };
}
