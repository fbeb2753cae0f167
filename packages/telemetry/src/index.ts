// The face of telemetry: the log of the program, its tracer, and every own metric in one list.
export { helpText, labelText, type ScrapeFormat } from './exposition.ts';
export { createLag, type Lag, type Progress } from './lag.ts';
export { createLogger, type Logger, type LoggerOptions, type LogLevel } from './logger.ts';
export {
  type CounterName,
  type GaugeName,
  type HistogramName,
  type LabelsOf,
  type MetricDefinition,
  type MetricName,
  metrics as ownMetrics,
} from './metrics.ts';
export { addProcessReadings } from './process-readings.ts';
export { createMetrics, type Metrics, type MetricsOptions, type Reading } from './registry.ts';
export { mergeScrapes } from './scrapes.ts';
export {
  CAUSES_MAX,
  causesOf,
  inSpan,
  isTracing,
  linkActiveSpan,
  type SpanOptions,
  type TraceHeaders,
} from './tracer.ts';
export { createTroubles, type LastingTrouble, type Station, type Trouble, type Troubles } from './troubles.ts';
