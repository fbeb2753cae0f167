// Real data: a small invented file with the same columns and kinds of dirt as the real one, always tested: no due date, never
// closed, closed before or in the second of opening, due at opening or years later, no neighborhood, an odd department, rows
// that differ only in their id, summer and winter time.
import { gzipSync } from 'node:zlib';
import { DateTime } from 'luxon';
import { ZONE } from './cases.ts';

const COLUMNS = [
  'case_enquiry_id',
  'open_dt',
  'target_dt',
  'closed_dt',
  'ontime',
  'case_status',
  'closure_kind',
  'subject',
  'reason',
  'type',
  'department',
  'neighborhood',
  'police_district',
  'source',
] as const;

const DEPARTMENTS = ['PWDx', 'PWDx', 'PWDx', 'ISD', 'BTDT', 'INFO', 'PARK', 'HS_O', 'No Q'] as const;
const NEIGHBORHOODS = [
  '',
  'Roxbury',
  'Dorchester',
  'Downtown / Financial District',
  'South Boston / South Boston Waterfront',
] as const;
const SOURCES = [
  'Citizens Connect App',
  'Self Service',
  'Twitter',
  'Constituent Call',
  'Constituent Call',
  'Employee Generated',
  'City Worker App',
  'Maximo Integration',
] as const;

export interface GeneratedFile {
  readonly bytes: Buffer;
  readonly rows: number;
}

/** Semicolons and a byte order mark, gzipped: the same reader has to find out. */
export function generateFile(rows: number, random: () => number): GeneratedFile {
  const lines = [COLUMNS.join(';')];
  for (let index = 0; index < rows; index += 1) lines.push(rowOf(index, random));
  return { bytes: gzipSync(`\ufeff${lines.join('\r\n')}\r\n`), rows };
}

function rowOf(index: number, random: () => number): string {
  const opened = moment(DateTime.fromISO('2015-01-01', { zone: ZONE }), random() * 180 * 1440);
  const due = dueOf(opened, random());
  const closed = closedOf(opened, random());
  const row: Readonly<Record<(typeof COLUMNS)[number], string>> = {
    case_enquiry_id: String(101_000_000_000 + index),
    open_dt: written(opened),
    target_dt: written(due),
    closed_dt: written(closed),
    ontime: random() < 0.1 ? '' : due !== null && closed !== null && closed > due ? 'OVERDUE' : 'ONTIME',
    case_status: closed === null ? 'Open' : 'Closed',
    closure_kind: closed === null ? '' : 'resolved',
    subject: random() < 0.2 ? 'Mayor\'s "24 Hour" Hotline; north' : 'Public Works Department',
    reason: 'Street Lights',
    type: random() < 0.1 ? 'two\nlines' : 'Street Light Outages',
    department: pick(DEPARTMENTS, random()),
    neighborhood: pick(NEIGHBORHOODS, random()),
    police_district: random() < 0.5 ? 'A-15' : 'A15',
    source: pick(SOURCES, random()),
  };
  return COLUMNS.map((column) => quoted(row[column])).join(';');
}

function dueOf(opened: DateTime, dice: number): DateTime | null {
  if (dice < 0.25) return null;
  if (dice < 0.28) return opened;
  if (dice < 0.32) return moment(opened.plus({ years: 3 }), dice * 1440);
  return moment(opened, (dice - 0.3) * 40 * 1440);
}

function closedOf(opened: DateTime, dice: number): DateTime | null {
  if (dice < 0.15) return null;
  if (dice < 0.18) return opened;
  if (dice < 0.21) return opened.minus({ seconds: 1 + Math.floor(dice * 150) });
  return moment(opened, (dice - 0.2) ** 3 * 200 * 1440);
}

function moment(start: DateTime, minutes: number): DateTime {
  return start.plus({ seconds: Math.floor(minutes * 60) }).startOf('second');
}

/** As the file has it: local wall clock. The hour that autumn repeats cannot be told apart in it, so none is written. */
function written(at: DateTime | null): string {
  if (at === null) return '';
  const plain = at.offset === at.plus({ hours: 1 }).offset && at.offset === at.minus({ hours: 1 }).offset;
  return (plain ? at : at.minus({ hours: 3 })).toFormat('MM/dd/yyyy hh:mm:ss a', { locale: 'en-US' });
}

function pick(list: readonly string[], dice: number): string {
  return list[Math.floor(dice * list.length)] ?? '';
}

function quoted(cell: string): string {
  return /[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
