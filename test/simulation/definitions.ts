// Simulation: KPIs that are defined anew on some day, and composites over them, which then are defined anew on that day too.
import fc from 'fast-check';
import { formatDay } from './days.ts';
import { type CompositeChoice, compositeNodes, isScored } from './ratings.ts';
import type { RecordNode } from './records.ts';

export interface Dating {
  /** The day of the first definition, days after the first of all; null: since ever. */
  readonly first: number | null;
  /** The day on which the second definition begins; it follows the first one where it is later. */
  readonly second: number;
  /** The days after which the last one ends; null: never. */
  readonly lasts: number | null;
}

export const dating: fc.Arbitrary<Dating> = fc.record({
  first: fc.constantFrom(null, null, 3, 12),
  second: fc.integer({ min: 5, max: 80 }),
  lasts: fc.constantFrom(null, null, null, 30),
});

/** Two documents of one KPI, or one of them where they have nothing in common that they are asked for. */
export function dated(
  before: RecordNode,
  after: RecordNode,
  { first, second, lasts, firstDay }: Dating & { readonly firstDay: number },
): readonly RecordNode[] {
  const grains = listOf(before.grains).filter((grain) => listOf(after.grains).includes(grain));
  if (grains.length === 0 || (first !== null && first >= second)) return [before];
  const day = (offset: number): string => formatDay(firstDay + offset);
  return [
    { ...before, grains, valid: { ...(first === null ? {} : { from: day(first) }), until: day(second) } },
    {
      ...after,
      grains,
      valid: { from: day(second), ...(lasts === null ? {} : { until: day(second + lasts) }) },
    },
  ];
}

interface Validity {
  readonly from: string | null;
  readonly until: string | null;
}

function validityOf({ valid }: RecordNode): Validity {
  const { from = null, until = null } = (valid ?? {}) as { readonly from?: string; readonly until?: string };
  return { from, until };
}

/** Composites over the scored KPIs. On each day on which one of them begins, ends or changes, the composites begin anew. */
export function datedComposites(choice: CompositeChoice, kpis: readonly RecordNode[]): readonly RecordNode[] {
  const scored = kpis.filter(isScored);
  const days = [...new Set(scored.map(validityOf).flatMap(({ from, until }) => [from, until]))].filter(
    (day) => day !== null,
  );
  if (days.length === 0) return compositeNodes(choice, kpis);
  const bounds = [null, ...days.sort(), null];
  const stretches = bounds.slice(0, -1).map((from, place): Validity => ({ from, until: bounds[place + 1] ?? null }));
  const perStretch = stretches.map((stretch) => {
    const valid = kpis.filter((kpi) => isWithin(stretch, validityOf(kpi)));
    const dates = Object.fromEntries(Object.entries(stretch).filter(([, day]) => day !== null));
    return compositeNodes(choice, valid).map((node): RecordNode => ({ ...node, valid: dates }));
  });
  const groups = sharing(lastRun(perStretch, 'group'));
  const grains = common(groups.map(({ node }) => listOf(node.grains)));
  const meant = new Set(groups.map(({ stretch }) => stretch));
  const all = perStretch.map((nodes, place) => (meant.has(place) ? nodes.map((node) => ({ ...node, grains })) : []));
  return ['group', 'total', 'gap'].flatMap((id) => lastRun(all, id).map(({ node }) => node));
}

function isWithin(stretch: Validity, { from, until }: Validity): boolean {
  const begins = from === null || (stretch.from !== null && from <= stretch.from);
  return begins && (until === null || (stretch.until !== null && stretch.until <= until));
}

interface Placed {
  readonly stretch: number;
  readonly node: RecordNode;
}

/** Where it comes and goes, the last stretches beside each other that have it: definitions leave no gap between them. */
function lastRun(perStretch: readonly (readonly RecordNode[])[], id: string): readonly Placed[] {
  const run: Placed[] = [];
  for (const [back, nodes] of [...perStretch].reverse().entries()) {
    const node = nodes.find(({ kpi }) => kpi === id);
    if (node !== undefined) run.unshift({ stretch: perStretch.length - 1 - back, node });
    else if (run.length > 0) break;
  }
  return run;
}

/** All definitions are asked for the same grains: from the first one on that has some in common with those after it. */
function sharing(run: readonly Placed[]): readonly Placed[] {
  const grains = common(run.map(({ node }) => listOf(node.grains)));
  return run.length === 0 || grains.length > 0 ? run : sharing(run.slice(1));
}

function common(lists: readonly (readonly unknown[])[]): readonly unknown[] {
  const [first = []] = lists;
  return first.filter((item) => lists.every((list) => list.includes(item)));
}

function listOf(node: unknown): readonly unknown[] {
  return Array.isArray(node) ? node : [];
}
