// The face of the core: types of the compiled plan, time, and the pure algorithms over records, cells and values.

export * from './bytes/reader.ts';
export { TextMemory } from './bytes/text-memory.ts';
export * from './bytes/writer.ts';
export * from './cell/causes.ts';
export * from './cell/change.ts';
export { packChanges, unpackChanges } from './cell/change-codec.ts';
export * from './cell/sketch.ts';
export { type AsThen, openAsThen } from './evaluate/as-then.ts';
export { definitionOn, definitionsOf, isAlways, keptDimensions, overlaps } from './evaluate/definitions.ts';
export * from './evaluate/evaluator.ts';
export type { Behind, ContributionBehind } from './explain/behind.ts';
export type { CellBehind } from './explain/cell-book.ts';
export { type CellScan, createCellScan } from './explain/cell-scan.ts';
export {
  createExplanation,
  type Explained,
  type ExplainedPart,
  type ExplainedPlace,
  type ExplainedTerm,
  type Explanation,
  type ExplanationLimits,
} from './explain/explanation.ts';
export type { Reading } from './explain/reading.ts';
export { recordOwners } from './explain/record-owners.ts';
export { createRecordScan, type RecordBehind, type RecordScan } from './explain/record-scan.ts';
export type * from './plan/calendar.ts';
export type * from './plan/expression.ts';
export type * from './plan/kpi.ts';
export { type Needs, needsOf } from './plan/needs.ts';
export type * from './plan/plan.ts';
export type * from './plan/rating.ts';
export type * from './plan/table.ts';
export { builtInFlags } from './published/flags.ts';
export { sameEdit } from './published/locking.ts';
export {
  append,
  carriedAt,
  type Edit,
  EVER,
  overlay,
  type Span,
  type Stretch,
  sideBySide,
  within,
} from './published/run-list.ts';
export * from './published/shown-under.ts';
export * from './published/store.ts';
export * from './published/value.ts';
export type { Judgement, Verdict } from './record/restate.ts';
export type * from './record/statement.ts';
export { type CellMirror, createCellMirror } from './tally/cell-mirror.ts';
export type { PackedState } from './tally/packed-state.ts';
export * from './tally/tally-state.ts';
export type { VerdictCounts } from './tally/verdict-counts.ts';
export * from './time/moment.ts';
export * from './time/period.ts';
export * from './time/working-time.ts';
export * from './time/zone.ts';
