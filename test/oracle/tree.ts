// Oracle: the organisation tree on one day.
import type { Catalogue, UnitSpan } from './catalogue.ts';

export interface Tree {
  readonly codes: readonly string[];
  /** The unit's span on that day, null when it is not in force. */
  spanOn(code: string, day: number): UnitSpan | null;
  /**
   * Who answers for the unit on that day: the unit itself, or the first successor (of successors) in force. Where nobody is in
   * force (before the unit began, or after an end without successor), the last one of them answers, so that nothing is lost.
   */
  standIn(code: string, day: number): string;
  /** The chain of successors from the unit (first) to the one that answers for it. */
  chain(code: string, day: number): readonly string[];
  /**
   * Those behind the unit in its chain, and since when each speaks for it: from the day on which it took over, or since ever where it
   * began with the merger.
   */
  successors(code: string, day: number): readonly { readonly code: string; readonly since: number }[];
  /** `code` is `node` or stands somewhere below it on that day. */
  isWithin(code: string, node: string, day: number): boolean;
  /** Units in force on that day without a unit in force below them. */
  isLeaf(code: string, day: number): boolean;
}

export function treeOf({ units }: Catalogue): Tree {
  const spanOn = (code: string, day: number): UnitSpan | null =>
    units.find((span) => span.code === code && span.from <= day && day < span.until) ?? null;
  const chain = (code: string, day: number): readonly string[] => {
    const { until, successor } = nearestSpan(units, code, day);
    return until <= day && successor !== null ? [code, ...chain(successor, day)] : [code];
  };
  const standIn = (code: string, day: number): string => chain(code, day).at(-1) ?? code;
  const isWithin = (code: string, node: string, day: number): boolean => {
    if (code === node) return true;
    const { parent } = nearestSpan(units, code, day);
    return parent !== null && isWithin(standIn(parent, day), node, day);
  };
  return {
    codes: [...new Set(units.map((span) => span.code))],
    spanOn,
    chain,
    successors: (code, day) =>
      chain(code, day)
        .slice(0, -1)
        .flatMap((former) => {
          const { until, successor } = nearestSpan(units, former, day);
          if (successor === null) return [];
          return [{ code: successor, since: spanOn(successor, until - 1) === null ? Number.NEGATIVE_INFINITY : until }];
        }),
    standIn,
    isWithin,
    isLeaf: (code, day) =>
      spanOn(code, day) !== null &&
      !units.some((span) => span.parent === code && spanOn(span.code, day)?.parent === code),
  };
}

/** The span in force on the day, else the last one before it, else the first one to come. */
function nearestSpan(units: readonly UnitSpan[], code: string, day: number): UnitSpan {
  const spans = units.filter((span) => span.code === code).sort((left, right) => left.from - right.from);
  const nearest = spans.findLast((span) => span.from <= day) ?? spans[0];
  if (nearest === undefined) throw new RangeError(`the oracle's catalogue has no unit ${code}`);
  return nearest;
}
