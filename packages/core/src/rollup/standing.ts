// How many records of a type stand, by unit and slice: tells "not reporting" from 0, and who is missing among the readings.
import { ALL_DAYS, createDirt, type Dirt } from './dirt.ts';
import { createPlaces, type Places } from './places.ts';
import type { UnitTree } from './unit-tree.ts';

export interface Epochs {
  readonly epoch: number;
  readonly placed: number;
}

export class Standing {
  readonly record: number;
  readonly family: number;
  /** Positions in the family's `by` that are kept, ascending. */
  readonly positions: readonly number[];
  /** Nodes where somebody began or ceased to report. */
  readonly dirt: Dirt = createDirt();
  readonly #tree: UnitTree;
  /** Slice -> unit -> records. */
  readonly #counts = new Map<string, Map<string, number>>();
  /** Those that there are; null: not listed since one came or went. */
  #slices: readonly string[] | null = null;
  /** By epoch: whether somebody reports at a node in a slice; good until somebody begins or ceases to report. */
  #answers: Places<{ reports: boolean | null }>[] = [];

  constructor(place: Pick<Standing, 'record' | 'family' | 'positions'>, tree: UnitTree) {
    this.record = place.record;
    this.family = place.family;
    this.positions = place.positions;
    this.#tree = tree;
  }

  /** @param causes see ../cell/causes.ts */
  add(
    slice: string,
    unit: string,
    { difference, causes = 0 }: { readonly difference: number; readonly causes?: number },
  ): void {
    const units = this.#counts.get(slice) ?? this.#begin(slice);
    const before = units.get(unit) ?? 0;
    const after = before + difference;
    units.set(unit, after);
    if (after === 0) units.delete(unit);
    if (units.size === 0) this.#end(slice);
    if ((before === 0) !== (after === 0)) this.#soil(slice, unit, causes);
  }

  #begin(slice: string): Map<string, number> {
    const units = new Map<string, number>();
    this.#counts.set(slice, units);
    this.#slices = null;
    return units;
  }

  #end(slice: string): void {
    this.#counts.delete(slice);
    this.#slices = null;
  }

  #soil(slice: string, unit: string, causes: number): void {
    this.#answers = [];
    for (let epoch = 0; epoch < this.#tree.epochs(); epoch += 1) {
      for (const node of this.#tree.mapping(unit, epoch).nodes) this.dirt.at(node, slice).add(ALL_DAYS, causes);
    }
  }

  /** The same list for as long as none comes or goes. */
  slices(): readonly string[] {
    this.#slices ??= [...this.#counts.keys()];
    return this.#slices;
  }

  /** Some unit reports into the node in one of the epochs, for itself or as the predecessor of one that is in force. */
  reports(node: string, slice: string, epochs: Iterable<number>): boolean {
    for (const epoch of epochs) {
      const answers = this.#answers[epoch] ?? createPlaces(() => ({ reports: null }));
      this.#answers[epoch] = answers;
      const answer = answers.at(node, slice);
      answer.reports ??= this.#reportsIn(node, slice, epoch);
      if (answer.reports) return true;
    }
    return false;
  }

  #reportsIn(node: string, slice: string, epoch: number): boolean {
    for (const unit of this.#counts.get(slice)?.keys() ?? []) {
      if (this.#tree.mapping(unit, epoch).nodes.includes(node)) return true;
    }
    return false;
  }

  /**
   * Units in force in an epoch that report, at or below the node.
   * @param placed the epoch whose tree says what is below.
   */
  unitsReporting(node: string, slice: string, { epoch, placed }: Epochs): ReadonlySet<string> {
    const reporting = new Set<string>();
    for (const unit of this.#counts.get(slice)?.keys() ?? []) {
      if (!this.#tree.mapping(unit, epoch).inForce) continue;
      if (this.#tree.mapping(unit, placed).nodes.includes(node)) reporting.add(unit);
    }
    return reporting;
  }
}
