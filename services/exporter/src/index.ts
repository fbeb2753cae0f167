// The face of the exporter: its routes and the view over the published values they show.
export type { Asker, AskerRefusal } from './explain/explain-route.ts';
export { type ExplainLimits, explainLimits } from './explain/limits.ts';
export { type ExporterOptions, exporterRoutes, SCRAPE_SERIES_MAX } from './exporter.ts';
export type { ReadinessCheck } from './health/readiness.ts';
export { type History, HistoryUnavailable } from './history/history.ts';
export { HistoryStoreInUse } from './history/history-store.ts';
export {
  HISTORY_DAYS,
  type HistoryOptions,
  type HistoryPlace,
  type OpenHistory,
  openHistory,
} from './history/open-history.ts';
export type { ExporterLogger } from './query/refusal.ts';
export { scrapeEnds, scrapeFormatOf, scrapeTypes } from './scrape/formats.ts';
export { gaugeName } from './scrape/metric-name.ts';
export { ownMetrics, type ScrapedThread } from './scrape/own-metrics.ts';
export { openPublishedView, type PublishedView, type PublishedViewOptions } from './view/published-view.ts';
export type { Point, PublishedSeries, SeriesQuery, Standing, ValuesView, ViewProgress } from './view/values-view.ts';
export { withinTime } from './within-time.ts';
