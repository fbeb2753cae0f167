// What one partition of the log says of its senders: how many statements of each, by record type and local day of receipt, were
// counted, repeated, in conflict, … It gathers over a batch and states each touched row once, as a statement of the built-in record
// type, so that cells, restart and exactly-once are those of any other record. Values depend on the order of arrival: N1 is not theirs.
import type { EventPlan, Plan, RecordPlan } from '../plan/plan.ts';
import type { Statement } from '../record/statement.ts';
import { wholeDay } from '../time/moment.ts';
import type { Zone } from '../time/zone.ts';
import type { Applied } from './room.ts';

/** What is gathered of one sender, record type and day; the names are fields of the record type `statement`. */
export interface LedgerCounts {
  /** Every delivery: counted, superseded, repeated and dead-lettered. */
  accepted: number;
  counted: number;
  superseded: number;
  repeated: number;
  conflicts: number;
  deadLettered: number;
  /** Statements that left their record in a state that its type declares impossible. */
  impossible: number;
  /** Fields that the statements ought to fill, and those of them that they did. */
  fieldsAsked: number;
  fieldsFilled: number;
}

export interface Ledger {
  judged(statement: Statement, applied: Applied, ingestTime: number): void;
  /** @param record index of the record type, null: the entry does not say. */
  deadLettered(agency: string, record: number | null, ingestTime: number): void;
  /** One statement for each row touched since the last call, on top of what stands in it. */
  restate(standing: StandingCounts): readonly Statement[];
}

/** The counts that stand in a row of the record type, null: there is no such row. */
export type StandingCounts = (identity: Uint8Array) => LedgerCounts | null;

/** Fields that the tally states, in the order of its event. */
export const LEDGER_FIELDS = [
  'accepted',
  'counted',
  'superseded',
  'repeated',
  'conflicts',
  'deadLettered',
  'impossible',
  'fieldsAsked',
  'fieldsFilled',
] as const satisfies readonly (keyof LedgerCounts)[];

/** The event type that states them. */
const TALLIED = 'tallied';

interface Row {
  readonly agency: string;
  readonly record: number | null;
  readonly day: number;
  readonly counts: LedgerCounts;
}

export interface LedgerOptions {
  readonly plan: Plan;
  readonly zone: Zone;
  /** A number for each text, the same for as long as the state lives. */
  readonly numberOf: (text: string) => number;
}

/** Null when the plan does not have the built-in record type: then nothing is gathered. */
export function createLedger({ plan, zone, numberOf }: LedgerOptions): Ledger | null {
  const index = plan.records.findIndex(({ isBuiltIn }) => isBuiltIn === true);
  const builtIn = plan.records[index];
  if (builtIn === undefined) return null;
  const event = builtIn.events.findIndex(({ type }) => type.endsWith(`.${TALLIED}`));
  const asks = plan.records.map((record) => record.events.map((each) => askedOf(record, each)));
  const gathering = gather(plan, zone);
  return {
    judged: (statement, { judgement, isImpossible }, ingestTime) => {
      const counts = gathering.countsOf(statement.agency, statement.record, ingestTime);
      if (counts === null) return;
      counts.accepted += 1;
      counts[judgement.verdict] += 1;
      if (judgement.conflict) counts.conflicts += 1;
      if (isImpossible) counts.impossible += 1;
      const asked = asks[statement.record]?.[statement.event] ?? NOTHING_ASKED;
      counts.fieldsAsked += asked.length;
      for (const place of asked) if (isFilled(statement.values[place])) counts.fieldsFilled += 1;
    },
    deadLettered: (agency, record, ingestTime) => {
      const counts = gathering.countsOf(agency, record, ingestTime);
      if (counts === null) return;
      counts.accepted += 1;
      counts.deadLettered += 1;
    },
    restate: (standing) =>
      gathering.takeRows().map((row) => {
        const type = plan.records[row.record ?? -1]?.name ?? null;
        const identity = identityOf(row, [numberOf(row.agency), type === null ? 0 : numberOf(type)]);
        const before = standing(identity);
        const counts = LEDGER_FIELDS.map((field) => row.counts[field] + (before?.[field] ?? 0));
        return {
          record: index,
          event,
          identity,
          agency: row.agency,
          // A count that only grows is its own version.
          version: { at: counts[0] ?? 0, tieHigh: 0, tieLow: 0, eventHash: 0 },
          values: counts,
          keyValues: keyValues(builtIn, {
            sender: row.agency,
            type: type ?? Number.NaN,
            day: dayMoment(zone, row.day),
          }),
          occurrence: null,
          of: null,
        };
      }),
  };
}

