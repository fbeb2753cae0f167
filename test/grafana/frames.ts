// Test support: answers of Prometheus and PostgreSQL as the data frames that Grafana's data sources make of them.
import type { DataFrame, FieldType } from '@grafana/data';
import type { Series, SeriesInTime } from '../support/prometheus.ts';
import type { Target } from './dashboard-files.ts';
import { grafanaData } from './grafana-data.ts';

export interface Answered {
  readonly target: Target;
  readonly series: readonly Series[];
}

/** Of the questions of one panel whose format is a table: one frame for each that has an answer. */
export function tableFrames(answers: readonly Answered[], atMs: number): readonly DataFrame[] {
  const answered = answers.filter(({ series }) => series.length > 0);
  return answered.map(({ target, series }) => {
    const labels = [...new Set(series.flatMap((one) => Object.keys(one.labels).sort()))];
    // With a single answer the value has no other to be told from.
    const value = answered.length > 1 ? `Value #${target.refId}` : 'Value';
    return frame(target.refId, [
      { name: 'Time', type: 'time', values: series.map(() => atMs) },
      ...labels.map((label) => ({ name: label, type: 'string', values: series.map((one) => one.labels[label] ?? '') })),
      { name: value, type: 'number', values: series.map((one) => one.value) },
    ]);
  });
}

/** One number a series, called by the legend. */
export function figureFrames({ target, series }: Answered, atMs: number): readonly DataFrame[] {
  return series.map(({ labels, value }) => lineFrame(target, { labels, points: [[atMs / 1000, value]] }));
}

export function lineFrame(target: Target, { labels, points }: SeriesInTime): DataFrame {
  const name = (target.legendFormat ?? '').replaceAll(
    /\{\{\s*(\w+)\s*\}\}/g,
    (_, label: string) => labels[label] ?? '',
  );
  return frame(target.refId, [
    { name: 'Time', type: 'time', values: points.map(([seconds]) => seconds * 1000) },
    { name: 'Value', type: 'number', values: points.map(([, value]) => value), shownAs: name },
  ]);
}

/** Rows of PostgreSQL with a column `time`: the other columns are lines. */
export function rowFrame(target: Target, rows: readonly Readonly<Record<string, unknown>>[]): DataFrame {
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== 'time');
  return frame(target.refId, [
    { name: 'time', type: 'time', values: rows.map(({ time }) => Number(time)) },
    ...names.map((name) => ({ name, type: 'number', values: rows.map((row) => row[name] ?? null) })),
  ]);
}

interface FieldOptions {
  readonly name: string;
  readonly type: string;
  readonly values: readonly unknown[];
  readonly shownAs?: string;
}

function frame(refId: string, fields: readonly FieldOptions[]): DataFrame {
  return grafanaData().toDataFrame({
    refId,
    fields: fields.map(({ name, type, values, shownAs }) => ({
      name,
      type: type as FieldType,
      values: [...values],
      config: shownAs === undefined ? {} : { displayNameFromDS: shownAs },
    })),
  });
}
