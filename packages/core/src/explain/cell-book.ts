// The cells behind one reading. Where they are too many to be named by day and dimensions, they are gathered by unit: what is
// told still adds up, only less finely.
import { middleOf } from '../cell/sketch.ts';
import { type Amount, isZero, plus } from '../rollup/day-series.ts';
import { joinSlice } from '../rollup/slice.ts';
import type { DaySpan } from '../time/period.ts';
import type { CellName } from './routing.ts';

/** One cell; for a stock, all cells of a unit and its dimension values up to the moment. */
export interface CellBehind {
  /** As stated. */
  readonly unit: string;
  /** Who answers for it where the reading is made; null: the unit itself, or one and another. */
  readonly countsFor: string | null;
  /** Values of the family's dimensions, in order; null: all cells of the unit together. */
  readonly dimensions: readonly string[] | null;
  /** first <= day < end; of a stock, first is -Infinity. */
  readonly first: number;
  readonly end: number;
  /** In the smallest unit of the measure; of a sketch, the number of its values. */
  readonly amount: Amount;
  /** Of a sketch: values (the middle of each bucket) in ascending order, and how often each occurs. */
  readonly sketch: readonly (readonly [value: number, count: number])[];
}

export interface Share {
  readonly countsFor: string | null;
  readonly amount: Amount;
  /** Of a sketch: bucket and count in pairs. */
  readonly pairs: readonly number[];
}

interface Held extends Omit<CellBehind, 'amount' | 'sketch'> {
  amount: Amount;
  readonly counts: Map<number, number>;
}

/** Cells that all books of an explanation may name one by one. */
export interface Room {
  left: number;
}

export interface CellBook {
  add(cell: CellName, share: Share): void;
  has(cell: CellName): boolean;
  /** Strikes out what comes to nothing, and what the test does not let stand; `dimensions` is null where cells were gathered. */
  strike(stands: (cell: Pick<CellBehind, 'unit' | 'dimensions'>) => boolean): void;
  /** By unit, dimensions and day. */
  cells(): readonly CellBehind[];
}

/** @param days of the whole reading. */
export function createCellBook(days: DaySpan, room: Room): CellBook {
  let held = new Map<string, Held>();
  let isGathered = false;
  const nameOf = ({ unit, dimensions, days: { first } }: CellName): string =>
    isGathered ? unit : joinSlice([unit, String(first), ...dimensions]);
  const gather = (): void => {
    isGathered = true;
    room.left += held.size;
    const former = held;
    held = new Map();
    for (const { unit, countsFor, amount, counts } of former.values()) {
      addTo(unit, { unit, countsFor, dimensions: null, ...days }, { amount, pairs: [...counts].flat() });
    }
  };
  const addTo = (
    name: string,
    cell: Omit<Held, 'amount' | 'counts'>,
    { amount, pairs }: Omit<Share, 'countsFor'>,
  ): void => {
    const known = held.get(name);
    const at: Held = known ?? { ...cell, amount: 0, counts: new Map() };
    // Of cells that count for one and another, nobody is named.
    held.set(name, at.countsFor === cell.countsFor ? at : { ...at, countsFor: null });
    const now = held.get(name) ?? at;
    now.amount = now.amount === 0 ? amount : plus(now.amount, amount);
    for (let place = 0; place < pairs.length; place += 2) {
      const bucket = pairs[place] ?? 0;
      now.counts.set(bucket, (now.counts.get(bucket) ?? 0) + (pairs[place + 1] ?? 0));
    }
    if (known === undefined && !isGathered) room.left -= 1;
  };
  return {
    add: (cell, { countsFor, ...share }) => {
      const { unit, dimensions } = cell;
      const named = isGathered
        ? { unit, countsFor, dimensions: null, ...days }
        : { unit, countsFor, dimensions, ...cell.days };
      addTo(nameOf(cell), named, share);
      if (room.left < 0 && !isGathered) gather();
    },
    has: (cell) => held.has(nameOf(cell)),
    strike: (stands) => {
      for (const [name, cell] of held) {
        const isNothing = isZero(cell.amount) && [...cell.counts.values()].every((count) => count === 0);
        if (isNothing || !stands(cell)) held.delete(name);
      }
    },
    cells: () => sorted([...held.values()].map(cellOf)),
  };
}

function cellOf({ counts, ...cell }: Held): CellBehind {
  const sketch = [...counts]
    .filter(([, count]) => count !== 0)
    .sort(([left], [right]) => left - right)
    .map(([bucket, count]) => [middleOf(bucket), count] as const);
  return { ...cell, sketch };
}

/** By unit, dimensions and day. */
function sorted(cells: readonly CellBehind[]): readonly CellBehind[] {
  const named = cells.map((cell) => ({ cell, name: joinSlice([cell.unit, ...(cell.dimensions ?? [])]) }));
  named.sort((one, other) => {
    if (one.name !== other.name) return one.name < other.name ? -1 : 1;
    return one.cell.first === other.cell.first ? 0 : one.cell.first - other.cell.first;
  });
  return named.map(({ cell }) => cell);
}
