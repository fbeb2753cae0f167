// How entries are packed into one blob: a batch costs one row, not one row an entry. Little-endian lengths; views, no copies,
// on the way back.
import type { Entry, StoredEntry } from './port.ts';

const NO_KEY = 0xffffffff;
const LENGTHS = 12;
const utf8 = new TextEncoder();
const text = new TextDecoder();

/**
 * Packs entries one after the other: lengths of key, value and the rest, then their bytes. The rest is what was packed, if anything, behind
 * a mark and its length, and the headers as JSON.
 */
export function packEntries(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const headers = entries.map((entry) =>
    entry.headers === undefined ? EMPTY : utf8.encode(JSON.stringify(entry.headers)),
  );
  let size = 0;
  entries.forEach((entry, place) => {
    size +=
      LENGTHS + (entry.key?.length ?? 0) + entry.value.length + packedBytes(entry) + (headers[place] ?? EMPTY).length;
  });
  const body = new Uint8Array(size);
  const view = new DataView(body.buffer);
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
export function unpackEntries({ base, ingestTime, body }: PackedBatch, from: number): StoredEntry[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const entries: StoredEntry[] = [];
  let offset = base;
  for (let at = 0; at < body.length; offset += 1) {
    const keyLength = view.getUint32(at, true);
    const valueAt = at + LENGTHS + (keyLength === NO_KEY ? 0 : keyLength);
    const restAt = valueAt + view.getUint32(at + 4, true);
    const end = restAt + view.getUint32(at + 8, true);
    if (offset >= from) {
      const key = keyLength === NO_KEY ? null : body.subarray(at + LENGTHS, valueAt);
      const entry = { offset, ingestTime, key, value: body.subarray(valueAt, restAt) };
      entries.push(restAt === end ? entry : { ...entry, ...restOf(body.subarray(restAt, end)) });
    }
    at = end;
  }
  return entries;
}

function restOf(rest: Uint8Array): Pick<StoredEntry, 'packed' | 'headers'> {
  if (rest[0] !== PACKED) return { headers: headersOf(rest) };
  const end = PACKED_HEAD + new DataView(rest.buffer, rest.byteOffset).getUint32(1, true);
  const packed = rest.subarray(PACKED_HEAD, end);
  return end === rest.length ? { packed } : { packed, headers: headersOf(rest.subarray(end)) };
}

function headersOf(bytes: Uint8Array): Record<string, string> {
  return JSON.parse(text.decode(bytes)) as Record<string, string>;
}
