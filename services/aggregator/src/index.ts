// The face of the aggregator: starts the tally and evaluate stations on a log.
export {
  type Aggregator,
  type AggregatorOptions,
  type CellsBy,
  type StationOptions,
  startAggregator,
  startEvaluator,
  startTally,
} from './aggregator.ts';
export { type ClockEntry, isAhead, readClockEntry } from './clock-entry.ts';
export { readLastTick } from './last-tick.ts';
export { type RevisionContext, revisionOutputs } from './revision-entry.ts';
