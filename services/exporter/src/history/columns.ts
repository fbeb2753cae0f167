// The columns in which both databases keep a rectangle and a revision, so that what is read is what was written.
import type { Phase, Result, Status } from '@nhip/core';
import type { Tier } from './boundaries.ts';
import type { RevisionCause, RevisionChange } from './history.ts';
import type { KeptRun } from './kept-run.ts';

/** What a database takes and gives; integers are safe ones. */
export type Cell = string | number | null;

export const RUN_COLUMNS = [
  'first_period',
  'end_period',
  'since_ms',
  'until_ms',
  'tier',
  'phase',
  'status',
  'value',
  'numerator',
  'denominator',
  'score',
  'target',
  'flags',
] as const;

/** Flags are a JSON list, null for none: most values have none. */
export function cellsOfRun({ first, end, sinceMs, untilMs, tier, published }: KeptRun): readonly Cell[] {
  const { value, numerator, denominator, score, target, status, flags } = published.result;
  const marks = flags.length === 0 ? null : JSON.stringify(flags);
  const numbers = [value, numerator, denominator, score, target];
  return [first, end, sinceMs, untilMs, tier, published.phase, status, ...numbers, marks];
}

export function runOfCells(cells: readonly Cell[]): KeptRun {
  const [first, end, sinceMs, untilMs, tier, phase, status, value, numerator, denominator, score, target, flags] =
    cells;
  return {
    first: first as number,
    end: end as number,
    sinceMs: sinceMs as number,
    untilMs: untilMs as number,
    tier: tier as Tier | null,
    published: {
      phase: phase as Phase,
      result: {
        value: value as number | null,
        numerator: numerator as number | null,
        denominator: denominator as number | null,
        score: score as number | null,
        target: target as number | null,
        status: status as Status,
        flags: typeof flags === 'string' ? (JSON.parse(flags) as readonly string[]) : NO_FLAGS,
      },
    },
  };
}

const NO_FLAGS: readonly string[] = [];

export const REVISION_COLUMNS = [
  'first_period',
  'end_period',
  'number',
  'cause',
  'tick_ms',
  'before',
  'after',
] as const;

/** Both values are JSON. */
export function cellsOfRevision(revision: RevisionChange): readonly Cell[] {
  const { first, end, number, cause, tickMs, before, after } = revision;
  return [first, end, number, cause, tickMs, jsonOf(before), jsonOf(after)];
}

export function revisionOfCells(cells: readonly Cell[]): RevisionChange {
  const [first, end, number, cause, tickMs, before, after] = cells;
  return {
    first: first as number,
    end: end as number,
    number: number as number,
    cause: cause as RevisionCause,
    tickMs: tickMs as number,
    before: resultOf(before),
    after: resultOf(after),
  };
}

function jsonOf(result: Result | null): string | null {
  return result === null ? null : JSON.stringify(result);
}

function resultOf(json: Cell | undefined): Result | null {
  return typeof json === 'string' ? (JSON.parse(json) as Result) : null;
}
