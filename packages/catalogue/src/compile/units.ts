// Compiles the organisation tree: units in stretches of time. Each has a declared level and a parent in force; what the tree
// must be as a whole is checked in unit-rules.ts.
import { parseDay, type UnitSpan } from '@nhip/core';
import { unitSchema, unitsSchema } from '../language/documents.ts';
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read, readMembers } from '../source/read.ts';
import type { Settings } from './settings.ts';
import { checkTree, type Placed } from './unit-rules.ts';

export function compileUnits(
  documents: readonly SourceNode[],
  settings: Settings,
  faults: Faults,
): readonly UnitSpan[] {
  if (documents.length === 0) {
    faults.unresolved({ file: '.', line: 0 }, 'no document begins with units: expected the organisation tree');
  }
  const placed = documents.flatMap((document) => {
    readMembers(document, unitsSchema, faults);
    return (document.members.get('units')?.items ?? []).flatMap((node) => spanOf(node, settings, faults));
  });
  checkTree(placed, settings, faults);
  return placed.map(({ span }) => span);
}

function spanOf(node: SourceNode, { levels }: Settings, faults: Faults): readonly Placed[] {
  const unit = read(node, unitSchema, faults);
  if (unit === null) {
    faults.markIncomplete();
    return [];
  }
  const [from, until] = [dayOf(unit.from), dayOf(unit.until)];
  if (levels.length > 0 && !levels.includes(unit.level)) {
    faults.add(node.members.get('level') ?? node, `the level '${unit.level}' is not declared; ${known(levels)}`);
  }
  if (from !== null && until !== null && until <= from) {
    faults.add(node, `'${unit.code}' ends before it begins: expected 'until' after 'from'`);
  }
  const { code, level, title, parent = null, successor = null } = unit;
  return [{ node, span: { code, level, parent, title, from, until, successor } }];
}

function dayOf(text: string | undefined): number | null {
  return text === undefined ? null : parseDay(text);
}
