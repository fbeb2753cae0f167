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
  all(): ReadonlyMap<string, Readonly<VerdictCounts>>;
  /** @param ingestTime when the log took the statement in, milliseconds since 1970. */
  judged(agency: string, judgement: Judgement, ingestTime?: number): void;
  /** When the log took in the newest statement of each agency; one that only sent dead letters is not among them. */
  lastHeard(): ReadonlyMap<string, number>;
  /** Packs the counts of the agencies touched since the last call (or of all). */
  encode(writer: ByteWriter, which: 'touched' | 'all'): void;
  apply(reader: ByteReader): void;
}

export function createVerdictTable(): VerdictTable {
  const counts = new Map<string, VerdictCounts>();
  const heard = new Map<string, number>();
  const touched = new Set<string>();
  const find = (agency: string): VerdictCounts => {
    let known = counts.get(agency);
    if (known === undefined) {
      known = { counted: 0, superseded: 0, repeated: 0, deadLettered: 0, conflicts: 0 };
      counts.set(agency, known);
    }
    return known;
  };
  return {
    of: (agency) => {
      touched.add(agency);
      return find(agency);
    },
    all: () => counts,
    judged: (agency, { verdict, conflict }, ingestTime) => {
      touched.add(agency);
      const known = find(agency);
      known[verdict] += 1;
      if (conflict) known.conflicts += 1;
      // Entries may come in any order of time.
      if (ingestTime !== undefined) heard.set(agency, Math.max(heard.get(agency) ?? ingestTime, ingestTime));
    },
    lastHeard: () => heard,
    encode: (writer, which) => {
      const agencies = which === 'all' ? [...counts.keys()] : [...touched];
      writer.unsigned(agencies.length);
      for (const agency of agencies) {
        const { counted, superseded, repeated, deadLettered, conflicts } = find(agency);
        writer.text(agency);
        for (const count of [counted, superseded, repeated, deadLettered, conflicts]) writer.unsigned(count);
        writer.f64(heard.get(agency) ?? Number.NaN);
      }
      if (which === 'touched') touched.clear();
    },
    apply: (reader) => {
      for (let left = reader.unsigned(); left > 0; left--) {
        const agency = reader.text();
        const known = find(agency);
        known.counted = reader.unsigned();
        known.superseded = reader.unsigned();
        known.repeated = reader.unsigned();
        known.deadLettered = reader.unsigned();
        known.conflicts = reader.unsigned();
        const ingestTime = reader.f64();
        if (!Number.isNaN(ingestTime)) heard.set(agency, ingestTime);
      }
    },
  };
}
