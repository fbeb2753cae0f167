// How entries are packed into one blob: a batch costs one row, not one row an entry. Little-endian lengths; views, no copies,
// on the way back.
import type { Entry, StoredEntry } from './port.ts';

const NO_KEY = 0xffffffff;
const LENGTHS = 12;
const utf8 = new TextEncoder();
const text = new TextDecoder();

const allocate = (bytes: number): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

/**
 * Packs entries one after the other: lengths of key, value and the rest, then their bytes. The rest is what was packed, if anything, behind
 * a mark and its length, and the headers as JSON.
 * @param room gives so many bytes, whatever stands in them.
 */
export function packEntries(entries: readonly Entry[], room = allocate): Uint8Array<ArrayBuffer> {
  const headers = entries.map((entry) =>
    entry.headers === undefined ? EMPTY : utf8.encode(JSON.stringify(entry.headers)),
  );
  let size = 0;
  entries.forEach((entry, place) => {
    size +=
      LENGTHS + (entry.key?.length ?? 0) + entry.value.length + packedBytes(entry) + (headers[place] ?? EMPTY).length;
  });
  const body = room(size);
  const view = new DataView(body.buffer, body.byteOffset, size);
  let at = 0;
  const put = (bytes: Uint8Array): void => {
    body.set(bytes, at);
    at += bytes.length;
  };
  entries.forEach((entry, place) => {
    const { key, value, packed } = entry;
    const header = headers[place] ?? EMPTY;
    view.setUint32(at, key === null ? NO_KEY : key.length, true);
    view.setUint32(at + 4, value.length, true);
    view.setUint32(at + 8, packedBytes(entry) + header.length, true);
    at += LENGTHS;
    if (key !== null) put(key);
    put(value);
    if (packed !== undefined) {
      body[at] = PACKED;
      view.setUint32(at + 1, packed.length, true);
      at += PACKED_HEAD;
      put(packed);
    }
    if (header.length > 0) put(header);
  });
  return body;
}

/** No JSON begins so. */
const PACKED = 1;
const PACKED_HEAD = 5;

function packedBytes({ packed }: Entry): number {
  return packed === undefined ? 0 : PACKED_HEAD + packed.length;
}

const EMPTY = new Uint8Array();

export interface PackedBatch {
  readonly base: number;
  readonly ingestTime: number;
  readonly body: Uint8Array;
}

/** The entries of a batch from offset `from` on. */
export function unpackEntries(batch: PackedBatch, from: number): StoredEntry[] {
  const { base, body } = batch;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const entries: StoredEntry[] = [];
  let offset = base;
  for (let at = 0; at < body.length; offset += 1) {
    const entry = new FramedEntry(batch, view, { offset, at });
    if (offset >= from) entries.push(entry);
    at = entry.end();
  }
  return entries;
}

/**
 * A view is made when it is asked for: whoever takes a batch of thousands looks at one entry after the other, and mostly not at all of it.
 */
class FramedEntry implements StoredEntry {
  readonly offset: number;
  readonly #batch: PackedBatch;
  readonly #view: DataView;
  readonly #at: number;

  constructor(batch: PackedBatch, view: DataView, { offset, at }: { readonly offset: number; readonly at: number }) {
    this.offset = offset;
    this.#batch = batch;
    this.#view = view;
    this.#at = at;
  }

  get ingestTime(): number {
    return this.#batch.ingestTime;
  }

  get key(): Uint8Array | null {
    const length = this.#view.getUint32(this.#at, true);
    const start = this.#at + LENGTHS;
    return length === NO_KEY ? null : this.#batch.body.subarray(start, start + length);
  }

  get value(): Uint8Array {
    const start = this.#valueAt();
    return this.#batch.body.subarray(start, start + this.#view.getUint32(this.#at + 4, true));
  }

  get packed(): Uint8Array | undefined {
    const [start, end] = [this.#restAt(), this.#headersAt()];
    return start === end ? undefined : this.#batch.body.subarray(start + PACKED_HEAD, end);
  }

  get headers(): Readonly<Record<string, string>> | undefined {
    const [start, end] = [this.#headersAt(), this.end()];
    return start === end ? undefined : headersOf(this.#batch.body.subarray(start, end));
  }

  /** Where the next one begins. */
  end(): number {
    return this.#restAt() + this.#view.getUint32(this.#at + 8, true);
  }

  #valueAt(): number {
    const keyLength = this.#view.getUint32(this.#at, true);
    return this.#at + LENGTHS + (keyLength === NO_KEY ? 0 : keyLength);
  }

  #restAt(): number {
    return this.#valueAt() + this.#view.getUint32(this.#at + 4, true);
  }

  /** Behind what was packed, if anything was. */
  #headersAt(): number {
    const start = this.#restAt();
    const isPacked = start < this.end() && this.#view.getUint8(start) === PACKED;
    return isPacked ? start + PACKED_HEAD + this.#view.getUint32(start + 1, true) : start;
  }
}

function headersOf(bytes: Uint8Array): Record<string, string> {
  return JSON.parse(text.decode(bytes)) as Record<string, string>;
}
