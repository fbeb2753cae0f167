// Which measures a statement can change, by its event type: the contribution of a record is read before and after every statement, and
// of a wide record most statements leave most of it as it is.
import { type Needs, needsOf } from '../plan/needs.ts';
import type { EventPlan, RecordPlan } from '../plan/plan.ts';

/** For each measure of the record: a statement of the event type can change what it adds. Null: any. */
export type ChangedMeasures = readonly boolean[] | null;

/** For each event type; good for a record that adds something before the statement. */
export function changedMeasures(plan: RecordPlan): readonly ChangedMeasures[] {
  const needs = plan.measures.map((measure) => {
    const family = plan.families[measure.family];
    return needsOf({
      unit: plan.unit,
      derived: plan.derived,
      families: family === undefined ? [] : [family],
      measures: [measure],
    });
  });
  return plan.events.map((event) => changedBy(plan, event, needs));
}

function changedBy(plan: RecordPlan, event: EventPlan, needs: readonly Needs[]): ChangedMeasures {
  // A whole record may be taken back, and then it adds nothing.
  if (event.kind === 'retracted') return null;
  if (event.kind === 'part') return needs.map(({ parts }) => parts.has(event.part));
  const { unit } = plan;
  if (unit.kind === 'sender' && event.groups.includes(unit.group)) return null;
  const fields = event.groups.flatMap((group) => plan.groups[group]?.fields ?? []);
  // The unit is among what every measure needs.
  return needs.map(({ kept }) => fields.some((field) => kept.has(field)));
}
