// Compiles derived values when they are first asked for, in whatever order they are written; a value that leads back to
// itself is a fault.
import type { DerivedPlan } from '@nhip/core';
import type { Faults } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { typedOf } from './expression.ts';
import { isName } from './fields.ts';
import { checkNegations } from './negation.ts';
import type { Derived, Scope, Typed } from './scope.ts';
import { DEPTH_MAX, openWay } from './way.ts';

export interface DerivedValues {
  readonly names: readonly string[];
  readonly broken: ReadonlySet<string>;
  derived(name: string, at: SourceNode): Derived | null;
  derivedAt(index: number): Typed | null;
  /** Compiles all of them. */
  plans(): readonly DerivedPlan[];
}

export interface DerivedSource {
  readonly node: SourceNode | undefined;
  readonly faults: Faults;
  /** Names that are taken already. */
  readonly taken: ReadonlySet<string>;
  /** The scope the values are compiled in; it asks this room for derived values in turn. */
  readonly scope: () => Scope;
}

export function createDerivedValues({ node, faults, taken, scope }: DerivedSource): DerivedValues {
  const nodes = new Map<string, SourceNode>();
  const broken = new Set<string>();
  for (const [name, value] of node?.members ?? []) {
    if (taken.has(name)) faults.add(value, `'${name}' is a field already: choose another name`);
    if (!taken.has(name) && isName(name, value, faults)) nodes.set(name, value);
    else broken.add(name);
  }
  const names = [...nodes.keys()];
  const done = new Map<string, Typed | null>();
  const way = openWay();
  const tooDeep = (name: string, at: SourceNode): null => {
    faults.add(at, `'${name}' is computed through ${DEPTH_MAX} others: expected fewer`);
    return null;
  };

  const compile = (name: string, at: SourceNode): Typed | null => {
    const known = done.get(name);
    way.meet(name);
    if (known !== undefined) return known;
    const cycle = way.cycleTo(name);
    if (cycle !== null) {
      faults.add(at, `'${name}' leads back to itself: ${cycle.join(' > ')}`);
      return null;
    }
    if (way.isFull()) return tooDeep(way.first(), at);
    way.enter(name);
    const value = nodes.get(name);
    const typed = value === undefined ? null : typedOf(value, scope());
    const isTooDeep = way.leave(name) > DEPTH_MAX;
    const sound = typed !== null && isTooDeep ? tooDeep(name, at) : typed;
    done.set(name, sound);
    return sound;
  };
  const derivedAt = (index: number): Typed | null => done.get(names[index] ?? '') ?? null;
  return {
    names,
    broken,
    derivedAt,
    derived: (name, at) => {
      const typed = compile(name, at);
      return typed === null ? null : { index: names.indexOf(name), typed };
    },
    plans: () =>
      names.flatMap((name, index) => {
        const value = nodes.get(name);
        const typed = value === undefined ? null : compile(name, value);
        if (typed?.type === 'flag') checkNegations(typed.expression, scope());
        return typed === null ? [] : planOf(names[index] ?? name, typed);
      }),
  };
}

function planOf(name: string, typed: Typed): DerivedPlan {
  switch (typed.type) {
    case 'time':
      return { name, type: 'time', expression: typed.expression };
    case 'number':
      return { name, type: 'number', expression: typed.expression };
    case 'flag':
      return { name, type: 'flag', expression: typed.expression };
  }
}
