// What the organisation tree must be as a whole: one root, no cycle, no day on which a parent is missing, no two stretches of
// one unit on the same day, one successor for each unit that ends for good.
import { formatDay, type UnitSpan } from '@nhip/core';
import type { Faults } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import type { Settings } from './settings.ts';

export interface Placed {
  readonly span: UnitSpan;
  readonly node: SourceNode;
}

type ByCode = ReadonlyMap<string, readonly Placed[]>;

export function checkTree(placed: readonly Placed[], settings: Settings, faults: Faults): void {
  const { root } = settings;
  const byCode = Map.groupBy(placed, ({ span }) => span.code);
  checkRoot(placed, root, faults);
  for (const spans of byCode.values()) checkOverlap(spans, faults);
  for (const unit of placed) {
    checkParent(unit, byCode, faults);
    checkLevel(unit, { byCode, settings }, faults);
  }
  for (const spans of byCode.values()) checkEnd(spans, byCode, faults);
  checkCycles(placed, { next: ({ span }) => span.parent, name: 'parent' }, faults);
  checkCycles(placed, { next: ({ span }) => span.successor, name: 'successor' }, faults);
}

function checkRoot(placed: readonly Placed[], root: string, faults: Faults): void {
  const [first] = placed;
  if (root === '' || first === undefined) return;
  for (const { span, node } of placed) {
    if (span.parent === null && span.code !== root) {
      faults.add(node, `'${span.code}' has no parent: expected one root, '${root}'`);
    }
    if (span.parent !== null && span.code === root) {
      faults.add(node, `'${span.code}' is the root and has the parent '${span.parent}': expected none`);
    }
  }
  if (!placed.some(({ span }) => span.code === root)) {
    faults.unresolved(first.node, `the root '${root}' is not among the units`);
  }
}

const begin = ({ span }: Placed): number => span.from ?? Number.NEGATIVE_INFINITY;
const end = ({ span }: Placed): number => span.until ?? Number.POSITIVE_INFINITY;

function inOrder(spans: readonly Placed[]): readonly Placed[] {
  return [...spans].sort((left, right) => compare(begin(left), begin(right)) || compare(end(left), end(right)));
}

function compare(left: number, right: number): number {
  return left === right ? 0 : left - right;
}

function checkOverlap(spans: readonly Placed[], faults: Faults): void {
  const ordered = inOrder(spans);
  ordered.forEach((unit, place) => {
    const before = ordered[place - 1];
    if (before !== undefined && end(before) > begin(unit)) {
      faults.add(
        unit.node,
        `'${unit.span.code}' stands twice for the same days: expected stretches that do not overlap`,
      );
    }
  });
}

/** The parent is declared, and in force on every day of its child. */
function checkParent(unit: Placed, byCode: ByCode, faults: Faults): void {
  const { parent, code } = unit.span;
  if (parent === null) return;
  const at = unit.node.members.get('parent') ?? unit.node;
  const parents = byCode.get(parent);
  if (parents === undefined) {
    faults.unresolved(at, `the parent '${parent}' of '${code}' is not among the units`);
    return;
  }
  let covered = begin(unit);
  for (const span of inOrder(parents)) if (begin(span) <= covered && end(span) > covered) covered = end(span);
  if (covered >= end(unit)) return;
  const day = Number.isFinite(covered) ? `on ${formatDay(covered)}` : 'from the beginning';
  faults.add(at, `the parent '${parent}' of '${code}' is not in force ${day}`);
}

interface Levelled {
  readonly byCode: ByCode;
  readonly settings: Pick<Settings, 'root' | 'levels'>;
}

/** Levels are declared from the top down: the root stands at the first one, and nobody below those under it. */
function checkLevel({ span, node }: Placed, { byCode, settings: { root, levels } }: Levelled, faults: Faults): void {
  const place = levels.indexOf(span.level);
  if (place < 0) return;
  const at = node.members.get('level') ?? node;
  if (span.code === root && place > 0) {
    faults.add(at, `the root '${root}' is of the level '${span.level}': expected the first one, '${levels[0]}'`);
  }
  const parents = (byCode.get(span.parent ?? '') ?? []).filter(
    (parent) => begin(parent) < end({ span, node }) && end(parent) > begin({ span, node }),
  );
  const below = parents.find((parent) => levels.indexOf(parent.span.level) > place);
  if (below === undefined) return;
  const found = `'${span.code}' is of the level '${span.level}', its parent '${span.parent}' of '${below.span.level}'`;
  faults.add(at, `${found}: expected the parent's no lower, as levels are declared`);
}

/** A unit that ends for good has a successor, and only such a unit. */
function checkEnd(spans: readonly Placed[], byCode: ByCode, faults: Faults): void {
  const ordered = inOrder(spans);
  ordered.forEach((unit, place) => {
    const { code, successor, until } = unit.span;
    const isLast = place === ordered.length - 1;
    const at = unit.node.members.get('successor') ?? unit.node;
    if (successor === null) {
      if (isLast && until !== null) faults.add(at, `'${code}' ends for good: expected its successor`);
    } else if (!isLast || until === null) {
      faults.add(at, `'${code}' does not end for good here: expected no successor`);
    } else checkSuccessor(unit, { at, byCode }, faults);
  });
}

function checkSuccessor(
  { span }: Placed,
  { at, byCode }: { readonly at: SourceNode; readonly byCode: ByCode },
  faults: Faults,
): void {
  const successors = byCode.get(span.successor ?? '');
  if (successors === undefined) {
    faults.unresolved(at, `the successor '${span.successor}' of '${span.code}' is not among the units`);
  } else if (!successors.some((one) => end(one) > (span.until ?? 0))) {
    faults.add(at, `the successor '${span.successor}' of '${span.code}' ends no later: expected one that goes on`);
  }
}

interface Link {
  readonly next: (unit: Placed) => string | null;
  readonly name: string;
}

/** Each cycle once, at the first unit from which it is met. */
function checkCycles(placed: readonly Placed[], { next, name }: Link, faults: Faults): void {
  const following = Map.groupBy(placed, ({ span }) => span.code);
  const settled = new Set<string>();
  const visit = (code: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(code)) return [...way.slice(way.indexOf(code)), code];
    if (settled.has(code)) return null;
    for (const unit of following.get(code) ?? []) {
      const to = next(unit);
      const cycle = to === null ? null : visit(to, [...way, code]);
      if (cycle !== null) return cycle;
    }
    settled.add(code);
    return null;
  };
  for (const { span, node } of placed) {
    const cycle = settled.has(span.code) ? null : visit(span.code, []);
    if (cycle === null) continue;
    faults.add(node, `units lead back to themselves by ${name}: ${cycle.join(' > ')}`);
    for (const code of [...cycle, span.code]) settled.add(code);
  }
}
