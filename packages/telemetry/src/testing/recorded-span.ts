// For tests: a recorded span without an SDK.
import { context, propagation, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';

/** Runs a deed as if an SDK recorded it in this trace. */
export function recordedSpan(traceId: string, deed: () => void): void {
  const spanContext = { traceId, spanId: '1'.padStart(16, '0'), traceFlags: TraceFlags.SAMPLED };
  const active = trace.setSpanContext(ROOT_CONTEXT, spanContext);
  propagation.setGlobalPropagator({ inject: () => {}, extract: (given) => given, fields: () => ['traceparent'] });
  context.setGlobalContextManager({
    active: () => active,
    with: (_context, run, self, ...given) => run.call(self ?? null, ...given),
    bind: (_context, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
  try {
    deed();
  } finally {
    context.disable();
    propagation.disable();
  }
}
