// Spare buffers: what was given is taken again where it fits, and no more is kept than there is a use for.
import { describe, expect, it } from 'vitest';
import { openSpareBuffers } from './spare-buffers.ts';

const KIB = 1024;

describe('spare buffers', () => {
  it.each([0, 1, 4_095, 4_096, 4_097, 300_000])('have room for %i bytes', (bytes) => {
    const { take, give } = openSpareBuffers();
    const taken = take(bytes);
    expect([taken.byteOffset, taken.byteLength]).toEqual([0, bytes]);
    give(taken.buffer);
    expect(take(bytes)).toEqual(taken);
  });

  it('are taken again, also for a little more or less, and by one at a time', () => {
    const { take, give } = openSpareBuffers();
    const { buffer } = take(300 * KIB - 10);
    give(buffer);
    expect(take(300 * KIB).buffer).toBe(buffer);
    expect(take(300 * KIB).buffer).not.toBe(buffer);
    give(buffer);
    expect(take(160 * KIB).buffer).toBe(buffer);
  });

  it('are left to a larger append where most of one would stay empty, and do not hold what is larger', () => {
    const { take, give } = openSpareBuffers();
    const { buffer } = take(100 * KIB);
    give(buffer);
    expect(take(47 * KIB).buffer).not.toBe(buffer);
    expect(take(101 * KIB).buffer).not.toBe(buffer);
    expect(take(100 * KIB).buffer).toBe(buffer);
  });

  it('are let go beyond four megabytes, the one first that was not needed for the longest time', () => {
    const { take, give } = openSpareBuffers();
    const all = Array.from({ length: 5 }, () => take(1024 * KIB).buffer);
    for (const buffer of all) give(buffer);
    const again = all.map(() => take(1024 * KIB).buffer);
    expect(again.slice(0, 4)).toEqual(all.slice(1));
    expect(new Set(again.slice(0, 4))).toEqual(new Set(all.slice(1)));
    expect(all).not.toContain(again[4]);
  });
});
