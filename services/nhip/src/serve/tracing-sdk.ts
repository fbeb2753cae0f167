// The OpenTelemetry SDK, the only place that knows it: spans in batches to OTLP over HTTP, W3C trace context between processes.
// The exporter itself reads endpoint, headers and time-out from the OTEL_EXPORTER_OTLP_ variables.
import type { Logger } from '@nhip/telemetry';
import { context, type DiagLogger, DiagLogLevel, diag, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Tracing } from './tracing.ts';

/** Spans wait so long for others to travel with. */
const SEND_EVERY_MS = 1_000;
/** A collector that is away must not keep the process from ending. */
const LAST_SEND_MS_MAX = 2_000;

export function openTracingSdk(logger: Logger): Tracing {
  diag.setLogger(diagnostics(logger), DiagLogLevel.WARN);
  const exporter = new OTLPTraceExporter();
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'nhip' }))
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: new ParentBasedSampler({ root: rootSampler(process.env) }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: SEND_EVERY_MS })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return {
    async close() {
      const waited = Promise.withResolvers<void>();
      const timer = setTimeout(waited.resolve, LAST_SEND_MS_MAX);
      await Promise.race([provider.shutdown().catch(() => undefined), waited.promise]);
      clearTimeout(timer);
    },
  };
}

/** All traces that begin here, or the share that `OTEL_TRACES_SAMPLER=parentbased_traceidratio` and its argument name. */
function rootSampler(variables: Readonly<Record<string, string | undefined>>): Sampler {
  const share = Number(variables.OTEL_TRACES_SAMPLER_ARG ?? '1');
  const isShare = variables.OTEL_TRACES_SAMPLER === 'parentbased_traceidratio' && share >= 0 && share <= 1;
  return isShare ? new TraceIdRatioBasedSampler(share) : new AlwaysOnSampler();
}

/** What the SDK has to say, in the log of the program. */
function diagnostics(logger: Logger): DiagLogger {
  return {
    error: (message) => logger.warn({ tracing: message }, 'spans could not be sent'),
    warn: (message) => logger.warn({ tracing: message }, 'tracing'),
    info: () => {},
    debug: () => {},
    verbose: () => {},
  };
}
