// Benchmark: the rows it reports, what each has to reach on 2 cores, and how they are written.
import { writeFileSync } from 'node:fs';

export interface Row {
  readonly id: RowId;
  /** Null: it could not be measured; the note says why. */
  readonly value: number | null;
  readonly note: string;
}

interface Target {
  readonly what: string;
  readonly unit: string;
  readonly target: number;
  /** `least`: the value is to be at least the target. */
  readonly kind: 'least' | 'most';
}

export const targets = {
  'embedded.batch': {
    what: 'batches of 500, durable and counted in KPIs',
    unit: 'events/s',
    target: 100_000,
    kind: 'least',
  },
  'embedded.batch-vs-floor': { what: 'the same, as a share of the floor', unit: 'ratio', target: 0.4, kind: 'least' },
  'embedded.single': { what: 'single-event POSTs, 64 connections', unit: 'requests/s', target: 8_000, kind: 'least' },
  'embedded.single-p99': { what: 'the same, answer time p99', unit: 'ms', target: 25, kind: 'most' },
  'embedded.fresh-p99': { what: 'from 202 to /metrics at 5,000 events/s, p99', unit: 'ms', target: 250, kind: 'most' },
  'embedded.bytes-per-record': {
    what: 'peak resident memory over 5 million records',
    unit: 'bytes',
    target: 240,
    kind: 'most',
  },
  'embedded.restart': { what: 'restart with 1 million records until ready', unit: 's', target: 3, kind: 'most' },
  'embedded.slope': {
    what: 'cost per event at 10 million over that at 1 million',
    unit: 'ratio',
    target: 1.3,
    kind: 'most',
  },
  'embedded.write-ratio': {
    what: 'bytes written to records, cells and kpis per event byte',
    unit: 'ratio',
    target: 1,
    kind: 'most',
  },
  'kafka.tally': {
    what: 'one aggregator on 8 partitions, committed',
    unit: 'events/s',
    target: 150_000,
    kind: 'least',
  },
  'kafka.streams': { what: 'Kafka Streams on the same topic', unit: 'events/s', target: 0, kind: 'least' },
  'kafka.floor': { what: 'the bare client and JSON.parse', unit: 'events/s', target: 0, kind: 'least' },
  'kafka.tally-vs-streams': { what: 'aggregator over Kafka Streams', unit: 'ratio', target: 2.5, kind: 'least' },
  'kafka.tally-vs-floor': { what: 'aggregator over the bare client', unit: 'ratio', target: 0.6, kind: 'least' },
  'kafka.gateway-vs-producer': {
    what: 'batches of 500 to acks=all, as a share of a bare producer',
    unit: 'ratio',
    target: 0.8,
    kind: 'least',
  },
  'kafka.fresh-p99': { what: 'from 202 to /metrics at 5,000 events/s, p99', unit: 'ms', target: 1000, kind: 'most' },
  'kafka.takeover': {
    what: 'from assigned to the first commit of all partitions',
    unit: 's',
    target: 10,
    kind: 'most',
  },
  'kafka.write-ratio': {
    what: 'bytes written to records, cells and kpis per event byte',
    unit: 'ratio',
    target: 1,
    kind: 'most',
  },
  'scrape.vs-prom-client': {
    what: 'prom-client over /metrics, 100,000 series',
    unit: 'ratio',
    target: 5,
    kind: 'least',
  },
  'scrape.block': { what: 'longest hold-up of the event loop by a scrape', unit: 'ms', target: 20, kind: 'most' },
  'scrape.million': { what: 'a scrape of 1 million series over a socket', unit: 's', target: 10, kind: 'most' },
  'history.query-p99': {
    what: 'five years of one KPI by month at every unit, now and asof, p99',
    unit: 'ms',
    target: 250,
    kind: 'most',
  },
  'history.write': { what: 'writing one changed value to the history', unit: 'µs', target: 100, kind: 'most' },
  'catalogue.compile': { what: 'compiling the whole built-in catalogue', unit: 's', target: 2, kind: 'most' },
  'catalogue.cost-vs-dossiers': {
    what: 'cost per event with the whole catalogue over dossiers alone',
    unit: 'ratio',
    target: 1.5,
    kind: 'most',
  },
} as const satisfies Readonly<Record<string, Target>>;

export type RowId = keyof typeof targets;

export function holds({ id, value }: Row): boolean {
  const { target, kind } = targets[id];
  if (value === null || !Number.isFinite(value)) return false;
  return kind === 'least' ? value >= target : value <= target;
}

export function printTable(rows: readonly Row[]): void {
  const cells = rows.map((row) => {
    const { what, unit, target, kind } = targets[row.id];
    const aim = `${kind === 'least' ? '>=' : '<='} ${plain(target)}`;
    return [
      row.id,
      row.value === null ? 'none' : plain(row.value),
      unit,
      aim,
      holds(row) ? 'yes' : 'NO',
      what,
      row.note,
    ];
  });
  const table = [['id', 'value', 'unit', 'target', 'holds', 'what', 'note'], ...cells];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const line of table) {
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

export function writeJson(file: string, rows: readonly Row[]): void {
  const written = rows.map((row) => {
    const { unit, target } = targets[row.id];
    return { id: row.id, value: row.value, unit, target, holds: holds(row) };
  });
  writeFileSync(file, `${JSON.stringify(written, null, 2)}\n`);
}

/** Four significant digits at least, thousands apart. */
export function plain(value: number): string {
  const digits = Math.abs(value) >= 1000 ? 0 : 4;
  return value.toLocaleString('en', digits === 0 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits });
}

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
