// Faults found behind the door, by the tally and the evaluator.
import type { CodeEntry } from './code-entry.ts';

export const tallyCodes = {
  NHIP_TALLY_REBUILD_DUE: {
    title: 'A rebuild is due',
    meaning:
      'The catalogue needs fields that the kept records do not have, or has another time zone than the days in them. Run `nhip rebuild`, or start with the catalogue of before.',
  },
  NHIP_TALLY_UNIT_GONE: {
    title: 'Records stand for a unit that the catalogue leaves out',
    meaning:
      'A unit was taken out of the catalogue while records still stand for it; they would be missing in every total. Give the unit its last day and its successor (`until`, `successor`), or start with the catalogue of before. `nhip rebuild` counts without it: what was stated for it becomes dead letters.',
  },
  NHIP_TALLY_PARTITION: {
    title: 'The record belongs to another partition',
    meaning: 'The entry was not written by the door: it stands in a partition that is not its own, and is not counted.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
