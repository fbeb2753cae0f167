// The limits of one explanation, by name, in one place: what is beyond them is refused, or said to be left out.

export interface ExplainLimits {
  /** Measures at units that are told; the members of a set may be many more. */
  readonly readingsMax: number;
  /** Cells told one by one over all measures; beyond it those of a measure are gathered by unit. */
  readonly cellsMax: number;
  /** Records whose keys are told; of more than that none is, only how many they are. */
  readonly recordsMax: number;
  /** Records that are counted. */
  readonly recordsCountedMax: number;
  /** Bytes of the log that are read. */
  readonly logBytesMax: number;
  /** Questions that wait while one is answered. */
  readonly waitingMax: number;
}

const GIB = 1024 ** 3;

export const explainLimits: ExplainLimits = {
  readingsMax: 200,
  cellsMax: 5_000,
  recordsMax: 500,
  recordsCountedMax: 50_000,
  logBytesMax: 2 * GIB,
  waitingMax: 8,
};
