// The own metrics of one thread. Events are counted as they happen; everything that is a state (pending, ages, verdict counts)
// is read from that state at each scrape, so nothing stale remains: what is gone from the state is gone from the scrape.
import { Counter, Gauge, Histogram, type OpenMetricsContentType, Registry } from 'prom-client';
import { betweenFamilies, type Family, familyText, type ScrapeFormat } from './exposition.ts';
import {
  type CounterName,
  metrics as definitions,
  type GaugeName,
  type HistogramName,
  type LabelsOf,
  type MetricDefinition,
  type MetricName,
} from './metrics.ts';
import { activeTraceId } from './tracer.ts';

/** One value of a metric that is read from the state. */
export interface Reading<Name extends MetricName> {
  readonly labels: LabelsOf<Name>;
  /** In the unit of the name; for a counter the whole count so far. */
  readonly value: number;
}

export interface Metrics {
  count<Name extends CounterName>(name: Name, labels: LabelsOf<Name>, by?: number): void;
  /**
   * Within a recorded span the observation is an exemplar of its bucket, with the id of the trace.
   * @param value in the unit of the name: seconds, not milliseconds.
   */
  observe<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /**
   * Reads a gauge, or a counter kept elsewhere, at each scrape; replaces all values of the metric. May give a promise.
   * A reader that throws fails the scrape. One reader per metric and thread.
   */
  read<Name extends CounterName | GaugeName>(name: Name, reader: Reader<Name>): void;
  /** A scrape, by default in the text format: the metrics this thread has used so far, each with its help and type. */
  scrape(format?: ScrapeFormat): Promise<string>;
}

type OpenRegistry = Registry<OpenMetricsContentType>;
type Reader<Name extends MetricName> = () => Readings<Name> | Promise<Readings<Name>>;
type Readings<Name extends MetricName> = Iterable<Reading<Name>>;

export interface MetricsOptions {
  /** Metrics that stand in the scrape with the value 0 before they are used for the first time; only ones without labels. */
  readonly fromZero?: readonly CounterName[];
}

export function createMetrics({ fromZero = [] }: MetricsOptions = {}): Metrics {
  // Only a registry of this type keeps exemplars; both formats are written here, not by the client.
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const counters = new Map<string, Counter<string>>();
  const histograms = new Map<string, Histogram<string>>();
  const counterOf = (name: CounterName): Counter<string> =>
    remembered(counters, name, () => new Counter({ ...configurationOf(name), registers: [registry] }));
  const histogramOf = (name: HistogramName): Histogram<string> =>
    remembered(
      histograms,
      name,
      () => new Histogram({ ...configurationOf(name), registers: [registry], enableExemplars: true }),
    );
  for (const name of fromZero) counterOf(name);
  return {
    count: (name, labels, by = 1) => counterOf(name).inc({ ...labels }, by),
    observe: (name, labels, value) => {
      const traceId = activeTraceId();
      const exemplarLabels = traceId === null ? {} : { trace_id: traceId };
      histogramOf(name).observe({ labels: { ...labels }, value, exemplarLabels });
    },
    read(name, reader) {
      addReader(registry, name, reader);
    },
    scrape: async (format = 'text') => {
      const found = await registry.getMetricsAsJSON();
      // The client's types take the type for a number; it is its name.
      const families = found.map((family): Family => ({ ...family, type: String(family.type) }));
      return families.map((family) => familyText(family, format)).join(betweenFamilies(format));
    },
  };
}

function addReader<Name extends CounterName | GaugeName>(
  registry: OpenRegistry,
  name: Name,
  reader: Reader<Name>,
): void {
  const configuration = { ...configurationOf(name), registers: [registry] };
  if (definitionOf(name).type === 'counter') {
    new Counter({
      ...configuration,
      async collect() {
        const readings = await reader();
        this.reset();
        for (const { labels, value } of readings) this.inc({ ...labels }, value);
      },
    });
    return;
  }
  new Gauge({
    ...configuration,
    async collect() {
      const readings = await reader();
      this.reset();
      if (configuration.labelNames.length === 0) this.remove();
      for (const { labels, value } of readings) this.set({ ...labels }, value);
    },
  });
}

function definitionOf(name: MetricName): MetricDefinition {
  return definitions[name];
}

function configurationOf(name: MetricName) {
  const { help, labels, buckets } = definitionOf(name);
  return { name, help, labelNames: [...labels], ...(buckets === undefined ? {} : { buckets: [...buckets] }) };
}

function remembered<Item>(items: Map<string, Item>, name: string, make: () => Item): Item {
  let item = items.get(name);
  if (item === undefined) {
    item = make();
    items.set(name, item);
  }
  return item;
}
