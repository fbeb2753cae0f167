// How far heaps grow before they are collected. V8 lets them grow to several times what lives in them, the more memory the machine has the
// farther; the memory belongs to records here, and what lives in the heaps is little.
import { setFlagsFromString } from 'node:v8';
import { YOUNG_GENERATION_MAX } from '../launch-settings.ts';

/** Of what lived after the last collection: as much again. With half of that, collecting takes time from the door. */
export const HEAP_GROWTH = '--heap-growing-percent=100';

/** Of all threads; looked at by each collection, so it may be called at any time. */
export function boundHeapGrowth(): void {
  setFlagsFromString(HEAP_GROWTH);
}

/** From here on threads have the young generations that their own limits say: what the process was launched with would overrule them. */
export function leaveYoungGenerations(): void {
  const [flag] = YOUNG_GENERATION_MAX.split('=');
  setFlagsFromString(`${flag}=0`);
}
