// Tracing by the standard OTEL_ variables: spans are sent when an endpoint is set; without one the SDK is not even loaded, so
// that neither the start nor a single event pays for it. Each thread sends its own spans.
import type { Logger } from '@nhip/telemetry';

export interface Tracing {
  /** Sends what is left, for a short while at most. */
  close(): Promise<void>;
}

const off: Tracing = { close: async () => {} };

/** @param logger is told when spans cannot be sent; nothing else depends on them. */
export async function startTracing(logger: Logger): Promise<Tracing> {
  if (!isWanted(process.env)) return off;
  const { openTracingSdk } = await import('./tracing-sdk.ts');
  return openTracingSdk(logger);
}

function isWanted(variables: Readonly<Record<string, string | undefined>>): boolean {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = variables;
  if (variables.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return false;
  return [all, traces].some((endpoint) => endpoint !== undefined && endpoint.trim() !== '');
}
