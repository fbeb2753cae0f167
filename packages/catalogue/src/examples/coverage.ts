// Examples of KPIs: whether a catalogue asks for them (`examples: required`), and which KPIs have none.
import type { Plan } from '@nhip/core';
import type { Faults } from '../source/fault.ts';
import type { SourceDocument } from '../source/read-folder.ts';
import type { Example } from './example.ts';

export function asksForExamples(documents: readonly SourceDocument[]): boolean {
  return documents.some(({ root }) => {
    const settings = root.members.get('catalogue');
    const place = settings !== undefined && settings.members.size > 0 ? settings : root;
    return settings !== undefined && place.members.get('examples')?.value === 'required';
  });
}

/** Ids of the KPIs for which no example expects a value. */
export function withoutExample({ kpis }: Pick<Plan, 'kpis'>, examples: readonly Example[]): readonly string[] {
  const shown = new Set(examples.flatMap(({ answers }) => answers.map(({ kpi }) => kpi)));
  return kpis.map(({ id }) => id).filter((id) => !shown.has(id));
}

export function checkCoverage(
  documents: readonly SourceDocument[],
  { plan, examples }: { readonly plan: Plan; readonly examples: readonly Example[] },
  faults: Faults,
): void {
  const missing = new Set(withoutExample(plan, examples));
  for (const { root } of documents) {
    const id = root.members.get('kpi')?.value;
    if (typeof id !== 'string' || !missing.has(id)) continue;
    faults.add(root, `the KPI '${id}' has no example: expected a value of it in some *.test.yaml beside it`);
  }
}
