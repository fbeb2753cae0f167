// Worked examples as data: what is told, the last tick, and the answers that must come out, whoever computes them.
// An answer is written `numerator/denominator` (a ratio), `numerator` (anything else), with its flags behind it; behind the numbers
// stands `= value` where they do not say it and no points do, `no value` where there is none; `not reporting`; `not applicable`; `-`
// where nothing is published. Points stand behind as `score 6`.

export interface Told {
  readonly agency: string;
  /** A CloudEvent in structured form. */
  readonly event: Readonly<Record<string, unknown>>;
}

export interface Example {
  readonly name: string;
  /** Folder of its catalogue. */
  readonly catalogue: string;
  readonly told: readonly Told[];
  /** The last tick, RFC 3339. */
  readonly tick: string;
  readonly answers: readonly Expected[];
  /** Under the boundaries of now; those above are under those of then. */
  readonly answersNow?: readonly Expected[];
}

export type Expected = readonly [kpi: string, unit: string, period: string, answer: string];

export interface Answer {
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly score: number | null;
  readonly status: string;
  readonly flags: readonly string[];
}

export function written(answer: Answer | undefined): string {
  if (answer === undefined) return '-';
  const { value, denominator, flags, score } = answer;
  const [numerator, points] = [answer.numerator, score].map(shown);
  const number = denominator === null ? numerator : `${numerator}/${shown(denominator)}`;
  const words = withoutValue[answer.status] ?? number;
  const noValue = value === null && words === number ? 'no value' : '';
  const notRated = answer.status === 'not-rated' ? 'not rated' : '';
  return [words, noValue, ownValue(answer), notRated, score === null ? '' : `score ${points}`, ...flags]
    .filter((word) => word !== '')
    .join(' ');
}

const withoutValue: Readonly<Record<string, string>> = {
  'not-reporting': 'not reporting',
  'not-applicable': 'not applicable',
};

/** A value that its numerator and denominator do not say: growth, a product. */
function ownValue({ value, numerator, denominator, score }: Answer): string {
  if (value === null || score !== null || numerator === null) return '';
  const isSaid = value === (denominator === null ? numerator : numerator / denominator);
  return isSaid ? '' : `= ${Number(value.toPrecision(12))}`;
}

/** Sums of points are no whole numbers: nine decimals tell them apart. */
function shown(number: number | null): string {
  return number === null ? 'null' : String(Number(number.toFixed(9)));
}

/** A teller of statements: each one newer than the one before, whatever it tells. */
export function teller(): (agency: string, type: string, data: Readonly<Record<string, unknown>>) => Told {
  let count = 0;
  return (agency, type, data) => {
    count += 1;
    const time = `2022-01-01T00:00:00.${String(count).padStart(6, '0')}Z`;
    return {
      agency,
      event: { specversion: '1.0', id: `${count}`, source: `/${agency}`, type, time, data },
    };
  };
}
