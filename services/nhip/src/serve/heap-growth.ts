// How far heaps grow before they are collected. V8 lets them grow to several times what lives in them, the more memory the machine has the
// farther; the memory belongs to records here, and what lives in the heaps is little.
import { setFlagsFromString } from 'node:v8';

/** Of what lived after the last collection: as much again. With half of that, collecting takes time from the door. */
export const HEAP_GROWTH = '--heap-growing-percent=100';

/** Of all threads; looked at by each collection, so it may be called at any time. */
export function boundHeapGrowth(): void {
  setFlagsFromString(HEAP_GROWTH);
}
