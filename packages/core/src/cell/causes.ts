// What makes a published value change: a set of causes as one number, carried from the statement over its cells to the revision.

/** Something was stated for the first time. */
export const LATE = 1;
/** Something else had been stated before. */
export const CORRECTION = 2;
export const RETRACTION = 4;
/** Statements of any kind: it is not known of which, since the evaluator began anew after they were counted. */
export const STATEMENTS = 8;
/** Another catalogue. */
export const CATALOGUE = 16;
/** Everything was computed anew from the events. */
export const REBUILD = 32;

const NAMES = [
  ['late', LATE],
  ['correction', CORRECTION],
  ['retraction', RETRACTION],
  ['statements', STATEMENTS],
  ['catalogue', CATALOGUE],
  ['rebuild', REBUILD],
] as const;

export type CauseName = (typeof NAMES)[number][0];

/** In a fixed order. */
export function causeNames(causes: number): readonly CauseName[] {
  return NAMES.flatMap(([name, cause]) => ((causes & cause) === 0 ? [] : [name]));
}
