// Rules: the changing parts of what an alert says. A text is written once and filled in two ways: with Go templates for Prometheus, and
// with what is to be read in one case for the test of it.
import type { Bilingual } from '@nhip/core';
import type { Labels } from './rule.ts';

export interface Filling {
  /** Text in which nothing changes. */
  literal(text: string): string;
  label(name: string): string;
  /** For a place in an address. */
  encoded(name: string): string;
  /** What people call the unit whose code is in this label. */
  unit(label: string): Bilingual;
  /** The value of the alert; shares are shown as percentages. */
  value(isShare: boolean): string;
  /** The first text while there is no news of the values, else the second. */
  held(stale: string, fresh: string): string;
}

export const template: Filling = {
  literal: (text) => text.replaceAll('{{', '{{ "{{" }}'),
  label: (name) => `{{ $labels.${name} }}`,
  encoded: (name) => `{{ $labels.${name} | urlquery }}`,
  unit: (label) => ({ vi: titleOf(label, 'title_vi'), en: titleOf(label, 'title_en') }),
  value: (isShare) => (isShare ? '{{ $value | humanizePercentage }}' : `{{ printf "%.${DIGITS}g" $value }}`),
  held: (stale, fresh) => `{{ if eq (printf "%v" $value) "NaN" }}${stale}{{ else }}${fresh}{{ end }}`,
};

const DIGITS = 6;

function titleOf(label: string, title: string): string {
  const known = `with printf "nhip_unit_info{unit=%q}" $labels.${label} | query`;
  return `{{ ${known} }}{{ . | first | label "${title}" }}{{ else }}{{ $labels.${label} }}{{ end }}`;
}

export interface Case {
  /** Of the series, not those of the alert. */
  readonly labels: Labels;
  readonly value: number;
  /** Null: the unit has no name that Prometheus knows. */
  readonly unitTitle: Bilingual | null;
}

export function fillingOf({ labels, value, unitTitle }: Case): Filling {
  const own = (name: string): string => labels[name] ?? '';
  return {
    literal: (text) => text,
    label: own,
    encoded: (name) => encodeURIComponent(own(name)),
    unit: (label) => unitTitle ?? { vi: own(label), en: own(label) },
    value: (isShare) => (isShare ? percentage(value) : plainNumber(value)),
    held: (stale, fresh) => (Number.isNaN(value) ? stale : fresh),
  };
}

/** As `humanizePercentage` of Prometheus writes it. */
export function percentage(value: number): string {
  return `${general(value * 100, 4)}%`;
}

export function plainNumber(value: number): string {
  return general(value, DIGITS);
}

/** Go's verb `g` with so many significant digits. */
function general(value: number, digits: number): string {
  const [mantissa = '', exponentText = ''] = value.toExponential(digits - 1).split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < digits) return String(Number(value.toPrecision(digits)));
  const sign = exponent < 0 ? '-' : '+';
  return `${Number(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
