// Real data: the cases of a file as the events that state them, with the column map of this folder. What is tested with them
// is the service, so they are made by the program's own reader; what they ought to give is computed apart (expectation.ts).
import { fileURLToPath } from 'node:url';
import { type CloudEvent, eventMaker, loadPlan, openCsv, planRows, readColumnMap, rowReader } from '@nhip/nhip';

export const CATALOGUE = fileURLToPath(new URL('boston', import.meta.url));
export const MAP = fileURLToPath(new URL('boston-map.yaml', import.meta.url));
export const RECORD = 'case';
export const AGENCY = 'boston';

export interface CaseEvents {
  /** One event a case, in the order of the file. */
  readonly events: readonly CloudEvent[];
  /** Names of the fields that hold the case's id and its closing time. */
  readonly idField: string;
  readonly closedField: string;
  /** Event type that takes a case back. */
  readonly retractedType: string;
}

/** @param statedAt RFC 3339, as it stands in the events. */
export async function readCaseEvents(path: string, statedAt: string): Promise<CaseEvents> {
  const plan = await loadPlan(CATALOGUE);
  const csv = await openCsv(path);
  const rows = planRows({ plan, map: await readColumnMap(MAP), record: RECORD, header: csv.header });
  const read = rowReader(rows, csv);
  const make = eventMaker({ agency: AGENCY, record: RECORD, type: rows.event.type, statedAt });
  const events: CloudEvent[] = [];
  for await (const row of csv.rows()) {
    const reading = read(row);
    if (reading.kind === 'faults') throw new Error(`row ${row.number}: ${JSON.stringify(reading.faults)}`);
    events.push(make(reading.data));
  }
  const fieldOf = (column: string): string => {
    const field = rows.fields.find(({ source }) => source.kind === 'column' && source.column === column);
    if (field === undefined) throw new Error(`the map does not use the column ${column}`);
    return field.name;
  };
  const retractedType = rows.record.events.find(({ kind }) => kind === 'retracted')?.type;
  if (retractedType === undefined) throw new Error('a case cannot be taken back');
  return { events, idField: fieldOf('case_enquiry_id'), closedField: fieldOf('closed_dt'), retractedType };
}

export function caseIdOf(event: CloudEvent, { idField }: CaseEvents): string {
  return String(event.data[idField]);
}

/** The same case stated at another moment, with another closing time. */
export function restated(
  event: CloudEvent,
  { closedField }: CaseEvents,
  change: { readonly statedAt: string; readonly closed: number },
): CloudEvent {
  const closed = new Date(change.closed).toISOString();
  const data = { ...event.data, [closedField]: closed };
  return { ...event, id: `${event.id}-${change.statedAt}`, time: change.statedAt, data };
}

export function retraction(event: CloudEvent, { idField, retractedType }: CaseEvents, statedAt: string): CloudEvent {
  const data = { [idField]: event.data[idField] ?? null };
  return { ...event, id: `${event.id}-retracted`, type: retractedType, time: statedAt, data };
}
