// The record type that every catalogue has without declaring it: `statement`, what the log itself says of each sender, by record type
// and local day of receipt. The tally states its counts, absolute ones; the doors state each event that they refused, by its content
// and the day on which it was first refused: whatever is sent again counts once. Where they are more than a door tells apart, it states
// how many deliveries of a day it refused besides.
import type { CadencePlan, DomainPlan, UnitSpan } from '@nhip/core';
import { readDocuments } from '../source/read-folder.ts';
import { type CompiledRecord, compileRecord } from './record.ts';
import type { Shared } from './shared.ts';

export const STATEMENT = 'statement';
/** Record type of what does not say which it is of. */
const NO_TYPE = '(none)';

/** The domain that the dimension `type` belongs to: the record types of the catalogue. */
export function recordDomain(names: readonly string[]): DomainPlan {
  return { name: 'record', codes: [...names, NO_TYPE], table: null };
}

/** Null never happens but by a fault of this very file. */
export function compileBuiltIn(
  records: readonly CompiledRecord[],
  units: readonly UnitSpan[],
  shared: Shared,
): CompiledRecord | null {
  const branches = records.flatMap(({ plan }) => freshness(plan.name, plan.cadences ?? [], units));
  const text =
    branches.length === 0 ? TEXT : `${TEXT}${FRESH}derive:\n  freshUntil: { first: [${branches.join(', ')}] }\n`;
  const [document] = readDocuments({ file: '(built in)', text }, shared.faults);
  return document === undefined ? null : compileRecord(document.root, shared, { isBuiltIn: true });
}

const TEXT = `record: ${STATEMENT}
title: { vi: Thông điệp nhận được, en: Statements received }
versions: sequence
key: [counter, sender, type, day]
unit: sender
fields:
  counter: { type: text, max: 64 }
  sender: { type: code, domain: unit }
  type: { type: code, domain: record }
  day: { type: instant }
  accepted: { type: integer, min: 0 }
  counted: { type: integer, min: 0 }
  superseded: { type: integer, min: 0 }
  repeated: { type: integer, min: 0 }
  conflicts: { type: integer, min: 0 }
  deadLettered: { type: integer, min: 0 }
  impossible: { type: integer, min: 0 }
  fieldsAsked: { type: integer, min: 0 }
  fieldsFilled: { type: integer, min: 0 }
  rejected: { type: integer, min: 0 }
  refusedOn: { type: instant }
events:
  vn.nhip.statement.tallied: [accepted, counted, superseded, repeated, conflicts, deadLettered, impossible, fieldsAsked, fieldsFilled]
  vn.nhip.statement.refused: [rejected, refusedOn]
measures:
  accepted: { sum: accepted, at: day, by: [type] }
  counted: { sum: counted, at: day, by: [type] }
  superseded: { sum: superseded, at: day, by: [type] }
  repeated: { sum: repeated, at: day, by: [type] }
  conflicts: { sum: conflicts, at: day, by: [type] }
  deadLettered: { sum: deadLettered, at: day, by: [type] }
  impossible: { sum: impossible, at: day, by: [type] }
  fieldsAsked: { sum: fieldsAsked, at: day, by: [type] }
  fieldsFilled: { sum: fieldsFilled, at: day, by: [type] }
  rejected: { sum: rejected, at: { first: [refusedOn, day] }, by: [type] }
`;

/** The last of the measures, where some record type has a cadence: days that are recent still, on which something was accepted. */
const FRESH =
  '  fresh: { stock: { enter: day, leave: freshUntil }, where: { freshUntil: set, accepted: { gt: 0 } }, by: [type] }\n';

/** Until when a receipt of this type keeps its sender live: as many days as the first cadence that fits the sender. */
function freshness(type: string, cadences: readonly CadencePlan[], units: readonly UnitSpan[]): readonly string[] {
  return cadences.flatMap((cadence) => {
    const senders = sendersOf(cadence, units);
    if (cadences.length > 1 && senders.length === 0) return [];
    const test = { type, ...(cadences.length > 1 ? { sender: senders } : {}) };
    return `{ when: ${JSON.stringify(test)}, then: { plus: { from: day, add: ${cadence.everyDays}, unit: day } } }`;
  });
}

function sendersOf({ levels, units: named }: CadencePlan, units: readonly UnitSpan[]): readonly string[] {
  const ofLevels = units.filter(({ level }) => levels.includes(level)).map(({ code }) => code);
  return [...new Set([...named, ...ofLevels])];
}
