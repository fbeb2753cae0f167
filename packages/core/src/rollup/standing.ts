// How many records of a type stand, by unit and by the values of one dimension: tells "not reporting" from 0.
import type { UnitTree } from './unit-tree.ts';

export class Standing {
  readonly #tree: UnitTree;
  /** Dimension value ('' for the total) -> unit -> records. */
  readonly #counts = new Map<string, Map<string, number>>();
  #changed = true;

  constructor(tree: UnitTree) {
    this.#tree = tree;
  }

  add(value: string, unit: string, difference: number): void {
    const units = this.#counts.get(value) ?? new Map<string, number>();
    this.#counts.set(value, units);
    const before = units.get(unit) ?? 0;
    units.set(unit, before + difference);
    if (before + difference === 0) units.delete(unit);
    if (units.size === 0) this.#counts.delete(value);
    if (before === 0 || before + difference === 0) this.#changed = true;
  }

  /** Who reports has changed since the last `settle`. */
  changed(): boolean {
    return this.#changed;
  }

  settle(): void {
    this.#changed = false;
  }

  values(): Iterable<string> {
    return this.#counts.keys();
  }

  /** Units in force in the epoch, at or below the node, that report for themselves or for one they succeed. */
  reporting(node: string, value: string, epoch: number): ReadonlySet<string> {
    const reporting = new Set<string>();
    for (const unit of this.#counts.get(value)?.keys() ?? []) {
      const { nodes } = this.#tree.mapping(unit, epoch);
      const [answering] = nodes;
      if (answering !== undefined && nodes.includes(node)) reporting.add(answering);
    }
    return reporting;
  }
}
