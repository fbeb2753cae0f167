// Test support: one panel with the answers of its real sources, made into what it shows by Grafana's own code.
import type { DataFrame, Field } from '@grafana/data';
import type { Prometheus } from '../support/prometheus.ts';
import type { Panel, Target } from './dashboard-files.ts';
import { figureFrames, lineFrame, rowFrame, tableFrames } from './frames.ts';
import { grafanaData } from './grafana-data.ts';
import { type Interpolation, interpolate, type Span } from './interpolate.ts';
import { displayName, shown } from './shown.ts';

export interface Sources {
  readonly prometheus: Pick<Prometheus, 'query' | 'queryRange'>;
  /** Rows of a question in SQL, `time` as milliseconds since 1970. */
  readonly history: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export interface PanelAnswer {
  readonly panel: Panel;
  readonly frames: readonly DataFrame[];
  /** Questions without an answer. */
  readonly silent: readonly string[];
}

/** @throws what a source or Grafana says against the panel. */
export async function answered(panel: Panel, sources: Sources, page: Interpolation): Promise<PanelAnswer> {
  const interpolation = { ...page, span: spanOf(panel, page.span) };
  const targets = panel.targets ?? [];
  const answers = await Promise.all(
    targets.map(async (target) => ({ target, frames: await framesOf(target, sources, interpolation) })),
  );
  const tables = answers.flatMap(({ target, frames }) =>
    frames.kind === 'table' ? [{ target, series: frames.series }] : [],
  );
  const others = answers.flatMap(({ frames }) => (frames.kind === 'frames' ? frames.frames : []));
  const frames = [...tableFrames(tables, interpolation.span.toMs), ...others];
  const silent = answers.filter(({ frames: own }) => (own.kind === 'table' ? own.series : own.frames).length === 0);
  return { panel, frames: await shown(panel, frames), silent: silent.map(({ target }) => target.refId) };
}

/** The time that a panel looks at: its own where it has one. */
function spanOf({ timeFrom }: Panel, span: Span): Span {
  if (timeFrom === undefined) return span;
  const { rangeUtil, dateMath } = grafanaData();
  const { from } = rangeUtil.describeTextRange(timeFrom);
  const begin = dateMath.toDateTime(from, { now: new Date(span.toMs) });
  if (begin?.isValid() !== true) throw new Error(`Grafana does not know the time ${timeFrom}`);
  return { fromMs: begin.valueOf(), toMs: span.toMs };
}

type Answer =
  | { readonly kind: 'table'; readonly series: Awaited<ReturnType<Prometheus['query']>> }
  | { readonly kind: 'frames'; readonly frames: readonly DataFrame[] };

async function framesOf(written: Target, sources: Sources, interpolation: Interpolation): Promise<Answer> {
  const { span } = interpolation;
  const target = { ...written, legendFormat: interpolate(written.legendFormat ?? '', interpolation) };
  if (target.rawSql !== undefined) {
    const rows = await sources.history(interpolate(target.rawSql, interpolation));
    return { kind: 'frames', frames: rows.length === 0 ? [] : [rowFrame(target, rows)] };
  }
  const expression = interpolate(target.expr ?? '', interpolation);
  if (target.instant !== true) {
    const seconds = { startSeconds: span.fromMs / 1000, endSeconds: span.toMs / 1000 };
    const series = await sources.prometheus.queryRange(expression, { ...seconds, stepSeconds: stepOf(span) });
    return { kind: 'frames', frames: series.map((one) => lineFrame(target, one)) };
  }
  const series = await sources.prometheus.query(expression, span.toMs / 1000);
  return target.format === 'table'
    ? { kind: 'table', series }
    : { kind: 'frames', frames: figureFrames({ target, series }, span.toMs) };
}

const POINTS = 30;

function stepOf({ fromMs, toMs }: Interpolation['span']): number {
  return Math.max(1, Math.ceil((toMs - fromMs) / 1000 / POINTS));
}

/** Fields that people see, by the names that they see. */
export function visibleFields({ frames }: PanelAnswer): readonly (readonly [name: string, field: Field])[] {
  return frames.flatMap((frame) =>
    frame.fields
      .filter(({ config }) => config.custom?.hideFrom?.viz !== true)
      .map((field) => [displayName(field, frame, frames), field] as const),
  );
}

/** Some number is seen, one that says something of itself: not a target alone, and not the number behind a status. */
export function showsNumbers(answer: PanelAnswer, aside: ReadonlySet<string>): boolean {
  return visibleFields(answer).some(
    ([name, { type, values }]) =>
      type === 'number' &&
      !aside.has(name) &&
      values.some((value) => typeof value === 'number' && !Number.isNaN(value)),
  );
}

/** It shows something, even if it is only that nothing is known. */
export function showsAnything(answer: PanelAnswer): boolean {
  return answer.frames.some(({ length }) => length > 0);
}
