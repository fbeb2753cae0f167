// Buffers that were filled and emptied, to be filled anew.

export interface SpareBuffers {
  /** So many bytes, whatever stands in them. */
  readonly take: (bytes: number) => Uint8Array<ArrayBuffer>;
  /** Nobody else reads or writes it any more. */
  readonly give: (buffer: ArrayBuffer) => void;
}

/** In all; what was needed in a burst only is let go. */
const SPARE_BYTES_MAX = 4 * 1024 * 1024;
/** One in which more than half would stay empty is left to a larger append. */
const ROOM_MAX = 2;
/** Buffers are so many bytes or a multiple, so that those of one append fit the next one, too. */
const STEP_BYTES = 4 * 1024;

export function openSpareBuffers(): SpareBuffers {
  const spare: ArrayBuffer[] = [];
  let spareBytes = 0;
  const remove = (place: number): ArrayBuffer | undefined => {
    const [buffer] = spare.splice(place, 1);
    spareBytes -= buffer?.byteLength ?? 0;
    return buffer;
  };
  return {
    take: (bytes) => {
      const needed = Math.ceil(bytes / STEP_BYTES) * STEP_BYTES;
      const fit = spare.findIndex(({ byteLength }) => byteLength >= needed && byteLength <= needed * ROOM_MAX);
      return new Uint8Array((fit === -1 ? undefined : remove(fit)) ?? new ArrayBuffer(needed), 0, bytes);
    },
    give: (buffer) => {
      spare.push(buffer);
      spareBytes += buffer.byteLength;
      // The one that was not needed for the longest time goes first.
      while (spareBytes > SPARE_BYTES_MAX) remove(0);
    },
  };
}
