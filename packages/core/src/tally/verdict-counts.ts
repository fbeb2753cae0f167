// How the deliveries of each agency were judged (N2), counted in the state itself, so that the counts survive a crash with it; and
// when each was last heard of.
import type { ByteReader } from '../bytes/reader.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { Judgement } from '../record/restate.ts';

export interface VerdictCounts {
  counted: number;
  superseded: number;
  repeated: number;
  deadLettered: number;
  /** Beside one of the others: same event at the same version with other content. */
  conflicts: number;
}

export interface VerdictTable {
  of(agency: string): VerdictCounts;
  /** As they stand now: what is counted later does not change them. */
  all(): ReadonlyMap<string, Readonly<VerdictCounts>>;
  isEmpty(): boolean;
  /** @param ingestTime when the log took the statement in, milliseconds since 1970. */
  judged(agency: string, judgement: Judgement, ingestTime?: number): void;
  /** When the log took in the newest statement of each agency; one that only sent dead letters is not among them. */
  lastHeard(): ReadonlyMap<string, number>;
  /** Packs the counts of the agencies touched since the last call (or of all). */
  encode(writer: ByteWriter, which: 'touched' | 'all'): void;
  apply(reader: ByteReader): void;
}

/** What is known of one agency. */
interface Known {
  readonly counts: VerdictCounts;
  /** NaN: nothing was heard of it but dead letters. */
  heard: number;
  isTouched: boolean;
}

export function createVerdictTable(): VerdictTable {
  const agencies = new Map<string, Known>();
  const find = (agency: string): Known => {
    let known = agencies.get(agency);
    if (known === undefined) {
      const counts = { counted: 0, superseded: 0, repeated: 0, deadLettered: 0, conflicts: 0 };
      known = { counts, heard: Number.NaN, isTouched: false };
      agencies.set(agency, known);
    }
    return known;
  };
  return {
    of: (agency) => {
      const known = find(agency);
      known.isTouched = true;
      return known.counts;
    },
    all: () => new Map([...agencies].map(([agency, { counts }]) => [agency, { ...counts }])),
    isEmpty: () => agencies.size === 0,
    judged: (agency, { verdict, conflict }, ingestTime) => {
      const known = find(agency);
      known.isTouched = true;
      known.counts[verdict] += 1;
      if (conflict) known.counts.conflicts += 1;
      // Entries may come in any order of time; the first comparison with NaN fails.
      if (ingestTime !== undefined && !(known.heard >= ingestTime)) known.heard = ingestTime;
    },
    lastHeard: () =>
      new Map([...agencies].flatMap(([agency, { heard }]) => (Number.isNaN(heard) ? [] : [[agency, heard]]))),
    encode: (writer, which) => {
      const told = [...agencies].filter(([, { isTouched }]) => which === 'all' || isTouched);
      writer.unsigned(told.length);
      for (const [agency, known] of told) {
        const { counted, superseded, repeated, deadLettered, conflicts } = known.counts;
        writer.text(agency);
        for (const count of [counted, superseded, repeated, deadLettered, conflicts]) writer.unsigned(count);
        writer.f64(known.heard);
        if (which === 'touched') known.isTouched = false;
      }
    },
    apply: (reader) => {
      for (let left = reader.unsigned(); left > 0; left--) {
        const agency = reader.text();
        const known = find(agency);
        known.counts.counted = reader.unsigned();
        known.counts.superseded = reader.unsigned();
        known.counts.repeated = reader.unsigned();
        known.counts.deadLettered = reader.unsigned();
        known.counts.conflicts = reader.unsigned();
        const heard = reader.f64();
        if (!Number.isNaN(heard)) known.heard = heard;
      }
    },
  };
}
