// An open-addressing index from a hash to rows of a table. The keys themselves stand in the table and are compared in full by
// the caller, so a hash collision costs a step, never a wrong row.

const LOAD = 0.7;

export interface RowIndex {
  /** The row among those with this hash for which `matches` holds, or -1. */
  find(hash: number, matches: (row: number) => boolean): number;
  /** Adds a row that `find` has not found. */
  insert(hash: number, row: number): void;
}

/** `hashOf` gives the hash of any row already in, for growing. */
export function createRowIndex(hashOf: (row: number) => number): RowIndex {
  // The low bits of an entry are its row + 1, which is never more than there are slots: 0 is an empty slot. The other bits are those of
  // the hash, so that a row of another hash is passed by without looking at it, which would mostly mean to wait for memory.
  let rowBits = 10;
  let slots = new Uint32Array(1 << rowBits);
  let used = 0;

  const place = (hash: number, row: number): void => {
    const mask = slots.length - 1;
    const mixed = spread(hash);
    let slot = mixed & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = (mixed & ~mask) | (row + 1);
  };
  const grow = (): void => {
    const old = slots;
    const mask = old.length - 1;
    rowBits += 1;
    slots = new Uint32Array(2 ** rowBits);
    for (const entry of old) if (entry !== 0) place(hashOf((entry & mask) - 1), (entry & mask) - 1);
  };
  return {
    find: (hash, matches) => {
      const mask = slots.length - 1;
      const mixed = spread(hash);
      let slot = mixed & mask;
      for (let entry = slots[slot] as number; entry !== 0; entry = slots[slot] as number) {
        if ((entry ^ mixed) >>> rowBits === 0 && matches((entry & mask) - 1)) return (entry & mask) - 1;
        slot = (slot + 1) & mask;
      }
      return -1;
    },
    insert: (hash, row) => {
      if (used + 1 > slots.length * LOAD) grow();
      used += 1;
      place(hash, row);
    },
  };
}

/** Mixes the bits, so that consecutive keys do not crowd into one stretch of slots. */
function spread(hash: number): number {
  let mixed = hash | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