const NOTHING_ASKED: readonly number[] = [];

/** Places among the stated values of the fields that ought to be filled. */
function askedOf(record: RecordPlan, event: EventPlan): readonly number[] {
  if (event.kind === 'retracted') return NOTHING_ASKED;
  const fields = event.kind === 'fields' ? record.fields : (record.parts[event.part]?.fields ?? []);
  return event.states.flatMap((field, place) => {
    const plan = fields[field];
    return plan?.required === true || plan?.isExpected === true ? [place] : [];
  });
}

function isFilled(value: string | number | undefined): boolean {
  return typeof value === 'string' || (value !== undefined && !Number.isNaN(value));
}

interface Gathering {
  /** Null for a sender that is no unit of the catalogue: rows come from closed sets only. */
  countsOf(agency: string, record: number | null, ingestTime: number): LedgerCounts | null;
  takeRows(): readonly Row[];
}

/** By sender, since in a batch there are many of them, and of each mostly one record type and one day. */
function gather(plan: Plan, zone: Zone): Gathering {
  const units: ReadonlySet<string> = new Set(plan.units.map(({ code }) => code));
  const rows = new Map<string, Row[]>();
  let today = { day: 0, from: 0, until: 0 };
  const dayAt = (ingestTime: number): number => {
    if (ingestTime < today.from || ingestTime >= today.until) {
      const day = zone.dayOf(ingestTime);
      today = { day, from: zone.midnight(day), until: zone.midnight(day + 1) };
    }
    return today.day;
  };
  return {
    countsOf: (agency, record, ingestTime) => {
      const day = dayAt(ingestTime);
      const known = rows.get(agency);
      for (const row of known ?? NO_ROWS) if (row.record === record && row.day === day) return row.counts;
      if (!units.has(agency)) return null;
      const made = { agency, record, day, counts: noCounts() };
      if (known === undefined) rows.set(agency, [made]);
      else known.push(made);
      return made.counts;
    },
    takeRows: () => {
      const taken = [...rows.values()].flat();
      rows.clear();
      return taken;
    },
  };
}

const NO_ROWS: readonly Row[] = [];

function noCounts(): LedgerCounts {
  return {
    accepted: 0,
    counted: 0,
    superseded: 0,
    repeated: 0,
    conflicts: 0,
    deadLettered: 0,
    impossible: 0,
    fieldsAsked: 0,
    fieldsFilled: 0,
  };
}

function dayMoment(zone: Zone, day: number): number {
  return wholeDay(zone.midnight(day));
}

/** The tally's rows leave the key field `counter` empty, by which those of the doors are told apart. */
function keyValues(
  { key, fields }: RecordPlan,
  values: Readonly<Record<string, string | number>>,
): readonly (string | number)[] {
  return key.map((field) => values[fields[field]?.name ?? ''] ?? Number.NaN);
}

/**
 * The numbers of sender and record type in this state and the day: unique among the rows of this partition, and never what a digest
 * of a key gives, but for chance. The second word is what rows are found by.
 */
function identityOf({ day }: Row, [agency, type]: readonly [number, number]): Uint8Array {
  const identity = new Uint8Array(16);
  const view = new DataView(identity.buffer);
  view.setUint32(0, agency);
  view.setUint32(4, Math.imul(Math.imul(agency, 0x9e3779b1) ^ Math.imul(type, 0x85ebca6b) ^ day, 0xc2b2ae35) >>> 0);
  view.setUint32(8, type);
  view.setInt32(12, day);
  return identity;
}
