// How far heaps grow before they are collected. V8 lets them grow to several times what lives in them, the more memory the machine has the
// farther; the memory belongs to records here, and what lives in the heaps is little.
import { setFlagsFromString } from 'node:v8';

/** Of what lived after the last collection: at most half as much again. */
export const HEAP_GROWTH = '--heap-growing-percent=50';

/** The script `start` bounds the young generation of the main thread by it. For threads it would overrule the limits of each. */
export const YOUNG_GENERATION = '--max-semi-space-size';

/** Of all threads; looked at by each collection, so it may be called at any time. */
export function boundHeapGrowth(): void {
  setFlagsFromString(HEAP_GROWTH);
}

/** From here on threads have the young generations that their own limits say. */
export function leaveYoungGenerations(): void {
  setFlagsFromString(`${YOUNG_GENERATION}=0`);
}
