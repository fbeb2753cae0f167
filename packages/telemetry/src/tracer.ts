// Spans by the OpenTelemetry API alone. Until a service sets up the SDK nothing is recorded, and a deed is simply called: the
// price is one question per batch. The trace travels as W3C trace context in headers, of HTTP and of entries of the log alike.
import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';

/** W3C trace context: `traceparent` and, where there is one, `tracestate`. */
export type TraceHeaders = Readonly<Record<string, string>>;

/** Headers of a request or of an entry, whatever else they hold. */
type Headers = Readonly<Record<string, unknown>> | undefined;

export interface SpanOptions {
  readonly kind?: keyof typeof kinds;
  readonly attributes?: Attributes;
  /**
   * What led to this span, the oldest first. The first becomes its parent, so that a trace follows the one that waited longest
   * to the end; the others become links. None: the parent is the active span, if there is one.
   */
  readonly causes?: readonly TraceHeaders[];
}

const kinds = {
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

/** Most causes of one span: a batch of events from a thousand requests does not name them all. */
export const CAUSES_MAX = 32;

/** Somebody wants spans. Only an SDK knows how a trace travels. */
export function isTracing(): boolean {
  return propagation.fields().length > 0;
}

/** The trace that is recorded just now; null when nobody records one. */
export function activeTraceId(): string | null {
  if (!isTracing()) return null;
  const active = trace.getActiveSpan()?.spanContext();
  return active !== undefined && isSpanContextValid(active) && (active.traceFlags & TraceFlags.SAMPLED) !== 0
    ? active.traceId
    : null;
}

/**
 * Runs a deed in an active span; a failure is recorded on it and thrown on. The deed gets the headers that name this span,
 * undefined when nobody traces.
 */
export async function inSpan<Outcome>(
  name: string,
  options: SpanOptions,
  deed: (headers: TraceHeaders | undefined) => Promise<Outcome> | Outcome,
): Promise<Outcome> {
  if (!isTracing()) return deed(undefined);
  const { kind = 'internal', attributes = {}, causes = [] } = options;
  const [first, ...others] = causes;
  const parent = first === undefined ? context.active() : propagation.extract(ROOT_CONTEXT, first);
  const settings = { kind: kinds[kind], attributes, links: linksTo(others) };
  return trace.getTracer('nhip').startActiveSpan(name, settings, parent, (span) => run(span, deed));
}

async function run<Outcome>(
  span: Span,
  deed: (headers: TraceHeaders | undefined) => Promise<Outcome> | Outcome,
): Promise<Outcome> {
  try {
    return await deed(headersOf(trace.setSpan(context.active(), span)));
  } catch (error) {
    span.recordException(error instanceof Error ? error : String(error));
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

function headersOf(active: Context): TraceHeaders {
  const headers: Record<string, string> = {};
  propagation.inject(active, headers);
  return headers;
}

function linksTo(causes: readonly TraceHeaders[]): Link[] {
  return causes.flatMap((cause) => {
    const spanContext = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, cause));
    return spanContext === undefined || !isSpanContextValid(spanContext) ? [] : [{ context: spanContext }];
  });
}

/** Links the active span to spans that other people's events name. */
export function linkActiveSpan(causes: readonly TraceHeaders[]): void {
  if (causes.length > 0) trace.getActiveSpan()?.addLinks(linksTo(causes));
}

/** The different traces that headers name, in their order, at most `CAUSES_MAX`; none when nobody traces. */
export function causesOf(carriers: Iterable<Headers>): readonly TraceHeaders[] {
  if (!isTracing()) return NOTHING;
  const causes = new Map<string, TraceHeaders>();
  for (const carrier of carriers) {
    const traceparent = carrier?.traceparent;
    if (typeof traceparent !== 'string' || causes.has(traceparent)) continue;
    const tracestate = carrier?.tracestate;
    causes.set(traceparent, typeof tracestate === 'string' ? { traceparent, tracestate } : { traceparent });
    if (causes.size === CAUSES_MAX) break;
  }
  return [...causes.values()];
}

const NOTHING: readonly TraceHeaders[] = [];
