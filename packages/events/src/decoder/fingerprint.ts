// Hashes of a statement: the record's identity (SHA-256) and the tie breaker of versions (xxHash64). Both are taken over
// length-prefixed text, so that no two different inputs read alike. The encoding is fixed for ever: stored records depend on it.
import { hash } from 'node:crypto';
import type { Identity } from '@nhip/core';
import xxhash from 'xxhash-wasm';

const IDENTITY_BYTES = 16;

/** 64 bits as two unsigned halves. */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

export type Hasher = (text: string) => Hash64;

/** Loads the hash's code once; the function it gives is pure (xxHash64, seed 0, over UTF-8). */
export async function openHasher(): Promise<Hasher> {
  const { h64 } = await xxhash();
  return (text) => {
    const bits = h64(text);
    return { high: Number(bits >> 32n), low: Number(bits & 0xffffffffn) };
  };
}

/** `s<length>:<text>` (length in UTF-16 units), `n<number>;`, `e` for empty (NaN): each value says where it ends. */
export function encodeValue(value: string | number): string {
  if (typeof value === 'string') return `s${value.length}:${value}`;
  return Number.isNaN(value) ? 'e' : `n${value};`;
}

export function encodeValues(values: readonly (string | number)[]): string {
  let text = '';
  for (const value of values) text += encodeValue(value);
  return text;
}

/** First 128 bits of SHA-256 over the UTF-8 of the text. */
export function identityOf(text: string): Identity {
  // As text and back: the digest as a buffer costs three times as much (a buffer of its own, outside of the pool).
  return Buffer.from(hash('sha256', text, 'latin1').slice(0, IDENTITY_BYTES), 'latin1');
}

/** The partition of an identity: its first 4 bytes, big-endian, modulo the number of partitions. */
export function partitionOf(identity: Identity, partitions: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = identity;
  return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % partitions;
}
