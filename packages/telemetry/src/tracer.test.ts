// Spans around work that may fail.
import { expect, it } from 'vitest';
import { inSpan } from './tracer.ts';

it('gives what the deed gives, and throws what it throws, with no provider registered', async () => {
  expect(await inSpan('evaluate', { partition: 0 }, () => 42)).toBe(42);
  await expect(inSpan('evaluate', {}, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});
