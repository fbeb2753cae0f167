// Spans around work that may fail, and the traces that headers name. What spans look like to a collector is tested with the SDK.
import { type Context, createContextKey, propagation } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { CAUSES_MAX, causesOf, inSpan, isTracing } from './tracer.ts';

const parent = (span: number): string => `00-${'a'.repeat(32)}-${String(span).padStart(16, '0')}-01`;

function somebodyTraces(): void {
  const key = createContextKey('test');
  propagation.setGlobalPropagator({
    inject: (_, carrier) => Object.assign(carrier as object, { traceparent: parent(1) }),
    extract: (context: Context, carrier) => context.setValue(key, carrier),
    fields: () => ['traceparent'],
  });
}

afterEach(() => propagation.disable());

describe('with nobody tracing', () => {
  it('gives what the deed gives, throws what it throws, and hands over no headers', async () => {
    expect(isTracing()).toBe(false);
    expect(await inSpan('evaluate', { attributes: { partition: 0 } }, (headers) => [42, headers])).toEqual([
      42,
      undefined,
    ]);
    await expect(inSpan('evaluate', {}, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('does not look at headers', () => {
    const carriers = (function* (): Generator<undefined> {
      yield undefined;
      throw new Error('looked at');
    })();
    expect(causesOf(carriers)).toEqual([]);
  });
});

describe('with somebody tracing', () => {
  it('gives what the deed gives, throws what it throws, and hands over the headers of the span', async () => {
    somebodyTraces();
    expect(await inSpan('append', {}, (headers) => headers)).toEqual({ traceparent: parent(1) });
    await expect(inSpan('append', {}, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('names each trace once, in order, with its state', () => {
    somebodyTraces();
    const carriers = [
      { traceparent: parent(2), tracestate: 'city=hanoi', other: 'x' },
      undefined,
      { traceparent: parent(1) },
      { traceparent: parent(2), tracestate: 'city=hanoi' },
      { traceparent: ['several'] },
    ];
    expect(causesOf(carriers)).toEqual([
      { traceparent: parent(2), tracestate: 'city=hanoi' },
      { traceparent: parent(1) },
    ]);
  });

  it('names no more than it may', () => {
    somebodyTraces();
    const carriers = Array.from({ length: 1000 }, (_, span) => ({ traceparent: parent(span) }));
    expect(causesOf(carriers)).toEqual(carriers.slice(0, CAUSES_MAX));
  });
});
