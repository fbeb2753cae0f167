// Benchmark: what every measurement has in common: which rows it gives, and what it is given.
import type { Load } from '../load/load.ts';
import type { Row, RowId } from '../report.ts';
import type { Setting } from '../setting.ts';
import type { Sizes } from './sizes.ts';

export interface Bench {
  readonly load: Load;
  readonly sizes: Sizes;
  readonly setting: Setting;
  /** One line of progress. */
  readonly say: (line: string) => void;
}

export interface Scenario {
  readonly ids: readonly RowId[];
  measure(bench: Bench): Promise<readonly Row[]>;
}
