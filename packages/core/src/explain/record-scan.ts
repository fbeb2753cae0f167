// Reads one partition's block log `records` for somebody who wants to know what each record puts into its cells. Every row is looked at
// as it is read and then forgotten: a later one of the same number takes its place.
import type { Plan } from '../plan/plan.ts';
import { type Contribution, createContributor } from '../record/contribution.ts';
import { createRecordTable } from '../record/record-table.ts';
import type { Identity } from '../record/statement.ts';
import { openReference } from '../reference/reference.ts';
import type { Dictionary } from '../table/dictionary.ts';
import { applySections, dictionarySection, type Section } from '../tally/packed-state.ts';
import { createVerdictTable } from '../tally/verdict-counts.ts';
import type { Behind, ContributionBehind } from './behind.ts';

export interface RecordScan {
  /** Takes in a message of the plan's layout, a few hundred rows at each step. */
  apply(message: Uint8Array): Iterable<void>;
}

/** A record, and what it has put into the readings, by their place. */
export interface RecordBehind {
  /** Index in plan.records. */
  readonly record: number;
  /** The responsible unit, as stated. */
  readonly unit: string;
  readonly identity: Identity;
  /** Where a statement that names its key stands in `events` of the same partition. */
  readonly offset: number;
  readonly contributions: ReadonlyMap<number, readonly ContributionBehind[]>;
}

export interface RecordScanOptions {
  readonly plan: Plan;
  /** Those of the partition's cells, read to the same commit. */
  readonly texts: Dictionary;
  /** All its cells have been taken in. */
  readonly behind: Behind;
  /** Record types that matter, by their index in the plan. */
  readonly isWanted: (record: number) => boolean;
  /** Told of every row that is read, also again. @param found null: as it stands now, the row has put nothing into any reading. */
  readonly hear: (name: string, found: RecordBehind | null) => void;
}

export function createRecordScan({ plan, texts, behind, isWanted, hear }: RecordScanOptions): RecordScan {
  const reference = openReference(plan);
  const readRows = plan.records.map((of, record): Section['apply'] => {
    // One row after the other stands in the first row of the table.
    const table = createRecordTable(of, texts);
    const contributor = createContributor(table, reference);
    const contribution = contributor.newContribution();
    const look = (): RecordBehind | null => {
      contributor.read(0, contribution, null);
      if (contribution.unit < 0) return null;
      const unit = texts.textOf(contribution.unit);
      const contributions = new Map<number, readonly ContributionBehind[]>();
      for (const measure of of.measures.keys()) {
        const postings = postingsOf(contribution, measure);
        if (postings.length === 0) continue;
        const key = contribution.keys[of.measures[measure]?.family ?? -1];
        const dimensions = key?.dimensions.map(texts.textOf) ?? [];
        const put = behind.contributions({ record, measure, unit, dimensions, postings });
        for (const [place, own] of put) contributions.set(place, own);
      }
      if (contributions.size === 0) return null;
      return { record, unit, identity: table.identityOf(0), offset: table.offsets.get(0), contributions };
    };
    return (reader) => {
      for (let left = reader.unsigned(); left > 0; left--) {
        const row = reader.unsigned();
        table.decodeRow(reader, 0);
        if (isWanted(record)) hear(`${record}/${row}`, look());
      }
    };
  });
  const verdicts = createVerdictTable();
  const sections = [dictionarySection(texts), { apply: verdicts.apply }, ...readRows.map((apply) => ({ apply }))];
  return { apply: (message) => applySections(sections, message) };
}

function postingsOf({ postings }: Contribution, measure: number): readonly number[] {
  return postings.numbers.slice(postings.startOf(measure), postings.endOf(measure));
}
