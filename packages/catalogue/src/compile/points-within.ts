// The points of a KPI while the definition is valid that adds them up: it has to have them all that time, and as many.
import { formatDay, overlaps, type Validity } from '@nhip/core';
import type { Faults } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import type { CompiledKpi } from './kpi-context.ts';
import type { Points } from './points.ts';

interface Asked {
  readonly id: string;
  readonly valid: Validity;
  readonly at: SourceNode;
  /** A score stands there, at fault or not. */
  readonly isMeant: boolean;
}

/** Null after a fault. */
export function pointsWithin({ definitions }: CompiledKpi, asked: Asked, faults: Faults): Points | null {
  const { id, valid, at, isMeant } = asked;
  const meant = definitions.filter((one) => overlaps(one.valid, valid));
  const missing = beyond(
    meant.map((one) => one.valid),
    valid,
  );
  if (missing !== null) {
    faults.add(at, `the KPI '${id}' has no definition ${missing}: expected valid here to lie within its definitions`);
    return null;
  }
  const found = meant.flatMap(({ points }) => points ?? []);
  const [first] = found;
  if (first === undefined || found.length < meant.length) {
    if (!isMeant) faults.add(at, `the KPI '${id}' has no points: expected score or composite in it`);
    return null;
  }
  const place = found.findIndex(({ max }) => max !== first.max);
  const other = meant[place]?.valid.from;
  if (other !== undefined && other !== null) {
    const [before, after] = [found[place - 1]?.max, found[place]?.max];
    const change = `the points of '${id}' change from ${before} to ${after} on ${formatDay(other)}`;
    faults.add(at, `${change}: expected a new definition here on that day too`);
  }
  const leaves = meant.flatMap((one) =>
    (one.points?.leaves ?? []).map((leaf) => ({ id: leaf.id, valid: common(leaf.valid, one.valid) })),
  );
  return { max: first.max, leaves };
}

/** When they do not reach from the beginning of the validity to its end, as words; null: they do. Between them there is no gap. */
function beyond(definitions: readonly Validity[], { from, until }: Validity): string | null {
  const [first, last] = [definitions[0], definitions.at(-1)];
  if (first === undefined || last === undefined) return 'then';
  if (first.from !== null && (from === null || from < first.from)) return `before ${formatDay(first.from)}`;
  if (last.until !== null && (until === null || until > last.until)) return `from ${formatDay(last.until)} on`;
  return null;
}

function common(left: Validity, right: Validity): Validity {
  const from = Math.max(left.from ?? -Infinity, right.from ?? -Infinity);
  const until = Math.min(left.until ?? Infinity, right.until ?? Infinity);
  return { from: Number.isFinite(from) ? from : null, until: Number.isFinite(until) ? until : null };
}
