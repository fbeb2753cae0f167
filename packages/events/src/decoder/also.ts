// Events that state something of a second record too: the second statement, made at the door from the first.
import type { AlsoPlan, Plan, Statement } from '@nhip/core';
import type { Envelope } from '../codec/envelope.ts';
import { type Fault, pointerSegment, type Rejected } from '../fault.ts';
import type { Decoded } from './decoder.ts';

export interface Stated {
  readonly envelope: Envelope;
  readonly statement: Statement;
}

export type Expanded = { readonly kind: 'statements'; readonly statements: readonly Stated[] } | Rejected;

/** The second statement has the id of the first with this behind it. */
const ID_SUFFIX = '~also';

export type Expander = (envelope: Envelope, decode: (envelope: Envelope) => Decoded) => Expanded;

/** All or nothing: where the second statement is refused, the event is, with pointers into the data that was sent. */
export function createExpander({ also }: Pick<Plan, 'also'>): Expander {
  const byType = new Map(also.map((one) => [one.type, one]));
  return (envelope, decode) => {
    const first = decode(envelope);
    if (first.kind === 'rejected') return first;
    const statements: Stated[] = [{ envelope, statement: first.statement }];
    const rule = byType.get(envelope.type);
    const second = rule === undefined ? null : secondOf(envelope, rule);
    if (rule === undefined || second === null) return { kind: 'statements', statements };
    const decoded = decode(second);
    if (decoded.kind === 'rejected') return { kind: 'rejected', faults: decoded.faults.map(asSent(rule)) };
    return { kind: 'statements', statements: [...statements, { envelope: second, statement: decoded.statement }] };
  };
}

/** Null: the event names no second record. */
function secondOf(envelope: Envelope, { to, data }: AlsoPlan): Envelope | null {
  const { data: sent } = envelope;
  if (sent.kind !== 'json' || typeof sent.value !== 'object' || sent.value === null) return null;
  const members: Readonly<Record<string, unknown>> = { ...sent.value };
  if (data.some(({ from, isKey }) => isKey && isBlank(members[from]))) return null;
  const value = Object.fromEntries(data.map(({ name, from }) => [name, members[from]]));
  const id = envelope.id + ID_SUFFIX;
  return { ...envelope, id, type: to, subject: null, dataschema: null, data: { kind: 'json', value } };
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function asSent({ data }: AlsoPlan): (fault: Fault) => Fault {
  const pointers = new Map(
    data.map(({ name, from }) => [`/data${pointerSegment(name)}`, `/data${pointerSegment(from)}`]),
  );
  return (fault) => ({ ...fault, pointer: pointers.get(fault.pointer) ?? fault.pointer });
}
