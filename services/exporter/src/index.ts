// The face of the exporter: its routes and the view over the published values they show.
export { type ExporterOptions, exporterRoutes } from './exporter.ts';
export type { ReadinessCheck } from './health/readiness.ts';
export type { ExporterLogger } from './query/refusal.ts';
export { gaugeName } from './scrape/metric-name.ts';
export type { ScrapedThread } from './scrape/own-metrics.ts';
export { openPublishedView, type PublishedView, type PublishedViewOptions } from './view/published-view.ts';
export type { Point, PublishedSeries, SeriesQuery, ValuesView, ViewProgress } from './view/values-view.ts';
