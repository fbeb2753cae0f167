// Rules: pieces of PromQL that several alerts are made of.
import type { Labels } from './rule.ts';

/** A text in quotes. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** `name="value"` with commas between. */
export function matchersOf(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join(',');
}

/** One of these values; names of the catalogue have nothing in them that a pattern would read otherwise, codes may have a dot. */
export function oneOf(name: string, values: readonly string[]): string {
  const [only = ''] = values;
  if (values.length === 1) return `${name}=${quoted(only)}`;
  return `${name}=~${quoted(values.map((value) => value.replaceAll(/[^A-Za-z0-9_-]/g, '\\$&')).join('|'))}`;
}

export function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const;

/** As Prometheus writes durations. */
export function durationText(seconds: number): string {
  const [unit, length] = UNITS.find(([, size]) => seconds > 0 && seconds % size === 0) ?? ['s', 1];
  return `${seconds / length}${unit}`;
}

/** From `online-dossier-rate` to `OnlineDossierRate`. */
export function camelCase(id: string): string {
  return id
    .split(/[-_]/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
}
