// Compiles `stock: { cover }`: a stock over the occurrences of a part, which a record may be in again after it left.
import type { MeasureKind, Stretches, TimeExpression } from '@nhip/core';
import { openCover, stretchesSchema } from '../language/record-schema.ts';
import { daysIn } from '../language/scalars.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import { timeOf } from './expression.ts';
import { fieldOfPart, mustBeInstant, partField, type Scope } from './scope.ts';

/** Null after a fault. */
export function coverOf(node: SourceNode, scope: Scope): MeasureKind | null {
  const written = read(node, openCover, scope.faults);
  if (written === null) return null;
  const own = stretchesOf(node, written, scope);
  const [enter, leave] = [edge(node.members.get('enter'), scope), edge(node.members.get('leave'), scope)];
  const inside = node.members.get('within');
  const within = inside === undefined ? undefined : withinOf(inside, scope);
  if (own === null || enter === null || leave === null || within === null) return null;
  return {
    kind: 'cover',
    ...own,
    ...(within === undefined ? {} : { within }),
    ...(enter === undefined ? {} : { enter }),
    ...(leave === undefined ? {} : { leave }),
  };
}

/** Undefined: there is none. */
function edge(node: SourceNode | undefined, scope: Scope): TimeExpression | null | undefined {
  return node === undefined ? undefined : timeOf(node, scope);
}

function withinOf(node: SourceNode, scope: Scope): Stretches | null {
  const written = read(node, stretchesSchema, scope.faults);
  return written === null ? null : stretchesOf(node, written, scope);
}

interface Written {
  readonly cover: string;
  readonly for?: string | undefined;
  readonly until?: string | undefined;
}

function stretchesOf(node: SourceNode, written: Written, scope: Scope): Stretches | null {
  const at = node.members.get('cover') ?? node;
  const found = mustBeInstant(scope, at, partField(scope, at, written.cover));
  if ((written.for === undefined) === (written.until === undefined)) {
    scope.faults.add(node, 'a cover lasts for some days, or until an instant: expected for or until');
    return null;
  }
  if (found === null) return null;
  const begin = { part: found.part.index, field: found.index };
  if (written.until !== undefined) {
    const place = node.members.get('until') ?? node;
    const { name } = found.part;
    const field = written.until.startsWith(`${name}.`) ? written.until.slice(name.length + 1) : written.until;
    const end = mustBeInstant(scope, place, fieldOfPart(scope, place, { part: found.part, name: field }));
    return end === null ? null : { ...begin, until: end.index };
  }
  const days = daysIn(written.for ?? '0d');
  if (days > 0) return { ...begin, days };
  scope.faults.add(node.members.get('for') ?? node, `'for' is 0d: expected at least 1d`);
  return null;
}
