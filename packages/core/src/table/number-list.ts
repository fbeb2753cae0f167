// Numbers that a commit gathers and then forgets. Their memory is kept for the next commit: a plain array that is emptied and grown anew
// is copied again and again, by its growth and by the garbage collector.

const FIRST_CAPACITY = 16;
/** What one huge commit took (all cells computed anew) is not kept. */
const KEPT_CAPACITY = 1024 * 1024;

export class NumberList {
  #numbers = new Float64Array(FIRST_CAPACITY);
  #size = 0;

  size(): number {
    return this.#size;
  }

  /** @param place below the size. */
  get(place: number): number {
    return this.#numbers[place] as number;
  }

  /** @param place below the size. */
  set(place: number, value: number): void {
    this.#numbers[place] = value;
  }

  push(value: number): void {
    if (this.#size === this.#numbers.length) this.#grow();
    this.#numbers[this.#size] = value;
    this.#size += 1;
  }

  clear(): void {
    this.#size = 0;
    if (this.#numbers.length > KEPT_CAPACITY) this.#numbers = new Float64Array(FIRST_CAPACITY);
  }

  #grow(): void {
    const larger = new Float64Array(2 * this.#numbers.length);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
