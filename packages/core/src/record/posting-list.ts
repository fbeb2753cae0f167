// What one record adds to cells, measure by measure: one list that is filled anew for record after record, so that reading a record
// leaves nothing behind for the garbage collector.

/** Numbers to a posting: accumulator or sketch of the family, is sketch (0 or 1), cell bucket, amount or sketch bucket. */
export const POSTING_WIDTH = 4;

export class PostingList {
  /** One posting after the other, those of the first measure first; good up to the end of the last measure. */
  readonly numbers: number[] = [];
  #size = 0;
  /** Where the postings of each measure end. */
  readonly #ends: number[] = [];
  #measures = 0;

  clear(): void {
    this.#size = 0;
    this.#measures = 0;
  }

  /** For the measure that is being read. */
  add(slot: number, isSketch: 0 | 1, bucket: number, amount: number): void {
    const { numbers } = this;
    const at = this.#size;
    numbers[at] = slot;
    numbers[at + 1] = isSketch;
    numbers[at + 2] = bucket;
    numbers[at + 3] = amount;
    this.#size = at + POSTING_WIDTH;
  }

  /** The measure that is being read has no more of them. */
  endMeasure(): void {
    this.#ends[this.#measures] = this.#size;
    this.#measures += 1;
  }

  /** Where the postings of a measure begin and end in `numbers`; a measure that was not read has none. */
  startOf(measure: number): number {
    return measure === 0 ? 0 : this.endOf(measure - 1);
  }

  endOf(measure: number): number {
    return measure < this.#measures ? (this.#ends[measure] as number) : this.#size;
  }

  /** Both add the same by a measure. */
  isSame(measure: number, other: PostingList): boolean {
    const [start, otherStart] = [this.startOf(measure), other.startOf(measure)];
    const length = this.endOf(measure) - start;
    if (length !== other.endOf(measure) - otherStart) return false;
    for (let at = 0; at < length; at++) {
      if (this.numbers[start + at] !== other.numbers[otherStart + at]) return false;
    }
    return true;
  }
}
