// Which measures the first statement of a record can make it add to, by its event type: of a wide record most fields are still missing
// then, and a measure that asks for one of them adds nothing, whatever the statement says.
import type { NumberExpression, Operand, Predicate, TimeExpression } from '../plan/expression.ts';
import type { MeasurePlan, RecordPlan } from '../plan/plan.ts';
import type { ChangedMeasures } from './changed-measures.ts';

/** For each event type; good for a record of which nothing was known before the statement. */
export function firstMeasures(plan: RecordPlan): readonly ChangedMeasures[] {
  return plan.events.map((event) => {
    if (event.kind !== 'fields') return null;
    const stated = [...plan.key, ...event.groups.flatMap((group) => plan.groups[group]?.fields ?? [])];
    return plan.measures.map((measure) => mayAdd(measure, { plan, stated: new Set(stated) }));
  });
}

/** What a record may have after its first statement: the fields that are stated, and no parts. */
interface First {
  readonly plan: RecordPlan;
  readonly stated: ReadonlySet<number>;
}

function mayAdd({ what, where }: MeasurePlan, first: First): boolean {
  if (where !== null && truthOf(where, first) === false) return false;
  switch (what.kind) {
    case 'count':
      return !isTimeMissing(what.at, first);
    case 'sum':
    case 'sketch':
      return !isTimeMissing(what.at, first) && !isNumberMissing(what.of, first);
    case 'cohort':
      if ([what.at, ...what.by].some((time) => isTimeMissing(time, first))) return false;
      return what.of === null || !isNumberMissing(what.of, first);
    case 'stock':
      return !isTimeMissing(what.enter, first);
    case 'cover':
    case 'hold':
      return false;
  }
}

/** True: the field has no value, whatever is stated. */
function isFieldMissing(field: number, { plan, stated }: First): boolean {
  const type = plan.fields[field]?.type;
  return !stated.has(field) && !(type?.kind === 'enum' && type.missing !== null);
}

function isTimeMissing(expression: TimeExpression, first: First): boolean {
  switch (expression.kind) {
    case 'field':
      return isFieldMissing(expression.field, first);
    case 'derived': {
      const derived = first.plan.derived[expression.derived];
      return derived?.type === 'time' && isTimeMissing(derived.expression, first);
    }
    case 'first':
    case 'min':
    case 'max':
      return expression.of.every((one) => isTimeMissing(one, first));
    case 'when':
      return truthOf(expression.test, first) === false || isTimeMissing(expression.then, first);
    case 'plus':
      return isTimeMissing(expression.from, first) || isNumberMissing(expression.add, first);
    case 'after':
    case 'after_day':
      return isTimeMissing(expression.of, first);
    case 'extend':
      return isTimeMissing(expression.from, first);
    case 'nth':
    case 'last':
      return true;
  }
}

function isNumberMissing(expression: NumberExpression, first: First): boolean {
  switch (expression.kind) {
    case 'field':
      return isFieldMissing(expression.field, first);
    case 'derived': {
      const derived = first.plan.derived[expression.derived];
      return derived?.type === 'number' && isNumberMissing(derived.expression, first);
    }
    case 'between':
      return isTimeMissing(expression.from, first) || isTimeMissing(expression.to, first);
    case 'lookup':
      return isFieldMissing(expression.lookup.field, first) || isTimeMissing(expression.lookup.at, first);
    case 'constant':
    case 'count':
    case 'sum':
    case 'filled':
      return false;
  }
}

function isOperandMissing(of: Operand, first: First): boolean {
  if (of.kind === 'time') return isTimeMissing(of.expression, first);
  return of.kind === 'number' ? isNumberMissing(of.expression, first) : isFieldMissing(of.field, first);
}

/** Null: it depends on what is stated. */
function truthOf(predicate: Predicate, first: First): boolean | null {
  switch (predicate.kind) {
    case 'all':
    case 'any': {
      const truths = predicate.of.map((one) => truthOf(one, first));
      return together(truths, predicate.kind === 'any');
    }
    case 'not': {
      const truth = truthOf(predicate.of, first);
      return truth === null ? null : !truth;
    }
    case 'set':
    case 'missing':
      return isOperandMissing(predicate.of, first) ? predicate.kind === 'missing' : null;
    case 'in':
      return isFieldMissing(predicate.field, first) ? false : null;
    case 'compare':
      // A comparison with a missing side is false.
      return isOperandMissing(predicate.left, first) || isOperandMissing(predicate.right, first) ? false : null;
    case 'derived': {
      const derived = first.plan.derived[predicate.derived];
      return derived?.type === 'flag' ? truthOf(derived.expression, first) : null;
    }
    case 'any_of':
      return false;
  }
}

/** One of them that is `deciding` decides; all must be the other for the other. */
function together(truths: readonly (boolean | null)[], deciding: boolean): boolean | null {
  if (truths.includes(deciding)) return deciding;
  return truths.includes(null) ? null : !deciding;
}
