// Real data: the cases of a Boston 311 file as this test reads them, by itself, sharing nothing with the importer but the
// CSV parser and luxon.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';

export type Channel = 'online' | 'offline' | 'internal';

export interface Case {
  readonly id: string;
  readonly department: string;
  readonly neighborhood: string;
  readonly channel: Channel;
  /** Moments in milliseconds. */
  readonly opened: number;
  readonly due: number | null;
  readonly closed: number | null;
}

export const ZONE = 'America/New_York';

const CHANNELS: Readonly<Record<string, Channel>> = {
  'Citizens Connect App': 'online',
  'Self Service': 'online',
  Twitter: 'online',
  'Constituent Call': 'offline',
  'Employee Generated': 'internal',
  'City Worker App': 'internal',
  'Maximo Integration': 'internal',
};

type Row = Readonly<Record<string, string>>;

export function readCases(path: string): readonly Case[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const rows = parse(text, { columns: true, bom: true, delimiter: [',', ';'] }) as readonly Row[];
  return rows.map(caseOf);
}

function caseOf(row: Row): Case {
  const channel = CHANNELS[row.source ?? ''];
  const opened = moment(row.open_dt);
  if (channel === undefined || opened === null) throw new Error(`unreadable case ${row.case_enquiry_id}`);
  return {
    id: row.case_enquiry_id ?? '',
    department: row.department?.trim() ?? '',
    neighborhood: row.neighborhood?.trim() || '(none)',
    channel,
    opened,
    due: moment(row.target_dt),
    closed: moment(row.closed_dt),
  };
}

function moment(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null;
  const read = DateTime.fromFormat(text.trim(), 'MM/dd/yyyy hh:mm:ss a', { zone: ZONE, locale: 'en-US' });
  if (!read.isValid) throw new Error(`unreadable time '${text}'`);
  return read.toMillis();
}
