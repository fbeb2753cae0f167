// Rules: series as promtool's tests write them.
import { matchersOf } from './promql.ts';
import type { InputSeries, Stretch } from './rule.ts';

export function seriesText({ name, labels }: InputSeries): string {
  return `${name}{${matchersOf(labels)}}`;
}

export function valuesText({ stretches }: InputSeries): string {
  return stretches
    .filter(([, steps]) => steps > 0)
    .map(stretchText)
    .join(' ');
}

/** Prometheus sees at once that a series has ended; `1x2` is three samples, `_x2` two steps without any. */
function stretchText([value, steps]: Stretch): string {
  if (value === null) return steps === 1 ? 'stale' : `stale _x${steps - 1}`;
  return steps === 1 ? String(value) : `${value}x${steps - 1}`;
}
