// Examples of KPIs: the short notation in which a value is expected, and whether a computed value is the one expected.
// `1/2`; `12.5`; `0/0 no value`; `not reporting`; `400/1000 value 0.32 score 3.84 A_FLAG`; `-` where nothing is published.
import type { Result, Status } from '@nhip/core';

/** A number as it was written: it holds for every number that is rounded to the digits written. */
export interface Figure {
  readonly written: string;
  readonly number: number;
  /** Digits behind the point. */
  readonly digits: number;
}

export interface ExpectedValue {
  readonly kind: 'value';
  readonly numerator: Figure | null;
  readonly denominator: Figure | null;
  readonly value: Figure | null;
  readonly score: Figure | null;
  readonly status: Status;
  readonly flags: readonly string[];
}

export type Expected = ExpectedValue | { readonly kind: 'nothing' };

const phrases: readonly (readonly [phrase: string, status: Status])[] = [
  ['no value', 'no-value'],
  ['not reporting', 'not-reporting'],
  ['not applicable', 'not-applicable'],
  ['not rated', 'not-rated'],
];

const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const ANSWER = new RegExp(
  `^(?:(?<parts>${NUMBER}/${NUMBER})|(?<plain>${NUMBER}))?(?: ?value (?<value>${NUMBER}))?` +
    `(?: ?(?<phrase>no value|not reporting|not applicable|not rated))?(?: ?score (?<score>${NUMBER}))?` +
    String.raw`(?<flags>(?: ?\b[A-Z][A-Z0-9_]+\b)*)$`,
);

/** Null: it cannot be understood. */
export function parseAnswer(text: string): Expected | null {
  if (text === '-') return { kind: 'nothing' };
  const groups = ANSWER.exec(text)?.groups;
  if (groups === undefined || text === '') return null;
  const [numerator, denominator] = groups.parts?.split('/') ?? [];
  return {
    kind: 'value',
    numerator: figure(numerator),
    denominator: figure(denominator),
    value: figure(groups.value ?? groups.plain),
    score: figure(groups.score),
    status: phrases.find(([phrase]) => phrase === groups.phrase)?.[1] ?? 'ok',
    flags: (groups.flags ?? '').split(' ').filter((flag) => flag !== ''),
  };
}

function figure(written: string | undefined): Figure | null {
  if (written === undefined) return null;
  return { written, number: Number(written), digits: written.split('.')[1]?.length ?? 0 };
}

/** What an answer does not mention is not asked, save the status and the flags: no flag mentioned is none raised. */
export function holds(expected: Expected, result: Result | null): boolean {
  if (expected.kind === 'nothing' || result === null) return expected.kind === 'nothing' && result === null;
  const { numerator, denominator, value, score } = expected;
  return (
    expected.status === result.status &&
    [...expected.flags].sort().join() === [...result.flags].sort().join() &&
    isFigure(numerator, result.numerator) &&
    isFigure(denominator, result.denominator) &&
    isFigure(value, result.value) &&
    isFigure(score, result.score)
  );
}

/** Room for the last digit of binary fractions where a number stands half-way between two written ones. */
const SLACK = 1e-9;

function isFigure(expected: Figure | null, found: number | null): boolean {
  if (expected === null) return true;
  return found !== null && Math.abs(found - expected.number) <= 0.5 * 10 ** -expected.digits + SLACK;
}

/** A computed value in the notation of answers, whole. */
export function writeAnswer(result: Result | null): string {
  if (result === null) return '-';
  const { numerator, denominator, value, score, status, flags } = result;
  const isRatio = numerator !== null && denominator !== null;
  const number = isRatio ? `${numerator}/${denominator}` : value;
  const own = isRatio && value !== null ? `value ${value}` : '';
  const phrase = phrases.find((one) => one[1] === status)?.[0] ?? '';
  const words = [number === null ? '' : `${number}`, own, phrase, score === null ? '' : `score ${score}`, ...flags];
  return words.filter((word) => word !== '').join(' ');
}
