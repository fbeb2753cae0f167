// Memory of bodies: given back where it is the body's own, left where others lie beside it.
import { expect, it } from 'vitest';
import { letGo } from './body.ts';

it('gives back the memory of a body that has it to itself', () => {
  const own = Buffer.from(new Uint8Array(1_000).fill(7).buffer);
  letGo(own);
  expect([own.length, own.buffer.byteLength]).toEqual([0, 0]);
});

it('leaves a body alone that lies in a buffer with others', () => {
  const pooled = Buffer.from('a small one');
  const part = Buffer.from(new Uint8Array(1_000).fill(7).buffer, 0, 999);
  letGo(pooled);
  letGo(part);
  expect(pooled.toString()).toBe('a small one');
  expect(part.every((byte) => byte === 7)).toBe(true);
});
