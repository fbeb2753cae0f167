// Oracle: the organisation tree on one day.
import type { Catalogue, UnitSpan } from './catalogue.ts';

export interface Tree {
  readonly codes: readonly string[];
  /** The unit's span on that day, null when it is not in force. */
  spanOn(code: string, day: number): UnitSpan | null;
  /** The unit itself, or the first successor (of successors) in force on the day; null: there is none. */
  inForce(code: string, day: number): string | null;
  /** The chain of successors from the unit (first) to the one in force. */
  chain(code: string, day: number): readonly string[];
  /** `code` is `node` or stands somewhere below it on that day. */
  isWithin(code: string, node: string, day: number): boolean;
  /** Units in force on that day without a unit in force below them. */
  isLeaf(code: string, day: number): boolean;
}

export function treeOf({ units }: Catalogue): Tree {
  const spanOn = (code: string, day: number): UnitSpan | null =>
    units.find((span) => span.code === code && span.from <= day && day < span.until) ?? null;
  const chain = (code: string, day: number): readonly string[] => {
    if (spanOn(code, day) !== null) return [code];
    const successor = units.find(
      (span) => span.code === code && span.successor !== null && span.until <= day,
    )?.successor;
    return successor === undefined || successor === null ? [] : [code, ...chain(successor, day)];
  };
  const isWithin = (code: string, node: string, day: number): boolean => {
    if (code === node) return true;
    const parent = spanOn(code, day)?.parent ?? null;
    return parent !== null && isWithin(parent, node, day);
  };
  return {
    codes: [...new Set(units.map((span) => span.code))],
    spanOn,
    chain,
    inForce: (code, day) => {
      const last = chain(code, day).at(-1);
      return last !== undefined && spanOn(last, day) !== null ? last : null;
    },
    isWithin,
    isLeaf: (code, day) =>
      spanOn(code, day) !== null &&
      !units.some((span) => span.parent === code && spanOn(span.code, day)?.parent === code),
  };
}
