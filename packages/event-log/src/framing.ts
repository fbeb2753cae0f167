// How entries are packed into one blob: a batch costs one row, not one row an entry. Little-endian lengths; views, no copies,
// on the way back.
import type { Entry, StoredEntry } from './port.ts';

const NO_KEY = 0xffffffff;
const LENGTHS = 12;
const utf8 = new TextEncoder();
const text = new TextDecoder();

/** Packs entries one after the other: lengths of key, value and headers, then their bytes. */
export function packEntries(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const headers = entries.map((entry) =>
    entry.headers === undefined ? EMPTY : utf8.encode(JSON.stringify(entry.headers)),
  );
  let size = 0;
  entries.forEach((entry, place) => {
    size += LENGTHS + (entry.key?.length ?? 0) + entry.value.length + (headers[place]?.length ?? 0);
  });
  const body = new Uint8Array(size);
  const view = new DataView(body.buffer);
  let at = 0;
  entries.forEach((entry, place) => {
    const header = headers[place] ?? EMPTY;
    view.setUint32(at, entry.key === null ? NO_KEY : entry.key.length, true);
    view.setUint32(at + 4, entry.value.length, true);
    view.setUint32(at + 8, header.length, true);
    at += LENGTHS;
    for (const part of [entry.key ?? EMPTY, entry.value, header]) {
      body.set(part, at);
      at += part.length;
    }
  });
  return body;
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
    const headersAt = valueAt + view.getUint32(at + 4, true);
    const end = headersAt + view.getUint32(at + 8, true);
    if (offset >= from) {
      const key = keyLength === NO_KEY ? null : body.subarray(at + LENGTHS, valueAt);
      const entry = { offset, ingestTime, key, value: body.subarray(valueAt, headersAt) };
      entries.push(
        end === headersAt ? entry : { ...entry, headers: JSON.parse(text.decode(body.subarray(headersAt, end))) },
      );
    }
    at = end;
  }
  return entries;
}
