// The gauges of one KPI: its value and what goes with it, each a family of its own. No value is no sample, never 0 and never
// NaN; numerator, denominator and status stand wherever they are known, also under no value.
import type { Result } from '@nhip/core';

export interface GaugeFamily {
  /** Follows the name of the KPI's gauge. */
  readonly suffix: string;
  /** Follows the title of the KPI in the help. */
  readonly says: string;
  /** A label of this family's own, written behind the others; null: it has none. */
  readonly label: ((result: Result) => string) | null;
  /** Null: no sample. */
  readonly number: (result: Result) => number | null;
}

export const gaugeFamilies: readonly GaugeFamily[] = [
  { suffix: '', says: '', label: null, number: ({ value }) => value },
  { suffix: '_numerator', says: ' (numerator)', label: null, number: ({ numerator }) => numerator },
  { suffix: '_denominator', says: ' (denominator)', label: null, number: ({ denominator }) => denominator },
  { suffix: '_target', says: ' (target)', label: null, number: ({ target }) => target },
  { suffix: '_score', says: ' (points of its score)', label: null, number: ({ score }) => score },
  {
    suffix: '_status',
    says: ' (1 at the status that holds)',
    label: ({ status }) => `,status="${status}"`,
    number: () => 1,
  },
];
