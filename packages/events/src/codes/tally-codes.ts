// Faults found behind the door, by the tally and the evaluator.
import type { CodeEntry } from './code-entry.ts';

export const tallyCodes = {
  NHIP_TALLY_REBUILD_DUE: {
    title: 'A rebuild is due',
    meaning:
      'The catalogue needs fields that the kept records do not have. Run `nhip rebuild`, or start with the catalogue of before.',
  },
  NHIP_TALLY_PARTITION: {
    title: 'The record belongs to another partition',
    meaning: 'The entry was not written by the door: it stands in a partition that is not its own, and is not counted.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
