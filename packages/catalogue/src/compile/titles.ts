// Checks what programmes and levels are called: each title is of something that is there, so that none is left behind by a
// folder that was renamed.
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';

export interface Titled {
  readonly levels: readonly string[];
  /** Programmes that have a KPI. */
  readonly programmes: ReadonlySet<string>;
}

/** @param documents those that begin with `catalogue:`. */
export function checkTitles(documents: readonly SourceNode[], { levels, programmes }: Titled, faults: Faults): void {
  const [document] = documents;
  const settings = document?.members.get('catalogue')?.members.get('titles') ?? document?.members.get('titles');
  for (const [level, node] of settings?.members.get('levels')?.members ?? []) {
    if (!levels.includes(level)) faults.add(node, `the level '${level}' is not declared; ${known(levels)}`);
  }
  for (const [programme, node] of settings?.members.get('programmes')?.members ?? []) {
    if (!programmes.has(programme))
      faults.unresolved(node, `the programme '${programme}' has no KPI; ${known(programmes)}`);
  }
}
