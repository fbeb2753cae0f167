// Benchmark: the series of a scrape once more, as gauges of prom-client, set beforehand.
import { Gauge, type Registry } from 'prom-client';

/** Fills the registry, so that its scrape has the same samples. */
export function promClientTwin(scrape: string, registry: Registry): void {
  const gauges = new Map<string, Gauge<string>>();
  const helps = new Map([...scrape.matchAll(/^# HELP (\S+) (.*)$/gm)].map(([, name = '', help = '']) => [name, help]));
  for (const { name, labels, value } of samplesOf(scrape)) {
    let gauge = gauges.get(name);
    if (gauge === undefined) {
      const labelNames = Object.keys(labels);
      gauge = new Gauge({ name, help: helps.get(name) ?? name, labelNames, registers: [registry] });
      gauges.set(name, gauge);
    }
    gauge.set(labels, value);
  }
}

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

function* samplesOf(scrape: string): Generator<Sample> {
  for (const [, name = '', labels = '', value = ''] of scrape.matchAll(/^([a-z_0-9]+)\{(.*)\} (\S+)$/gm)) {
    const pairs = [...labels.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, label = '', text = '']) => [label, text]);
    yield { name, labels: Object.fromEntries(pairs), value: Number(value) };
  }
}

/** Samples of KPIs, sorted. */
export function sampleLines(scrape: string): readonly string[] {
  return scrape
    .split('\n')
    .filter((line) => line.startsWith('kpi_'))
    .sort();
}
