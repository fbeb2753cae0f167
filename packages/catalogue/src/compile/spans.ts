// Compiles lengths of time: limits that are added, pauses that move a deadline, and how long something took.
import type { NumberExpression, PauseClock, Pauses, SpanUnit, TimeExpression, UnitLookup } from '@nhip/core';
import { numberConstructs, open, spanUnit, timeConstructs } from '../language/expression-schema.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import { memberOf, numberOf, timeOf } from './expression.ts';
import { unitLookup } from './lookup.ts';
import { fieldOfPart, mustBeInstant, partNamed, type Scope, type Typed } from './scope.ts';

const schemas = { ...timeConstructs(open), ...numberConstructs(open) };

export function plus(node: SourceNode, scope: Scope): TimeExpression | null {
  if (read(node, schemas.plus, scope.faults) === null) return null;
  const inside = memberOf(node, 'plus');
  const from = timeOf(memberOf(inside, 'from'), scope);
  if (from === null) return null;
  // What a table says of a limit holds as of the instant it is added to.
  const asOfFrom = { ...scope, asOf: from };
  const add = numberOf(memberOf(inside, 'add'), asOfFrom);
  const unit = unitOf(memberOf(inside, 'unit'), asOfFrom);
  if (add === null || unit === null) return null;
  if (add.divisor !== 1) {
    scope.faults.add(memberOf(inside, 'add'), `what is added is not in whole units: expected an integer`);
    return null;
  }
  if (add.expression.kind === 'constant' && Math.abs(add.expression.value) > ADDED_MAX) {
    scope.faults.add(
      memberOf(inside, 'add'),
      `${add.expression.value} is too far from anything: expected ${ADDED_MAX} at most, forward or back`,
    );
    return null;
  }
  return { kind: 'plus', from, add: add.expression, unit };
}

/** Of any unit: eleven years of hours. */
const ADDED_MAX = 100_000;

function unitOf(node: SourceNode, scope: Scope): SpanUnit | UnitLookup | null {
  const unit = spanUnit.options.find((one) => one === node.value) ?? unitLookup(node, scope);
  if (unit !== null) checkCalendar(node, unitsIn(unit).some(isWorking), scope);
  return unit;
}

function unitsIn(unit: SpanUnit | UnitLookup): readonly string[] {
  return typeof unit === 'string' ? [unit] : unit.units;
}

function isWorking(unit: string): boolean {
  return unit === 'working_hour' || unit === 'working_day' || unit === 'working';
}

function checkCalendar(node: SourceNode, isNeeded: boolean, { faults, hasCalendar }: Scope): void {
  if (!isNeeded || hasCalendar) return;
  faults.unresolved(
    node,
    `working time needs a calendar: expected calendar: its name in the document of the catalogue`,
  );
}

export function extend(node: SourceNode, scope: Scope): TimeExpression | null {
  const written = read(node, schemas.extend, scope.faults)?.extend;
  if (written === undefined) return null;
  const inside = memberOf(node, 'extend');
  const from = timeOf(memberOf(inside, 'from'), scope);
  const pauses = pausesOf(inside, written, scope);
  const clock = inside.members.has('clock') ? clockOf(memberOf(inside, 'clock'), scope) : 'calendar';
  if (from === null || pauses === null || clock === null) return null;
  return { kind: 'extend', from, clock, ...pauses };
}

const pauseClocks = ['calendar', 'day', 'working'] as const;

function clockOf(node: SourceNode, scope: Scope): PauseClock | null {
  const clock = pauseClocks.find((one) => one === node.value) ?? unitLookup(node, scope);
  if (clock !== null) checkCalendar(node, (typeof clock === 'string' ? [clock] : clock.units).some(isWorking), scope);
  return clock;
}

interface WrittenPauses {
  readonly pauses: string;
  readonly start: string;
  readonly end: string;
}

function pausesOf(inside: SourceNode, written: WrittenPauses, scope: Scope): Pauses | null {
  const part = partNamed(scope, memberOf(inside, 'pauses'), written.pauses);
  if (part === null) return null;
  const ofPart = (key: 'start' | 'end') => {
    const at = memberOf(inside, key);
    return mustBeInstant(scope, at, fieldOfPart(scope, at, { part, name: written[key] }));
  };
  const [start, end] = [ofPart('start'), ofPart('end')];
  return start === null || end === null ? null : { part: part.index, start: start.index, end: end.index };
}

const divisors = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  working_hour: 3_600_000,
  working_day: 1,
} as const;

export function between(node: SourceNode, scope: Scope): Typed | null {
  const written = read(node, schemas.between, scope.faults)?.between;
  if (written === undefined) return null;
  const inside = memberOf(node, 'between');
  const from = timeOf(memberOf(inside, 'from'), scope);
  const to = timeOf(memberOf(inside, 'to'), scope);
  const pauses = betweenPauses(inside, written, scope);
  if (from === null || to === null || pauses === undefined) return null;
  const { unit } = written;
  if (written.clock !== undefined && (written.clock === 'working') !== isWorking(unit)) {
    const expected = written.clock === 'working' ? 'working_hour or working_day' : 'second, minute, hour or day';
    scope.faults.add(
      memberOf(inside, 'unit'),
      `the unit ${unit} is none of the clock ${written.clock}: expected ${expected}`,
    );
  }
  checkCalendar(memberOf(inside, 'unit'), isWorking(unit), scope);
  const clock = unit === 'working_hour' || unit === 'working_day' ? unit : 'calendar';
  const expression: NumberExpression = { kind: 'between', from, to, clock, pauses };
  return { type: 'number', expression, divisor: divisors[unit] };
}

/** Undefined after a fault. */
function betweenPauses(
  inside: SourceNode,
  { pauses, start, end }: { [Key in keyof WrittenPauses]?: string | undefined },
  scope: Scope,
): Pauses | null | undefined {
  if (pauses === undefined && start === undefined && end === undefined) return null;
  if (pauses !== undefined && start !== undefined && end !== undefined) {
    return pausesOf(inside, { pauses, start, end }, scope) ?? undefined;
  }
  scope.faults.add(inside, `pauses have a begin and an end: expected pauses, start and end`);
  return undefined;
}
