// Spans by the OpenTelemetry API alone: free of cost and effect until a host process registers a tracer provider.
import { type Attributes, SpanStatusCode, trace } from '@opentelemetry/api';

/** Runs a deed in an active span; a failure is recorded on it and thrown on. */
export async function inSpan<Outcome>(
  name: string,
  attributes: Attributes,
  deed: () => Promise<Outcome> | Outcome,
): Promise<Outcome> {
  return trace.getTracer('nhip').startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await deed();
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
