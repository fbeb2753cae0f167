// The rows of an answer, made one by one while they are sent, so that a long answer needs no more memory than a short one.
import { firstBeginningFrom, formatPeriod, type Grain, type PeriodState, type Status } from '@nhip/core';
import { DateTime } from 'luxon';
import type { PublishedSeries } from '../view/values-view.ts';

/** One published value; the columns of every answer, in this order. */
export interface ValueRow {
  readonly kpi: string;
  readonly unit: string;
  readonly dims: Readonly<Record<string, string>>;
  readonly grain: Grain;
  readonly period: string;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly score: number | null;
  readonly target: number | null;
  readonly status: Status;
  readonly state: PeriodState;
  readonly flags: readonly string[];
  /** RFC 3339 with the offset of the catalogue's time zone. */
  readonly asOf: string;
}

export const columns = [
  'kpi',
  'unit',
  'dims',
  'grain',
  'period',
  'value',
  'numerator',
  'denominator',
  'score',
  'target',
  'status',
  'state',
  'flags',
  'asOf',
] as const satisfies readonly (keyof ValueRow)[];

export interface RowsOptions {
  /** IANA name of the catalogue's zone. */
  readonly timeZone: string;
  /** Days since 1970-01-01: periods that begin in [from, to); null: no bound. */
  readonly from: number | null;
  readonly to: number | null;
}

/** @param written the same for all calls of one answer. */
export function* rowsOf(
  series: readonly PublishedSeries[],
  options: RowsOptions,
  written = new Writings(options.timeZone),
): Generator<ValueRow> {
  for (const one of series) {
    const { kpi, unit, dimensions, grain } = one.key;
    const first = options.from === null ? -Infinity : firstBeginningFrom(grain, options.from);
    const end = options.to === null ? Infinity : firstBeginningFrom(grain, options.to);
    for (const { period, result, state, asOf } of one.points(first, end)) {
      yield {
        kpi,
        unit,
        dims: dimensions,
        grain,
        period: written.period(grain, period),
        value: result.value,
        numerator: result.numerator,
        denominator: result.denominator,
        score: result.score,
        target: result.target,
        status: result.status,
        state,
        flags: result.flags,
        asOf: written.moment(asOf),
      };
    }
  }
}

const REMEMBERED_MAX = 20_000;

/** Periods and moments as text; the same few thousand come back in every series. */
export class Writings {
  readonly #timeZone: string;
  readonly #periods = new Map<Grain, Map<number, string>>();
  readonly #moments = new Map<number, string>();

  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  period(grain: Grain, period: number): string {
    let ofGrain = this.#periods.get(grain);
    if (ofGrain === undefined) {
      ofGrain = new Map();
      this.#periods.set(grain, ofGrain);
    }
    return remembered(ofGrain, period, () => formatPeriod(grain, period));
  }

  moment(ms: number): string {
    return remembered(this.#moments, ms, () => {
      const moment = DateTime.fromMillis(ms, { zone: this.#timeZone });
      return moment.toISO({ suppressMilliseconds: true }) ?? new Date(ms).toISOString();
    });
  }
}

function remembered(texts: Map<number, string>, key: number, write: () => string): string {
  let text = texts.get(key);
  if (text === undefined) {
    if (texts.size >= REMEMBERED_MAX) texts.clear();
    text = write();
    texts.set(key, text);
  }
  return text;
}
