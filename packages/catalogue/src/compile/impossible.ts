// Compiles what a record type declares impossible: sequences of facts that no record should show, each under a name of its own.
import type { Predicate } from '@nhip/core';
import type { SourceNode } from '../source/node.ts';
import { isName } from './fields.ts';
import { testOf } from './predicate.ts';
import type { Scope } from './scope.ts';

/** Holds where one of them does; null: nothing is declared, or all of it is at fault. */
export function compileImpossible(node: SourceNode | undefined, scope: Scope): Predicate | null {
  const tests = [...(node?.members ?? [])].flatMap(([name, test]) => {
    if (!isName(name, test, scope.faults)) return [];
    return testOf(test, scope) ?? [];
  });
  const [only] = tests;
  if (only === undefined) return null;
  return tests.length === 1 ? only : { kind: 'any', of: tests };
}
